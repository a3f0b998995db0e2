import { setAttribute } from '../dom';
import type { Cell } from './cells';
import type { ColumnModel } from './columns';
import { div } from './dom';

/** A row on the page: held cells in a box of their own, then the others in one that scrolls. */
export class Line {
  readonly node = div('esap-Grid-row', 'row');
  private readonly held = div('esap-Grid-held', 'presentation');
  private readonly rest = div('esap-Grid-rest', 'presentation');
  private readonly cells = new Map<number, Cell>();

  constructor(private readonly create: () => Cell) {
    const clip = div('esap-Grid-clip', 'presentation');
    clip.append(this.rest);
    this.node.append(this.held, clip);
  }

  /** The cell at a position, `undefined` while it is out of view. */
  cell(position: number): Cell | undefined {
    return this.cells.get(position);
  }

  /** Take all cells away: the columns have changed. */
  clear(): void {
    for (const cell of this.cells.values()) {
      cell.node.remove();
    }
    this.cells.clear();
  }

  /** Hold a cell for each position, in this order on the page too, and hand each to `fill`. */
  arrange(
    positions: readonly number[],
    columns: ColumnModel,
    fill: (cell: Cell, position: number) => void
  ): void {
    const free = this.release(positions);
    let parent = this.held;
    let next = parent.firstChild;
    for (const position of positions) {
      if (parent === this.held && position >= columns.held) {
        parent = this.rest;
        next = parent.firstChild;
      }
      const cell = this.cells.get(position) ?? this.place(free, position, columns);
      if (cell.node === next) {
        next = next.nextSibling;
      } else {
        parent.insertBefore(cell.node, next);
      }
      fill(cell, position);
    }
  }

  private release(positions: readonly number[]): Cell[] {
    const keep = new Set(positions);
    const free: Cell[] = [];
    for (const [position, cell] of this.cells) {
      if (!keep.has(position)) {
        this.cells.delete(position);
        cell.node.remove();
        free.push(cell);
      }
    }
    return free;
  }

  private place(free: Cell[], position: number, columns: ColumnModel): Cell {
    const cell = free.pop() ?? this.create();
    this.cells.set(position, cell);
    setAttribute(cell.node, 'aria-colindex', String(position + 1));
    cell.node.style.left = `${columns.left(position)}px`;
    cell.node.style.width = `${columns.width(columns.at(position))}px`;
    return cell;
  }
}
