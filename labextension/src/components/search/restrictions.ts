/** What a search can be restricted by besides a place: folded away under More. */
import type { SearchRequest } from '../../api/schema';
import { type Component, h } from '../dom';
import { TERMS, type Term } from '../links/link';
import { Field } from './field';
import { checkBand, checkLimit, checkPolygon, checkTime, SPECTRAL_UNITS } from './quantities';
import type { Checked } from './validate';

/** ObsCore 1.1, section 3.3.1. */
const PRODUCTS = [
  'image',
  'cube',
  'spectrum',
  'sed',
  'timeseries',
  'visibility',
  'event',
  'measurements'
];

/** The part of a request that is filled in here. */
export type Restrictions = Pick<SearchRequest, 'polygon' | 'time' | 'band' | 'product' | 'maxrec'>;

/** Region, time, spectral range, data type and row limit. */
export class RestrictionFields implements Component {
  readonly node: HTMLDetailsElement;
  private readonly polygon = h('textarea', {
    rows: 2,
    spellcheck: 'false',
    placeholder: 'ra dec, ra dec, ra dec (deg)'
  });
  private readonly from = text('From', 'ISO or MJD');
  private readonly to = text('To', 'ISO or MJD');
  private readonly low = text('Low end', 'from');
  private readonly high = text('High end', 'to');
  private readonly unit = h('select', { 'aria-label': 'Spectral unit' });
  private readonly product = h('select');
  private readonly limit = h('input', {
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'off',
    placeholder: 'as the archive has it'
  });
  private readonly fields;
  private readonly title = h('summary', {}, 'More');

  constructor(private readonly changed: () => void) {
    for (const [label, units] of Object.entries(SPECTRAL_UNITS)) {
      const options = units.map(unit => h('option', { value: unit }, unit));
      const group = h('optgroup', { label }, ...options);
      this.unit.append(group);
    }
    this.unit.value = 'nm';
    const products = PRODUCTS.map(name => h('option', { value: name }, name));
    this.product.append(h('option', { value: '' }, 'any'), ...products);
    this.fields = {
      polygon: new Field('Polygon', [this.polygon]),
      time: new Field('Time (UTC)', [this.from, this.to]),
      band: new Field('Spectrum', [this.low, this.high, this.unit]),
      product: new Field('Data type', [this.product]),
      limit: new Field('Row limit', [this.limit])
    };
    const nodes = Object.values(this.fields).map(field => field.node);
    this.node = h(
      'details',
      { class: 'esap-restrict', on: { input: () => this.typed(), change: () => this.typed() } },
      this.title,
      h('div', { class: 'esap-restrict-fields' }, ...nodes)
    );
  }

  dispose(): void {
    this.node.remove();
  }

  /** Whether a region stands here instead of a target. */
  get hasPolygon(): boolean {
    return this.polygon.value.trim() !== '';
  }

  /** Fill in all of it as if it were typed; what is not named is emptied. */
  fill(terms: { [name in Term]?: string }): void {
    for (const name of TERMS) {
      this.controls[name].value = terms[name] ?? (name === 'unit' ? 'nm' : '');
    }
    this.typed();
    this.node.open = Object.keys(terms).length > 0;
  }

  private get controls(): {
    [name in Term]: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
  } {
    const { polygon, from, to, low, high, unit, product, limit } = this;
    return { polygon, from, to, low, high, unit, product, maxrec: limit };
  }

  /** What is filled in, and nothing else; or `null` after saying what is wrong with it. */
  check(): Restrictions | null {
    const { fields } = this;
    const checks: [Field, Checked<unknown>][] = [
      [fields.polygon, checkPolygon(this.polygon.value)],
      [fields.time, checkTime(this.from.value, this.to.value)],
      [fields.band, checkBand(this.low.value, this.high.value, this.unit.value)],
      [fields.limit, checkLimit(this.limit.value)]
    ];
    for (const [field, { error }] of checks) {
      field.setError(error ?? null);
    }
    const wrong = checks.find(([, { error }]) => error !== undefined);
    if (wrong) {
      this.node.open = true;
      wrong[0].focus();
      return null;
    }
    const [polygon, time, band, maxrec] = checks.map(([, { value }]) => value);
    const all = { polygon, time, band, product: this.product.value, maxrec };
    const given = Object.entries(all).filter(([, value]) => isGiven(value));
    return Object.fromEntries(given) as Restrictions;
  }

  private typed(): void {
    const values = [
      this.polygon.value,
      `${this.from.value}${this.to.value}`,
      `${this.low.value}${this.high.value}`,
      this.product.value,
      this.limit.value
    ];
    const number = values.filter(value => value.trim() !== '').length;
    this.title.textContent = number > 0 ? `More (${number} set)` : 'More';
    this.changed();
  }
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== '';
}

function text(label: string, placeholder: string): HTMLInputElement {
  const attributes = { type: 'text', autocomplete: 'off', spellcheck: 'false' };
  return h('input', { ...attributes, 'aria-label': label, placeholder });
}
