/** Fields that several forms of a lake have. */
import type { LakesClient } from '../../api/lakes';
import type { Rse } from '../../api/schema';
import { h, uniqueId } from '../dom';
import { span } from './words';

const DAY = 86_400;
const LIFETIMES = [DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY];

/** A control with its label before it. */
export function labelled(
  label: string,
  control: HTMLElement,
  ...below: HTMLElement[]
): HTMLElement {
  control.id ||= uniqueId('field');
  return h(
    'div',
    { class: 'esap-field' },
    h('label', { for: control.id }, label),
    control,
    ...below
  );
}

/** A field for text. */
export function textField(placeholder = ''): HTMLInputElement {
  const more = { autocomplete: 'off', spellcheck: 'false' };
  return h('input', { class: 'esap-input', type: 'text', placeholder, ...more });
}

/** How long something is kept; the usual time of the lake is among the choices. */
export class LifetimeField {
  readonly select = h('select', { class: 'esap-input' });

  constructor(usual: number | null) {
    this.usual(usual);
  }

  /** Seconds; `null` stands for ever. */
  get value(): number | null {
    return this.select.value ? Number(this.select.value) : null;
  }

  /** Choose what is usual in a lake. */
  usual(seconds: number | null): void {
    const all = new Set([...LIFETIMES, ...(seconds ? [seconds] : [])]);
    const sorted = [...all].sort((a, b) => a - b);
    this.select.replaceChildren(
      ...sorted.map(one => h('option', { value: one }, span(one))),
      h('option', { value: '' }, 'for ever')
    );
    this.select.value = seconds ? String(seconds) : '';
  }
}

/** An RSE or an expression of RSEs, with the lake's own as suggestions. */
export class RseField {
  readonly input = textField('RSE or expression');
  readonly list = h('datalist', { id: uniqueId('rses') });
  private lake = '';

  constructor(private readonly client: LakesClient) {
    this.input.setAttribute('list', this.list.id);
  }

  get value(): string {
    return this.input.value.trim();
  }

  /** Suggest those of a lake; asked once for each. Rejects where the lake does not tell. */
  async suggest(lake: string): Promise<void> {
    if (lake === this.lake) {
      return;
    }
    this.lake = lake;
    try {
      const rses = await this.client.rses(lake);
      if (lake === this.lake) {
        this.list.replaceChildren(...rses.map(option));
      }
    } catch (error) {
      this.lake = '';
      throw error;
    }
  }
}

function option(rse: Rse): HTMLOptionElement {
  const words = [
    rse.mounted ? 'can be read here' : '',
    rse.writable ? '' : 'takes no new data',
    rse.type.toLowerCase()
  ];
  return h('option', { value: rse.name }, words.filter(Boolean).join(', '));
}
