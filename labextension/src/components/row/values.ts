/** A row's cells, one below another, with what the archive tells of their columns. */
import type { Column } from '../../api/schema';
import { type Component, h, setText, uniqueId } from '../dom';

/** Name, value, unit and description; a field narrows them down. */
export class Values implements Component {
  readonly node: HTMLElement;
  private readonly list = h('dl', { class: 'esap-values' });
  private readonly words = h('p', { class: 'esap-hint' });
  private readonly filter: HTMLInputElement;
  private cells: readonly (string | null)[] = [];

  constructor(private readonly columns: readonly Column[]) {
    const id = uniqueId('filter');
    this.filter = h('input', {
      id,
      class: 'esap-input',
      type: 'search',
      placeholder: 'Find a column',
      'aria-label': 'Find a column',
      on: { input: () => this.render() }
    });
    this.filter.hidden = columns.length < 8;
    this.node = h('div', { class: 'esap-row-values' }, this.filter, this.words, this.list);
  }

  dispose(): void {
    this.node.remove();
  }

  /** Show cells in the order of the columns. */
  show(cells: readonly (string | null)[]): void {
    this.cells = cells;
    this.render();
  }

  private render(): void {
    const wanted = this.filter.value.trim().toLowerCase();
    const shown = this.columns.flatMap((column, at) =>
      `${column.name} ${column.description} ${column.ucd ?? ''}`.toLowerCase().includes(wanted)
        ? [entry(column, this.cells[at] ?? null)]
        : []
    );
    this.list.replaceChildren(...shown);
    setText(this.words, shown.length === 0 ? 'No column has these words.' : '');
  }
}

function entry(column: Column, cell: string | null): HTMLElement {
  const { name, unit, description } = column;
  const value =
    cell === null
      ? h('span', { class: 'esap-hint' }, 'missing')
      : h('span', { class: 'esap-row-value' }, cell === '' ? '(empty)' : cell);
  return h(
    'div',
    { title: description || null },
    h('dt', {}, name),
    h('dd', {}, value, unit && cell !== null ? ` ${unit}` : null),
    description ? h('dd', { class: 'esap-hint' }, description) : null
  );
}
