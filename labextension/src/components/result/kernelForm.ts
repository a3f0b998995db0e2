/** Name and form of a variable, and the button To kernel. Shared by tab and widget. */
import type { Result } from '../../api/schema';
import { nameFrom, nameProblem } from '../../kernel/names';
import { HANDOVER_FORMS, type HandoverForm } from '../../kernel/types';
import { button, h, setAttribute, setText, uniqueId } from '../dom';
import { counted } from '../format';

/** What the kernel is to have. */
export interface KernelChoice {
  variable: string;
  form: HandoverForm;
}

/** What a form begins with, and whom it tells. */
export interface KernelFormOptions {
  result: Result;
  form?: HandoverForm;
  onSend(choice: KernelChoice): void;
  /** The variable or the form has changed. */
  onChange(): void;
}

/** Its controls stand in their owner's line, its alert below. */
export class KernelForm {
  readonly controls: readonly HTMLElement[];
  readonly sendButton: HTMLButtonElement;
  readonly alert = h('div', { id: uniqueId('error'), class: 'esap-error', role: 'alert' });
  private readonly variable: HTMLInputElement;
  private readonly select: HTMLSelectElement;

  constructor(private readonly options: KernelFormOptions) {
    const { result, form = 'astropy', onChange } = options;
    this.variable = h('input', {
      id: uniqueId('variable'),
      class: 'esap-input esap-variable',
      type: 'text',
      value: nameFrom(result.provenance.target?.text ?? result.name),
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-describedby': this.alert.id,
      on: { input: () => this.typed(), keydown: event => this.pressed(event) }
    });
    this.select = h(
      'select',
      { class: 'esap-input', 'aria-label': 'Form', on: { change: onChange } },
      ...HANDOVER_FORMS.map(({ form, label }) => h('option', { value: form }, label))
    );
    this.select.value = form;
    this.controls = [h('label', { for: this.variable.id }, 'Variable'), this.variable, this.select];
    this.sendButton = button('To kernel', () => this.send(), {
      class: 'esap-button esap-primary'
    });
  }

  /** The form chosen. */
  get form(): HandoverForm {
    return this.select.value as HandoverForm;
  }

  /** Say that all of so many rows are sent while few are shown; `null` when all are shown. */
  filtered(allRows: number | null): void {
    const rows = allRows === null ? '' : ` (all ${counted(allRows, 'row')})`;
    setText(this.sendButton, `To kernel${rows}`);
  }

  /** Tell the owner to send, unless the name is none. */
  send(): void {
    const variable = this.checked();
    if (variable !== null) {
      this.options.onSend({ variable, form: this.form });
    }
  }

  /** The variable, or `null` after saying what is wrong with it. */
  checked(): string | null {
    if (!this.check()) {
      this.variable.focus();
      return null;
    }
    return this.variable.value;
  }

  /** Let the person type another name. */
  rename(): void {
    this.variable.focus();
    this.variable.select();
  }

  private check(): boolean {
    const problem = nameProblem(this.variable.value);
    setText(this.alert, problem ?? '');
    setAttribute(this.variable, 'aria-invalid', problem ? 'true' : null);
    return problem === null;
  }

  private typed(): void {
    this.check();
    this.options.onChange();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      this.send();
    }
  }
}
