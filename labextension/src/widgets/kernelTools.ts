/** Above a result in a widget: bind it in the kernel that the widget lives in. */
import { BackendError } from '../api/backend';
import type { Result } from '../api/schema';
import { button, type Component, h, setAttribute, setText, uniqueId } from '../components/dom';
import { counted } from '../components/format';
import { type NoticeContent, showNotice } from '../components/notice';
import { nameFrom, nameProblem } from '../kernel/names';
import { HANDOVER_FORMS, type HandoverForm } from '../kernel/types';
import type { KernelBackend, ToKernelAnswer } from './kernelBackend';

/** Variable, form, and the button To kernel. */
export class KernelTools implements Component {
  readonly node: HTMLElement;
  private readonly variable: HTMLInputElement;
  private readonly form: HTMLSelectElement;
  private readonly alert: HTMLElement;
  private readonly notice = h('div', { hidden: true });

  constructor(
    private readonly backend: KernelBackend,
    private readonly result: Result
  ) {
    this.alert = h('div', { id: uniqueId('error'), class: 'esap-error', role: 'alert' });
    this.variable = h('input', {
      id: uniqueId('variable'),
      class: 'esap-input esap-variable',
      type: 'text',
      value: nameFrom(result.provenance.target?.name ?? result.name),
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-describedby': this.alert.id,
      on: { input: () => this.check(), keydown: event => this.pressed(event) }
    });
    this.form = h(
      'select',
      { class: 'esap-input', 'aria-label': 'Form' },
      ...HANDOVER_FORMS.map(({ form, label }) => h('option', { value: form }, label))
    );
    const send = button('To kernel', () => void this.send(false), {
      class: 'esap-button esap-primary'
    });
    const line = h(
      'div',
      { class: 'esap-toolbar', role: 'group', 'aria-label': `Tools for ${result.title}` },
      h('label', { for: this.variable.id }, 'Variable'),
      this.variable,
      this.form,
      send
    );
    this.node = h('div', { class: 'esap-tools' }, line, this.alert, this.notice);
  }

  dispose(): void {
    this.node.remove();
  }

  /** Bind the result, and say how that went. */
  async send(overwrite: boolean): Promise<void> {
    if (!this.check()) {
      this.variable.focus();
      return;
    }
    const { id, name, rows } = this.result;
    const variable = this.variable.value;
    const form = this.form.value as HandoverForm;
    this.say({ kind: 'info', message: `Sending ${variable} to the kernel.` });
    try {
      const request = { variable, form, result: name, rows, overwrite };
      this.tell(await this.backend.toKernel(id, request));
    } catch (error) {
      const remedy = error instanceof BackendError ? error.remedy : '';
      this.say({ kind: 'error', message: (error as Error).message, remedy });
    }
  }

  private tell({ ok, exists }: ToKernelAnswer): void {
    if (ok) {
      const rows = counted(ok.rows, 'row');
      this.say({ kind: 'success', message: `${ok.variable} is in this notebook (${rows}).` });
    } else if (exists) {
      const { variable, type } = exists;
      this.say({
        kind: 'warning',
        message: `${variable} exists already (${type}).`,
        remedy: 'Choose another name, or overwrite it.',
        actions: [{ label: 'Overwrite', run: () => void this.send(true) }]
      });
    }
  }

  private say(content: NoticeContent): void {
    showNotice(this.notice, content);
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
      void this.send(false);
    }
  }
}
