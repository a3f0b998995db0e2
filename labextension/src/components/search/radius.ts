/** The radius with its unit. */
import { type Component, h, setAttribute, setText, uniqueId } from '../dom';
import { asTyped, type Checked, checkRadius, RADIUS_UNITS, type RadiusUnit } from './validate';

/** A text box named Radius and the choice of its unit. */
export class RadiusField implements Component {
  readonly node: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly unit: HTMLSelectElement;
  private readonly alert: HTMLElement;

  constructor(degrees: number) {
    const alert = uniqueId('error');
    this.input = h('input', {
      id: uniqueId('radius'),
      class: 'esap-input esap-radius',
      type: 'text',
      inputmode: 'decimal',
      autocomplete: 'off',
      'aria-describedby': alert,
      on: { input: () => this.setError(null) }
    });
    this.unit = h(
      'select',
      {
        class: 'esap-input',
        'aria-label': 'Radius unit',
        on: { change: () => this.setError(null) }
      },
      ...Object.keys(RADIUS_UNITS).map(unit => h('option', { value: unit }, unit))
    );
    this.alert = h('div', { id: alert, class: 'esap-error', role: 'alert' });
    this.node = h(
      'div',
      { class: 'esap-field' },
      h('label', { for: this.input.id }, 'Radius'),
      h('div', { class: 'esap-inline' }, this.input, this.unit),
      this.alert
    );
    this.degrees = degrees;
  }

  dispose(): void {
    this.node.remove();
  }

  /** The radius in degrees, or what is wrong with it; says so beside the field, too. */
  check(): Checked<number> {
    const checked = checkRadius(this.input.value, this.unit.value as RadiusUnit);
    this.setError(checked.error ?? null);
    return checked;
  }

  set degrees(value: number) {
    const { text, unit } = asTyped(value);
    this.input.value = text;
    this.unit.value = unit;
    this.setError(null);
  }

  focus(): void {
    this.input.focus();
  }

  /** Say what is wrong with the radius; `null` takes it back. */
  setError(message: string | null): void {
    setText(this.alert, message ?? '');
    setAttribute(this.input, 'aria-invalid', message ? 'true' : null);
  }
}
