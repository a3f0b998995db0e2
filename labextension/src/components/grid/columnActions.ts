import { count } from '../format';
import type { Announcer } from './announcer';
import type { ColumnModel } from './columns';
import type { Fitter } from './fitter';
import type { MenuItem } from './menu';
import type { Direction, RowSource } from './rowSource';

interface ColumnActionsParts {
  readonly source: RowSource;
  readonly columns: ColumnModel;
  readonly fitter: Fitter;
  readonly announcer: Announcer;
  /** The rows that a column is fitted to: `first <= row < stop`. */
  readonly rows: () => { first: number; stop: number };
  readonly copyName: (column: number) => void;
  /** Ask what a column's values have to be. */
  readonly askFilter: (position: number) => void;
  /** The columns have changed; `column`, when given, should be in view. */
  readonly changed: (column?: number) => void;
}

const NEXT: Record<Direction, Direction> = {
  none: 'ascending',
  ascending: 'descending',
  descending: 'none'
};

/** What can be done with a column, by key, pointer and menu alike. Columns go by position. */
export class ColumnActions {
  constructor(private readonly parts: ColumnActionsParts) {}

  /** Order the rows; without a direction, the next one. */
  sort(position: number, direction = NEXT[this.directionOf(position)]): void {
    const { source, columns } = this.parts;
    source.setSort({ column: columns.at(position), direction });
  }

  pin(position: number, pinned: boolean): void {
    const { columns, announcer, changed } = this.parts;
    const column = columns.at(position);
    columns.pin(column, pinned);
    changed(column);
    const held = !pinned || columns.held > 0;
    announcer.say(
      held
        ? `${this.nameAt(columns.positionOf(column))} is ${pinned ? 'pinned' : 'no longer pinned'}.`
        : 'The pinned columns are too wide to stay in view.'
    );
  }

  hide(position: number): void {
    const { columns, announcer, changed } = this.parts;
    const name = this.nameAt(position);
    if (columns.hide(columns.at(position))) {
      changed(columns.at(Math.min(position, columns.size - 1)));
      announcer.say(`${name} is hidden.`);
    }
  }

  showAll(position: number): void {
    const { columns, announcer, changed } = this.parts;
    const column = columns.at(position);
    columns.showAll();
    changed(column);
    announcer.say(`All ${count(columns.size)} columns are shown.`);
  }

  move(position: number, by: number): void {
    const { columns, announcer, changed } = this.parts;
    const column = columns.at(position);
    const to = columns.move(position, position + by);
    changed(column);
    announcer.say(`${this.nameAt(to)} is column ${to + 1} of ${columns.size}.`);
  }

  resize(position: number, width: number): void {
    const { columns, fitter, changed } = this.parts;
    fitter.keep(columns.at(position));
    columns.resize(columns.at(position), width);
    changed();
  }

  widen(position: number, by: number): void {
    this.resize(position, this.widthAt(position) + by);
    this.parts.announcer.say(`${this.widthAt(position)} pixels wide.`);
  }

  widthAt(position: number): number {
    return this.parts.columns.width(this.parts.columns.at(position));
  }

  fit(position: number): void {
    const { columns, fitter, rows, changed } = this.parts;
    const { first, stop } = rows();
    fitter.fit(first, stop, columns.at(position));
    changed();
  }

  nameAt(position: number): string {
    return this.parts.source.columns[this.parts.columns.at(position)].name;
  }

  /** The column's menu: order, place, width, name. */
  menu(position: number): MenuItem[][] {
    const { columns, copyName, askFilter } = this.parts;
    const column = columns.at(position);
    const pinned = columns.isPinned(column);
    const hidden = columns.hidden;
    const all = hidden ? `Show all columns (${hidden} hidden)` : 'Show all columns';
    return [
      [
        this.sortItem('Sort ascending', position, 'ascending'),
        this.sortItem('Sort descending', position, 'descending'),
        this.sortItem('Do not sort', position, 'none')
      ],
      [{ label: 'Filter…', run: () => askFilter(position) }],
      [
        { label: pinned ? 'Unpin' : 'Pin to the left', run: () => this.pin(position, !pinned) },
        { label: 'Move left', run: () => this.move(position, -1) },
        { label: 'Move right', run: () => this.move(position, 1) },
        { label: 'Fit width to content', run: () => this.fit(position) }
      ],
      [
        { label: 'Hide', run: () => this.hide(position), disabled: columns.size < 2 },
        { label: all, run: () => this.showAll(position), disabled: !hidden }
      ],
      [{ label: 'Copy name', run: () => copyName(column) }]
    ];
  }

  private directionOf(position: number): Direction {
    const { source, columns } = this.parts;
    return source.sort.column === columns.at(position) ? source.sort.direction : 'none';
  }

  private sortItem(label: string, position: number, direction: Direction): MenuItem {
    return {
      label,
      checked: this.directionOf(position) === direction,
      run: () => this.sort(position, direction)
    };
  }
}
