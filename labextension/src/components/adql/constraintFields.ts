/** The panels of constraints: each ticks itself as soon as it says something. */
import type { AdqlClient } from '../../api/adql';
import type { DraftRequest, SpectralUnit, TableDetails } from '../../api/schema';
import { button, h, setText, uniqueId } from '../dom';
import { errorWords } from '../words';

/** One panel. */
export interface ConstraintPanel {
  readonly node: HTMLElement;
  /** Whether the table has columns for it. */
  fits(table: TableDetails): boolean;
  /** What it adds to the question; `null` when it says nothing. */
  read(): Partial<DraftRequest> | null;
  /** Another table is asked. */
  table(table: TableDetails): void;
}

const UNITS: SpectralUnit[] = [
  ...(['nm', 'Angstrom', 'um', 'mm', 'm'] as const),
  ...(['MHz', 'GHz', 'THz', 'Hz'] as const),
  ...(['eV', 'keV', 'MeV'] as const)
];
const OBSCORE = {
  obs_collection: 'Collection',
  dataproduct_type: 'Data type',
  instrument_name: 'Instrument',
  facility_name: 'Facility',
  calib_level: 'Calibration level'
} as const;

/** A checkbox beside a folded panel; what is typed in it ticks it. */
class Panel {
  readonly node: HTMLElement;
  protected readonly box: HTMLInputElement;

  constructor(
    label: string,
    body: HTMLElement,
    private readonly changed: () => void
  ) {
    this.box = h('input', {
      type: 'checkbox',
      'aria-label': `Use ${label.toLowerCase()}`,
      title: 'Use it in the query; ticks itself',
      on: { change: () => changed() }
    });
    body.addEventListener('input', () => this.edited());
    body.addEventListener('change', () => this.edited());
    const details = h('details', {}, h('summary', {}, label), body);
    this.node = h('div', { class: 'esap-panel' }, this.box, details);
  }

  /** Whether what stands in it makes sense. */
  protected get valid(): boolean {
    return false;
  }

  protected get used(): boolean {
    return this.box.checked && this.valid;
  }

  private edited(): void {
    this.box.checked = this.valid;
    this.changed();
  }
}

/** Cone or polygon. */
export class PositionPanel extends Panel implements ConstraintPanel {
  private readonly target = field('Target', 'text', 'M31, or 10.68 +41.27');
  private readonly radius = field('Radius (deg)', 'number', '0.5');
  private readonly polygon = field('Polygon', 'text', 'or ra dec, ra dec, ra dec (deg)');
  private readonly overlaps = h('input', { type: 'checkbox' });
  private readonly footprints: HTMLElement;

  constructor(changed: () => void) {
    const body = h('div', { class: 'esap-panel-body' });
    super('Position', body, changed);
    this.radius.input.value = '0.5';
    this.footprints = h(
      'label',
      { class: 'esap-inline' },
      this.overlaps,
      'Footprints that overlap'
    );
    body.append(this.target.node, this.radius.node, this.polygon.node, this.footprints);
  }

  fits(table: TableDetails): boolean {
    return table.ra !== null || has(table, 's_region');
  }

  table(table: TableDetails): void {
    this.footprints.hidden = !has(table, 's_region');
  }

  read(): Partial<DraftRequest> | null {
    if (!this.used) {
      return null;
    }
    const overlaps = this.overlaps.checked;
    return this.corners.length > 0
      ? { polygon: this.corners, overlaps }
      : { target: this.target.input.value, radius: Number(this.radius.input.value), overlaps };
  }

  private get corners(): number[] {
    const text = this.polygon.input.value.trim();
    return text ? text.split(/[\s,;]+/).map(Number) : [];
  }

  protected override get valid(): boolean {
    const { corners } = this;
    const polygon = corners.length >= 6 && corners.every(Number.isFinite);
    return (
      polygon || (this.target.input.value.trim() !== '' && Number(this.radius.input.value) > 0)
    );
  }
}

/** From, to. */
export class TimePanel extends Panel implements ConstraintPanel {
  private readonly from = field('From (UTC)', 'text', '2024-05-17T12:00');
  private readonly to = field('To (UTC)', 'text', '2024-06-01');

  constructor(changed: () => void) {
    const body = h('div', { class: 'esap-panel-body' });
    super('Time', body, changed);
    body.append(this.from.node, this.to.node);
  }

  fits(table: TableDetails): boolean {
    return (
      table.columns.some(({ ucd }) => /^time(\.(start|end|epoch))?(;|$)/i.test(ucd ?? '')) ||
      has(table, 't_min')
    );
  }

  table(): void {}

  read(): Partial<DraftRequest> | null {
    return this.used ? { time_from: this.from.input.value, time_to: this.to.input.value } : null;
  }

  protected override get valid(): boolean {
    const values = [this.from.input.value.trim(), this.to.input.value.trim()].filter(Boolean);
    return values.length > 0 && values.every(value => /^\d{4}-\d\d-\d\d/.test(value));
  }
}

/** Wavelength, frequency or energy. */
export class BandPanel extends Panel implements ConstraintPanel {
  private readonly low = field('From', 'number', '400');
  private readonly high = field('To', 'number', '700');
  private readonly unit = h('select', { id: uniqueId('unit'), class: 'esap-input' });

  constructor(changed: () => void) {
    const body = h('div', { class: 'esap-panel-body' });
    super('Spectral range', body, changed);
    this.unit.append(
      ...UNITS.map(unit => h('option', { value: unit }, unit === 'um' ? 'µm' : unit))
    );
    const unit = h(
      'div',
      { class: 'esap-field' },
      h('label', { for: this.unit.id }, 'Unit'),
      this.unit
    );
    body.append(this.low.node, this.high.node, unit);
  }

  fits(table: TableDetails): boolean {
    return has(table, 'em_min') && has(table, 'em_max');
  }

  table(): void {}

  read(): Partial<DraftRequest> | null {
    const band = { low: number(this.low.input.value), high: number(this.high.input.value) };
    return this.used ? { band, band_unit: this.unit.value as SpectralUnit } : null;
  }

  protected override get valid(): boolean {
    const ends = [number(this.low.input.value), number(this.high.input.value)];
    return ends.some(end => end !== null) && ends.every(end => end === null || end > 0);
  }
}

/** Values of ObsCore's columns, read from the service when asked for. */
export class ObsCorePanel extends Panel implements ConstraintPanel {
  private readonly lists = h('div', { class: 'esap-panel-body' });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private shown = '';

  constructor(
    changed: () => void,
    private readonly client: AdqlClient,
    private readonly archive: string
  ) {
    const body = h('div', { class: 'esap-panel-body' });
    super('Observation', body, changed);
    body.append(this.lists, this.alert);
  }

  fits(table: TableDetails): boolean {
    return has(table, 'obs_collection') && has(table, 'dataproduct_type');
  }

  table(table: TableDetails): void {
    if (this.shown !== table.name) {
      this.shown = table.name;
      const known = Object.entries(OBSCORE).filter(([name]) => has(table, name));
      this.lists.replaceChildren(...known.map(([name, label]) => this.list(table, name, label)));
    }
  }

  read(): Partial<DraftRequest> | null {
    return this.used ? { values: this.values } : null;
  }

  private get values(): { [column: string]: string[] } {
    const selects = [...this.lists.querySelectorAll('select')];
    const chosen = selects.map(select => {
      const values = [...select.selectedOptions].map(option => option.value);
      return [select.dataset.column ?? '', values] as const;
    });
    return Object.fromEntries(chosen.filter(([, values]) => values.length > 0));
  }

  protected override get valid(): boolean {
    return Object.keys(this.values).length > 0;
  }

  private list(table: TableDetails, name: string, label: string): HTMLElement {
    const id = uniqueId('values');
    const select = h('select', { id, class: 'esap-input', multiple: true, size: 3 });
    select.dataset.column = name;
    select.hidden = true;
    const ask = button('Read values', () => void this.fill(table, name, select, ask), {
      'aria-label': `Read values of ${label}`
    });
    return h(
      'div',
      { class: 'esap-field' },
      h('label', { for: id }, label),
      h('div', {}, ask, select)
    );
  }

  private async fill(
    table: TableDetails,
    name: string,
    select: HTMLSelectElement,
    ask: HTMLButtonElement
  ): Promise<void> {
    setText(ask, 'Reading…');
    setText(this.alert, '');
    try {
      const { values, complete } = await this.client.values(this.archive, table.name, name);
      select.replaceChildren(...values.map(value => h('option', { value }, value)));
      select.size = Math.min(6, Math.max(2, values.length));
      select.hidden = false;
      ask.hidden = complete;
      setText(ask, complete ? 'Read values' : `First ${values.length} of more`);
    } catch (error) {
      setText(ask, 'Read values');
      setText(this.alert, errorWords(error as Error));
    }
  }
}

/** A condition a column. */
export class FilterPanel extends Panel implements ConstraintPanel {
  private readonly rows = h('div', { class: 'esap-filters' });
  private shown = '';

  constructor(changed: () => void) {
    const body = h('div', { class: 'esap-panel-body' });
    super('Columns', body, changed);
    body.append(
      h('div', { class: 'esap-hint' }, '> 5 · 1 .. 3 · LIKE M% · IN (a, b) · IS NULL'),
      this.rows
    );
  }

  fits(table: TableDetails): boolean {
    return table.columns.length > 0;
  }

  table(table: TableDetails): void {
    if (this.shown === table.name) {
      return;
    }
    this.shown = table.name;
    this.rows.replaceChildren(
      ...table.columns.slice(0, 500).map(column => {
        const made = field(column.name, 'text', column.numeric ? '> 0' : 'LIKE %');
        made.input.dataset.column = column.name;
        made.node.title = [column.description, column.unit].filter(Boolean).join(' · ');
        return made.node;
      })
    );
  }

  read(): Partial<DraftRequest> | null {
    return this.used ? { filters: this.filters } : null;
  }

  private get filters(): { column: string; text: string }[] {
    const inputs = [...this.rows.querySelectorAll('input')];
    return inputs
      .map(input => ({ column: input.dataset.column ?? '', text: input.value.trim() }))
      .filter(({ text }) => text !== '');
  }

  protected override get valid(): boolean {
    return this.filters.length > 0;
  }
}

function has(table: TableDetails, name: string): boolean {
  return table.columns.some(column => column.name.toLowerCase() === name);
}

function number(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}

function field(label: string, type: string, placeholder: string) {
  const input = h('input', {
    id: uniqueId('constraint'),
    class: 'esap-input',
    type,
    placeholder,
    step: 'any',
    spellcheck: 'false',
    autocomplete: 'off'
  });
  const node = h('div', { class: 'esap-field' }, h('label', { for: input.id }, label), input);
  return { node, input };
}
