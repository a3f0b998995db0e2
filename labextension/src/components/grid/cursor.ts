import type { ColumnModel } from './columns';
import type { Place } from './painter';
import type { Viewport } from './viewport';

interface CursorParts {
  readonly rowCount: () => number;
  readonly columns: ColumnModel;
  readonly viewport: Viewport;
  /** Called when another row becomes the active one. */
  readonly rowChanged: (row: number) => void;
  readonly changed: () => void;
}

/** The active cell: where the keyboard is. It stays with its column wherever that goes. */
export class Cursor {
  private _row: number;
  private column = 0;

  constructor(private readonly parts: CursorParts) {
    this._row = parts.rowCount() ? 0 : -1;
  }

  /** The active row, −1 for the header. */
  get row(): number {
    return this._row;
  }

  get place(): Place {
    return { row: this._row, position: this.parts.columns.positionOf(this.column) };
  }

  /** Make a place the active one, as near as there is. */
  activate({ row, position }: Place): void {
    const { columns, rowChanged, changed } = this.parts;
    const rowCount = this.parts.rowCount();
    const before = this._row;
    this._row = Math.min(rowCount - 1, Math.max(-1, row));
    this.column = columns.at(Math.min(columns.size - 1, Math.max(0, position))) ?? 0;
    if (this._row !== before && this._row >= 0) {
      rowChanged(this._row);
    }
    changed();
  }

  /** Make a place the active one and scroll as little as needed to see it. */
  show(place: Place): void {
    this.activate(place);
    if (this._row >= 0) {
      this.parts.viewport.showRow(this._row);
    }
    this.showColumn();
  }

  /** Move to a column and scroll as little as needed to see it. */
  toColumn(column: number): void {
    this.column = column;
    this.showColumn();
  }

  /** Scroll as little as needed to see the active column. */
  showColumn(): void {
    const { columns, viewport } = this.parts;
    const position = columns.positionOf(this.column);
    if (position >= columns.held) {
      const width = columns.width(this.column);
      viewport.showColumn(columns.left(position), width, columns.pinnedWidth);
    }
  }

  /** Whether the active column is wholly in view. */
  get isColumnInView(): boolean {
    const { columns, viewport } = this.parts;
    const position = columns.positionOf(this.column);
    const left = columns.left(position) - viewport.left;
    const room = viewport.width - columns.pinnedWidth;
    return position < columns.held || (left >= 0 && left + columns.width(this.column) <= room);
  }
}
