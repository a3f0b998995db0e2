import { setAttribute } from '../dom';
import { div, ornament } from './dom';
import type { CellText, Direction, GridColumn } from './rowSource';

/** What a missing value looks like. */
const NULL_MARK = '–';

/** A cell on the page and what it shows, so that painting need not read the page. */
export interface Cell {
  readonly node: HTMLDivElement;
  text: string | null;
  look: string;
  label: string | null;
}

/** What a body cell is to show: `undefined` is on its way. */
export interface CellContent {
  readonly column: GridColumn;
  readonly value: CellText | undefined;
  readonly failure: string | undefined;
  readonly active: boolean;
}

export function bodyCell(): Cell {
  const node = div('esap-Grid-cell', 'gridcell');
  return { node, text: null, look: '', label: null };
}

export function headerCell(): Cell {
  const node = div('esap-Grid-cell', 'columnheader');
  const caption = div('esap-Grid-caption');
  caption.append(div('esap-Grid-name'), div('esap-Grid-unit'));
  const more = ornament('esap-Grid-more');
  more.title = 'Column menu';
  node.append(caption, ornament('esap-Grid-arrow'), more, ornament('esap-Grid-grip'));
  node.setAttribute('aria-haspopup', 'menu');
  return { node, text: null, look: '', label: null };
}

/** Show a value, its absence, its being on the way, or its failure. */
export function fillBody(cell: Cell, { column, value, failure, active }: CellContent): void {
  let look = 'esap-Grid-cell';
  let text = value ?? NULL_MARK;
  let label: string | null = null;
  if (failure !== undefined) {
    look += ' esap-mod-failed';
    text = 'failed';
    label = `Failed: ${failure} Press Enter to retry.`;
  } else if (value === undefined) {
    look += ' esap-mod-wait';
    text = '…';
    label = 'loading';
  } else if (value === null) {
    look += ' esap-mod-null';
    label = 'missing';
  }
  if (column.numeric) {
    look += ' esap-mod-number';
  }
  show(cell, text, active ? `${look} esap-mod-active` : look, label);
}

/** Show a column's name, unit and order. */
export function fillHeader(
  cell: Cell,
  column: GridColumn,
  direction: Direction,
  active: boolean
): void {
  const { node } = cell;
  const look = column.numeric ? 'esap-Grid-cell esap-mod-number' : 'esap-Grid-cell';
  setAttribute(node, 'aria-sort', direction);
  const className = active ? `${look} esap-mod-active` : look;
  if (cell.look !== className) {
    cell.look = className;
    node.className = className;
  }
  const key = JSON.stringify([column.name, column.unit]);
  if (cell.text !== key) {
    cell.text = key;
    const [name, unit] = (node.firstChild as HTMLElement).children;
    name.textContent = column.name;
    unit.textContent = column.unit ?? '';
    const about = describe(column);
    node.title = [column.name, ...about].join('\n');
    setAttribute(node, 'aria-description', about.length ? about.join('. ') : null);
  }
}

/** What is known of a column beyond its name. */
export function describe(column: GridColumn): string[] {
  const { description, unit, ucd, datatype, arraysize } = column;
  const type = datatype && arraysize ? `${datatype}, array of ${arraysize}` : datatype;
  return [
    description ?? '',
    unit ? `Unit: ${unit}` : '',
    ucd ? `UCD: ${ucd}` : '',
    type ? `Type: ${type}` : ''
  ].filter(Boolean);
}

function show(cell: Cell, text: string, look: string, label: string | null): void {
  if (cell.look !== look) {
    cell.look = look;
    cell.node.className = look;
  }
  if (cell.label !== label) {
    cell.label = label;
    setAttribute(cell.node, 'aria-label', label);
  }
  if (cell.text !== text) {
    cell.text = text;
    cell.node.textContent = text;
  }
}
