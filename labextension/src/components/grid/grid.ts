import type { GridOptions } from './options';
import { RowSet } from './rowSet';
import type { RowSource } from './rowSource';

/** A table of any size in a box as large as its parent; owns no data. */
export class Grid {
  /** The element to put on the page; its parent gives the height. */
  readonly node = document.createElement('div');
  /** The selected rows. */
  readonly selection = new RowSet();

  constructor(
    private readonly source: RowSource,
    options: GridOptions
  ) {
    this.node.setAttribute('aria-label', options.label);
  }

  /** How many rows there are. */
  get rowCount(): number {
    return this.source.rowCount;
  }

  /** Bring a row (from 0) into view and make it the active one. */
  goTo(row: number): void {
    this.node.dataset.row = String(row);
  }

  /** Take the grid off the page and let go of everything; the source stays its owner's. */
  dispose(): void {
    this.node.remove();
  }
}
