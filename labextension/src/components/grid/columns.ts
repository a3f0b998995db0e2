/** The narrowest column, in CSS pixels. */
export const MIN_WIDTH = 40;
/** The part of the view that pinned columns may take; where they need more, none is held. */
const PINNED_PART = 0.7;

/**
 * Which columns are shown, in which order, how wide and which are pinned.
 *
 * A *column* is an index in the source, a *position* counts the shown columns from the left.
 * Pinned columns come first. Their offsets count from the left of the view, those of the
 * others from the end of the pinned ones.
 */
export class ColumnModel {
  private order: number[];
  private readonly pins = new Set<number>();
  private widths: number[];
  private lefts: number[] = [];
  private room = Number.POSITIVE_INFINITY;
  private _held = 0;
  private _pinnedWidth = 0;
  private _restWidth = 0;

  /** @param widths - by column, in CSS pixels */
  constructor(widths: readonly number[]) {
    this.widths = [...widths];
    this.order = widths.map((_, column) => column);
    this.layout();
  }

  /** How many columns are shown. */
  get size(): number {
    return this.order.length;
  }

  /** How many columns are hidden. */
  get hidden(): number {
    return this.widths.length - this.order.length;
  }

  /** The shown columns from left to right. */
  get shown(): readonly number[] {
    return this.order;
  }

  /** How many columns do not scroll: the pinned ones where there is room for them. */
  get held(): number {
    return this._held;
  }

  /** Width of the columns that do not scroll. */
  get pinnedWidth(): number {
    return this._pinnedWidth;
  }

  /** Width of the columns that scroll. */
  get restWidth(): number {
    return this._restWidth;
  }

  at(position: number): number {
    return this.order[position];
  }

  positionOf(column: number): number {
    return this.order.indexOf(column);
  }

  left(position: number): number {
    return this.lefts[position];
  }

  width(column: number): number {
    return this.widths[column];
  }

  isPinned(column: number): boolean {
    return this.pins.has(column);
  }

  /** Tell how wide the view is. */
  setRoom(room: number): void {
    this.room = room;
    this.layout();
  }

  resize(column: number, width: number): void {
    this.widths[column] = Math.max(MIN_WIDTH, Math.round(width));
    this.layout();
  }

  /** Give every column its width. */
  resizeAll(widths: readonly number[]): void {
    this.widths = widths.map(width => Math.max(MIN_WIDTH, Math.round(width)));
    this.layout();
  }

  /** Pin a column after those already pinned, or let it go. */
  pin(column: number, pinned: boolean): void {
    if (pinned) {
      this.pins.add(column);
    } else {
      this.pins.delete(column);
    }
    const others = this.order.filter(shown => shown !== column);
    const first = others.filter(shown => this.pins.has(shown));
    this.order = [...first, column, ...others.filter(shown => !this.pins.has(shown))];
    this.layout();
  }

  /** Hide a column; the last one shown stays. Tells whether it is hidden. */
  hide(column: number): boolean {
    if (this.order.length < 2) {
      return false;
    }
    this.pins.delete(column);
    this.order = this.order.filter(shown => shown !== column);
    this.layout();
    return true;
  }

  /** Show the hidden columns again, each before the next column of the source. */
  showAll(): void {
    for (let column = this.widths.length - 1; column >= 0; column -= 1) {
      if (!this.order.includes(column)) {
        const later = this.order.filter(shown => shown > column && !this.pins.has(shown));
        const position = later.length ? this.order.indexOf(Math.min(...later)) : this.order.length;
        this.order.splice(position, 0, column);
      }
    }
    this.layout();
  }

  /** Move a column among the pinned or among the others; tells where it is then. */
  move(from: number, to: number): number {
    const pinned = this.isPinned(this.order[from]);
    const low = pinned ? 0 : this.pins.size;
    const high = pinned ? this.pins.size - 1 : this.order.length - 1;
    const position = Math.min(high, Math.max(low, to));
    this.order.splice(position, 0, ...this.order.splice(from, 1));
    this.layout();
    return position;
  }

  /** The positions in view, those that do not scroll first; one more on either side. */
  inView(scrolled: number, width: number): number[] {
    const { held, size } = this;
    const last = scrolled + width - this.pinnedWidth;
    const start = Math.max(held, this.lastStartingBefore(scrolled) - 1);
    let stop = start;
    while (stop < size && this.lefts[stop] < last) {
      stop += 1;
    }
    stop = Math.min(size, stop + 1);
    return [...range(0, held), ...range(start, stop)];
  }

  private lastStartingBefore(scrolled: number): number {
    let low = this.held;
    let high = this.size - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lefts[middle] <= scrolled) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private layout(): void {
    const pinned = this.order.slice(0, this.pins.size);
    const wanted = pinned.reduce((sum, column) => sum + this.widths[column], 0);
    this._held = wanted <= this.room * PINNED_PART ? pinned.length : 0;
    this._pinnedWidth = this._held ? wanted : 0;
    let left = 0;
    this.lefts = this.order.map((column, position) => {
      left = position === this._held ? 0 : left;
      const at = left;
      left += this.widths[column];
      return at;
    });
    this._restWidth = this._held === this.order.length ? 0 : left;
  }
}

function range(start: number, stop: number): number[] {
  return Array.from({ length: Math.max(0, stop - start) }, (_, index) => start + index);
}
