/** First and last row, both included. */
export type RowRange = readonly [first: number, last: number];

/** Rows as sorted, disjoint, non-adjacent ranges: a million rows in a row cost one entry. */
export class RowSet {
  private _ranges: RowRange[] = [];

  /** The ranges, lowest first. */
  get ranges(): readonly RowRange[] {
    return this._ranges;
  }

  /** How many rows there are. */
  get size(): number {
    return this._ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  has(row: number): boolean {
    let low = 0;
    let high = this._ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this._ranges[middle][1] < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < this._ranges.length && this._ranges[low][0] <= row;
  }

  clear(): void {
    this._ranges = [];
  }

  /** Add the rows from `first` to `last`, both included. */
  add(first: number, last = first): void {
    const before = this._ranges.filter(range => range[1] < first - 1);
    const after = this._ranges.filter(range => range[0] > last + 1);
    const touched = this._ranges.slice(before.length, this._ranges.length - after.length);
    const low = Math.min(first, ...touched.map(range => range[0]));
    const high = Math.max(last, ...touched.map(range => range[1]));
    this._ranges = [...before, [low, high], ...after];
  }

  delete(row: number): void {
    this._ranges = this._ranges.flatMap(([first, last]): RowRange[] =>
      row < first || row > last
        ? [[first, last]]
        : (
            [
              [first, row - 1],
              [row + 1, last]
            ] as RowRange[]
          ).filter(([low, high]) => low <= high)
    );
  }
}
