/** What can be done with a result: to the kernel, as code, as a file. */
import type { Backend, Subscription } from '../api/backend';
import type { Result } from '../api/schema';
import { button, type Component, h, setAttribute, setText, uniqueId } from '../components/dom';
import { type NoticeContent, showNotice } from '../components/notice';
import { HANDOVER_FORMS, type HandoverForm, nameFrom, nameProblem } from '../kernel';
import { CodeInsertion } from './codeInsertion';
import type { KernelSender } from './delivery';
import { Delivery } from './delivery';
import type { Notebooks } from './notebooks';
import type { Preferences } from './preferences';
import { SaveRow } from './saveRow';

/** What the tools stand on. */
export interface ToolbarOptions {
  backend: Backend;
  handover: KernelSender;
  notebooks: Notebooks;
  preferences: Preferences;
}

/** The tools above a result's rows, and what they have to say. */
export class ResultToolbar implements Component {
  readonly node: HTMLElement;
  private readonly variable: HTMLInputElement;
  private readonly form: HTMLSelectElement;
  private readonly send: HTMLButtonElement;
  private readonly goal = h('span', { class: 'esap-hint esap-goal' });
  private readonly alert: HTMLElement;
  private readonly notice = h('div', { hidden: true });
  private readonly delivery: Delivery;
  private readonly insertion: CodeInsertion;
  private readonly saving: SaveRow;
  private readonly subscription: Subscription;

  constructor(
    private readonly options: ToolbarOptions,
    private readonly result: Result
  ) {
    const { notebooks, preferences } = options;
    const say = (content: NoticeContent | null) => showNotice(this.notice, content);
    this.delivery = new Delivery({ ...options, result, say, rename: () => this.rename() });
    this.insertion = new CodeInsertion({ ...options, result, say });
    this.saving = new SaveRow(options.backend, result, say);
    const alert = uniqueId('error');
    this.alert = h('div', { id: alert, class: 'esap-error', role: 'alert' });
    this.variable = h('input', {
      id: uniqueId('variable'),
      class: 'esap-input esap-variable',
      type: 'text',
      value: nameFrom(result.provenance.target?.text ?? result.name),
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-describedby': alert,
      on: { input: () => this.check(), keydown: event => this.pressed(event) }
    });
    this.form = h(
      'select',
      { class: 'esap-input', 'aria-label': 'Form', on: { change: () => this.formChosen() } },
      ...HANDOVER_FORMS.map(({ form, label }) => h('option', { value: form }, label))
    );
    this.form.value = preferences.form;
    this.send = button('To kernel', () => this.toKernel(), { class: 'esap-button esap-primary' });
    this.node = this.build();
    this.subscription = notebooks.onChange(() => this.showGoal());
    this.showGoal();
  }

  dispose(): void {
    this.delivery.dispose();
    this.subscription.dispose();
    this.node.remove();
  }

  /** Bind the result in the notebook's kernel. */
  toKernel(): void {
    if (this.check()) {
      void this.delivery.send(this.variable.value, this.form.value as HandoverForm, false);
    } else {
      this.variable.focus();
    }
  }

  /** Put a cell into the notebook that makes the search again. */
  insertCode(): void {
    if (this.check()) {
      void this.insertion.insert(this.variable.value);
    } else {
      this.variable.focus();
    }
  }

  private build(): HTMLElement {
    const label = h('label', { for: this.variable.id }, 'Variable');
    const line = h(
      'div',
      { class: 'esap-toolbar', role: 'group', 'aria-label': `Tools for ${this.result.title}` },
      label,
      this.variable,
      this.form,
      this.send,
      this.goal,
      button('Insert code', () => this.insertCode(), {
        title: 'Put a cell that makes this search again below the active one'
      }),
      this.saving.toggle
    );
    return h('div', { class: 'esap-tools' }, line, this.alert, this.saving.node, this.notice);
  }

  private check(): boolean {
    const problem = nameProblem(this.variable.value);
    setText(this.alert, problem ?? '');
    setAttribute(this.variable, 'aria-invalid', problem ? 'true' : null);
    return problem === null;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      this.toKernel();
    }
  }

  private rename(): void {
    this.variable.focus();
    this.variable.select();
  }

  private formChosen(): void {
    this.options.preferences.form = this.form.value as HandoverForm;
  }

  private showGoal(): void {
    const { name } = this.options.notebooks;
    setText(this.goal, name ? `→ ${name}` : '→ no notebook is open');
    this.goal.title = this.options.notebooks.current?.context.path ?? '';
  }
}
