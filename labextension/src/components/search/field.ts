/** A label, its controls, and the place for what is wrong with them. */
import { h, setAttribute, setText, uniqueId } from '../dom';

/** One line of a form. */
export class Field {
  readonly node: HTMLElement;
  private readonly alert = h('div', {
    id: uniqueId('error'),
    class: 'esap-error',
    role: 'alert'
  });

  /**
   * @param label - what stands before; it names the group where there are several controls
   * @param controls - each names itself where there are several
   */
  constructor(
    label: string,
    private readonly controls: (HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[],
    ...also: HTMLElement[]
  ) {
    const [first] = controls;
    for (const control of controls) {
      control.classList.add('esap-input');
      control.setAttribute('aria-describedby', this.alert.id);
      control.addEventListener('input', () => this.setError(null));
    }
    const single = controls.length === 1;
    first.id ||= uniqueId('field');
    const head = single ? h('label', { for: first.id }, label) : h('span', {}, label);
    const line = single ? first : h('div', { class: 'esap-inline' }, ...controls);
    this.node = h('div', { class: 'esap-field' }, head, line, ...also, this.alert);
    if (!single) {
      this.node.setAttribute('role', 'group');
      this.node.setAttribute('aria-label', label);
    }
  }

  /** Say what is wrong; `null` takes it back. */
  setError(message: string | null): void {
    setText(this.alert, message ?? '');
    for (const control of this.controls) {
      setAttribute(control, 'aria-invalid', message ? 'true' : null);
    }
  }

  focus(): void {
    this.controls[0].focus();
  }
}
