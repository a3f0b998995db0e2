import { RowSet } from './rowSet';

/** What a person does to the selected rows; knows where a range began. */
export class Selector {
  readonly rows = new RowSet();
  private anchor = 0;
  private anchored = false;

  constructor(private readonly changed: () => void) {}

  /** Select this row alone. */
  pick(row: number): void {
    this.rows.clear();
    this.rows.add(row);
    this.anchorAt(row);
    this.changed();
  }

  /** Select these rows and no others. */
  group(rows: readonly number[]): void {
    this.rows.clear();
    for (const row of rows) {
      this.rows.add(row);
    }
    this.anchored = false;
    this.changed();
  }

  /** Select this row as well, or no more. */
  toggle(row: number): void {
    if (this.rows.has(row)) {
      this.rows.delete(row);
    } else {
      this.rows.add(row);
    }
    this.anchorAt(row);
    this.changed();
  }

  /** Select from the anchor, or from `origin` when the active row has moved since, to `row`. */
  extend(row: number, origin: number): void {
    if (!this.anchored) {
      this.anchorAt(Math.max(0, origin));
    }
    this.rows.clear();
    this.rows.add(Math.min(this.anchor, row), Math.max(this.anchor, row));
    this.changed();
  }

  /** Select all `count` rows. */
  all(count: number): void {
    if (count) {
      this.rows.clear();
      this.rows.add(0, count - 1);
      this.changed();
    }
  }

  clear(): void {
    this.anchored = false;
    if (this.rows.size) {
      this.rows.clear();
      this.changed();
    }
  }

  /** The active row moved without selecting: the next range begins there. */
  release(): void {
    this.anchored = false;
  }

  private anchorAt(row: number): void {
    this.anchor = row;
    this.anchored = true;
  }
}
