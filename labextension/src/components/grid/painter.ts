import { setAttribute } from '../dom';
import { bodyCell, fillBody, fillHeader, headerCell } from './cells';
import type { ColumnModel } from './columns';
import type { Frame } from './frame';
import { Line } from './line';
import type { RowSet } from './rowSet';
import type { RowSource } from './rowSource';

/** A cell's place: row −1 is the header, `position` counts the shown columns. */
export interface Place {
  readonly row: number;
  readonly position: number;
}

/** What is in view: rows `first <= row < stop`, moved up by `top`, columns moved by `left`. */
export interface View {
  readonly first: number;
  readonly stop: number;
  readonly top: number;
  readonly left: number;
  readonly rowHeight: number;
  readonly positions: readonly number[];
}

interface PainterParts {
  readonly frame: Frame;
  readonly source: RowSource;
  readonly columns: ColumnModel;
  readonly selection: RowSet;
}

/** Keeps as many rows and cells on the page as are in view, and puts what belongs into them. */
export class Painter {
  private readonly header = new Line(headerCell);
  private readonly lines = new Map<number, Line>();
  private spare: Line[] = [];

  constructor(private readonly parts: PainterParts) {
    this.header.node.classList.add('esap-Grid-head');
    parts.frame.head.append(this.header.node);
  }

  /** Forget where cells stand: the columns have changed. */
  reset(): void {
    for (const line of [this.header, ...this.lines.values(), ...this.spare]) {
      line.clear();
    }
  }

  /** The cell at a place, `undefined` while it is out of view. */
  cellAt({ row, position }: Place): HTMLElement | undefined {
    const line = row < 0 ? this.header : this.lines.get(row);
    return line?.cell(position)?.node;
  }

  paint(view: View, active: Place): void {
    const { stage } = this.parts.frame;
    stage.style.setProperty('--esap-left', `${-view.left}px`);
    const jumped = this.retire(view);
    this.paintHeader(view, active);
    let next = this.parts.frame.body.firstChild;
    for (let row = view.first; row < view.stop; row += 1) {
      const line = this.lineFor(row);
      // The order on the page is the order read out, so rows are moved where they belong.
      if (line.node === next) {
        next = next.nextSibling;
      } else {
        this.parts.frame.body.insertBefore(line.node, next);
      }
      this.paintRow(line, row, view, active);
    }
    if (jumped) {
      for (const line of this.spare) {
        line.node.remove();
      }
    }
    this.point(active);
  }

  /**
   * Free the rows that left the view. Where none stays they keep their place on the page and
   * are refilled, which is more than twice as fast as taking them away.
   */
  private retire({ first, stop }: View): boolean {
    const gone = [...this.lines].filter(([row]) => row < first || row >= stop);
    gone.sort(([a], [b]) => a - b);
    const jumped = gone.length === this.lines.size;
    for (const [row, line] of gone) {
      this.lines.delete(row);
      if (!jumped) {
        line.node.remove();
      }
    }
    this.spare = [...gone.map(([, line]) => line), ...this.spare];
    return jumped;
  }

  private lineFor(row: number): Line {
    const line = this.lines.get(row) ?? this.spare.shift() ?? new Line(bodyCell);
    this.lines.set(row, line);
    return line;
  }

  private paintHeader({ positions }: View, active: Place): void {
    const { source, columns, frame } = this.parts;
    setAttribute(this.header.node, 'aria-rowindex', '1');
    this.header.arrange(positions, columns, (cell, position) => {
      const column = columns.at(position);
      setAttribute(cell.node, 'id', frame.cellId(-1, column));
      const direction = source.sort.column === column ? source.sort.direction : 'none';
      const isActive = active.row < 0 && active.position === position;
      fillHeader(cell, source.columns[column], direction, isActive);
    });
  }

  private paintRow(line: Line, row: number, view: View, active: Place): void {
    const { source, columns, selection, frame } = this.parts;
    setAttribute(line.node, 'aria-rowindex', String(row + 2));
    setAttribute(line.node, 'aria-selected', String(selection.has(row)));
    line.node.style.transform = `translateY(${row * view.rowHeight - view.top}px)`;
    line.arrange(view.positions, columns, (cell, position) => {
      const column = columns.at(position);
      setAttribute(cell.node, 'id', frame.cellId(row, column));
      fillBody(cell, {
        column: source.columns[column],
        value: source.peek(row, column),
        failure: source.failure(row, column),
        active: row === active.row && position === active.position
      });
    });
  }

  /** Tell assistive technology where the active cell is, as long as it is on the page. */
  private point(active: Place): void {
    const { view, body } = this.parts.frame;
    setAttribute(view, 'aria-activedescendant', this.cellAt(active)?.id ?? null);
    setAttribute(view, 'aria-busy', String(body.querySelector('.esap-mod-wait') !== null));
  }
}
