/** A tree of any size: only the rows in view are on the page. One tab stop; arrow keys move. */
import { type Component, h, setAttribute, uniqueId } from '../dom';
import { Presses } from '../press';

/** One row. */
export interface TreeRow {
  id: string;
  /** From 1. */
  level: number;
  kind: string;
  /** `null` where nothing can be unfolded. */
  expanded: boolean | null;
  position: number;
  siblings: number;
}

/** What a row looks like, and what it is called. */
export interface PaintedRow {
  /** What stands behind the sign that unfolds it. */
  parts: readonly (HTMLElement | null)[];
  /** Its name for assistive technology, where that is not its text. */
  name?: string;
  /** On hover. */
  about: string;
  /** `null` where it cannot be picked. */
  picked: boolean | null;
  isDraggable?: boolean;
}

/** What the tree asks of its owner. */
export interface RowTreeOptions<Row extends TreeRow> {
  label: string;
  paint(row: Row): PaintedRow;
  /** Unfold it or fold it. */
  toggle(row: Row): void;
  /** Enter: use it. */
  act(row: Row): void;
  /** Another row is the current one. */
  moved(row: Row | null): void;
  /** It was clicked, and is the current one now; `part` is the `data-part` that was. */
  clicked(row: Row, event: MouseEvent, part: string): void;
  doubled(row: Row, event: MouseEvent, part: string): void;
  /** A key that the tree itself has no use for; tells whether it is used. */
  pressed(row: Row | null, event: KeyboardEvent): boolean;
  /** Keys have moved to another row, with Shift or without. */
  stepped?(shift: boolean): void;
}

/** The `data-part` of the sign that unfolds a row. */
export const TWIST = 'twist';

const ROW = 24;
const SPARE = 12;

/** Recycles rows; the owner gives the list of visible ones. */
export class RowTree<Row extends TreeRow> implements Component {
  readonly node: HTMLElement;
  private readonly space = h('div', { class: 'esap-tree-space', role: 'presentation' });
  private readonly id = uniqueId('tree');
  private readonly size = new ResizeObserver(() => this.later());
  private readonly presses: Presses<{ id: string; part: string }>;
  private rows: readonly Row[] = [];
  private current = -1;
  private frame = 0;

  constructor(private readonly options: RowTreeOptions<Row>) {
    this.node = h(
      'div',
      {
        class: 'esap-tree',
        role: 'tree',
        tabindex: 0,
        'aria-label': options.label,
        'aria-multiselectable': 'true',
        on: {
          scroll: () => this.later(),
          keydown: event => this.pressed(event),
          dblclick: event => this.doubled(event),
          focus: () => this.focused()
        }
      },
      this.space
    );
    this.presses = new Presses(this.node, {
      find: event => {
        const row = this.rowAt(event);
        return row ? { id: row.id, part: partOf(event) } : undefined;
      },
      clicked: ({ id, part }, event) => this.clicked(id, part, event)
    });
    this.size.observe(this.node);
  }

  dispose(): void {
    this.size.disconnect();
    this.presses.dispose();
    cancelAnimationFrame(this.frame);
    this.node.remove();
  }

  focus(): void {
    this.node.focus();
  }

  /** The row that the keys act on. */
  get selected(): Row | null {
    return this.rows[this.current] ?? null;
  }

  /** Its place among the visible ones; -1 where there is none. */
  get index(): number {
    return this.current;
  }

  /** The visible rows from one place to another, in either order, both included. */
  between(from: number, to: number): readonly Row[] {
    return this.rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  }

  /** All visible rows. */
  get all(): readonly Row[] {
    return this.rows;
  }

  /** The row that an event is about. */
  rowAt(event: Event): Row | null {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    return this.rows[row ? Number(row.dataset.index) : -1] ?? null;
  }

  /** Whether nobody has moved in it since {@link reset}. */
  get isUntouched(): boolean {
    return this.current < 0 && this.node.scrollTop === 0;
  }

  /** Be at the beginning again, for other rows. */
  reset(): void {
    this.current = -1;
    this.node.scrollTop = 0;
    this.options.moved(null);
  }

  /** Show these rows; the current one stays the current one, if it is still there. */
  show(rows: readonly Row[]): void {
    const id = this.selected?.id;
    this.rows = rows;
    if (id !== undefined && rows[this.current]?.id !== id) {
      this.current = rows.findIndex(row => row.id === id);
    }
    this.space.style.height = `${rows.length * ROW}px`;
    this.paint();
    if (id !== this.selected?.id) {
      this.options.moved(this.selected);
    }
  }

  /** Make a row the current one, and bring it into view. */
  select(index: number): void {
    const at = Math.max(0, Math.min(this.rows.length - 1, index));
    this.current = this.rows.length > 0 ? at : -1;
    const top = at * ROW;
    const { scrollTop, clientHeight } = this.node;
    if (top < scrollTop) {
      this.node.scrollTop = top;
    } else if (top + ROW > scrollTop + clientHeight) {
      this.node.scrollTop = top + ROW - clientHeight;
    }
    this.paint();
    this.options.moved(this.selected);
  }

  /** Paint the rows in view. */
  paint(): void {
    const height = this.node.clientHeight || 400;
    const first = Math.max(0, Math.floor(this.node.scrollTop / ROW) - SPARE);
    const last = Math.min(this.rows.length, first + Math.ceil(height / ROW) + 2 * SPARE);
    const shown = this.rows.slice(first, last).map((row, at) => this.row(row, first + at));
    this.space.replaceChildren(...shown);
    const isShown = this.current >= first && this.current < last;
    setAttribute(this.node, 'aria-activedescendant', isShown ? `${this.id}-${this.current}` : null);
  }

  private later(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  private row(row: Row, index: number): HTMLElement {
    const { parts, name, about, picked, isDraggable } = this.options.paint(row);
    const twist = h('span', { class: 'esap-twist', 'data-part': TWIST, 'aria-hidden': 'true' });
    twist.textContent = row.expanded === null ? '' : row.expanded ? '▾' : '▸';
    const node = h(
      'div',
      {
        id: `${this.id}-${index}`,
        class: 'esap-tree-row',
        role: 'treeitem',
        'aria-label': name ?? null,
        'data-kind': row.kind,
        'data-index': index,
        'aria-level': row.level,
        'aria-posinset': row.position,
        'aria-setsize': row.siblings,
        'aria-expanded': row.expanded === null ? null : String(row.expanded),
        'aria-selected': picked === null ? null : String(picked),
        'data-current': index === this.current,
        draggable: isDraggable ? 'true' : null,
        title: about
      },
      twist,
      ...parts
    );
    node.style.top = `${index * ROW}px`;
    node.style.paddingInlineStart = `${2 + Math.min(row.level - 1, 8) * 13}px`;
    return node;
  }

  private clicked(id: string, part: string, event: MouseEvent): void {
    const index = this.rows.findIndex(row => row.id === id);
    if (index >= 0 && event.detail <= 1) {
      this.select(index);
      this.options.clicked(this.rows[index], event, part);
    }
  }

  private doubled(event: MouseEvent): void {
    const row = this.rowAt(event);
    if (row) {
      this.options.doubled(row, event, partOf(event));
    }
  }

  private focused(): void {
    // A press of the mouse chooses its own row; new rows under it would swallow the click.
    const byKey = this.node.matches(':focus-visible');
    if (byKey && this.current < 0 && this.rows.length > 0) {
      this.select(0);
      this.options.stepped?.(false);
    }
  }

  private pressed(event: KeyboardEvent): void {
    if (this.isMove(event) || this.options.pressed(this.selected, event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private isMove(event: KeyboardEvent): boolean {
    const { key, shiftKey } = event;
    const row = this.selected;
    if (!row || event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    const step = this.step(key);
    if (step !== null) {
      this.select(step);
      this.options.stepped?.(shiftKey);
    } else if (key === 'ArrowRight') {
      this.inwards(row);
    } else if (key === 'ArrowLeft') {
      this.outwards(row);
    } else if (key === 'Enter') {
      this.options.act(row);
    } else {
      return false;
    }
    return true;
  }

  private step(key: string): number | null {
    const page = Math.max(1, Math.floor(this.node.clientHeight / ROW) - 1);
    switch (key) {
      case 'ArrowDown':
        return this.current + 1;
      case 'ArrowUp':
        return this.current - 1;
      case 'PageDown':
        return this.current + page;
      case 'PageUp':
        return this.current - page;
      case 'Home':
        return 0;
      case 'End':
        return this.rows.length - 1;
      default:
        return null;
    }
  }

  private inwards(row: Row): void {
    if (row.expanded === false) {
      this.options.toggle(row);
    } else if (row.expanded) {
      this.select(this.current + 1);
    }
  }

  private outwards(row: Row): void {
    if (row.expanded) {
      this.options.toggle(row);
      return;
    }
    let at = this.current;
    while (at > 0 && this.rows[at].level >= row.level) {
      at -= 1;
    }
    this.select(at);
  }
}

function partOf(event: Event): string {
  const part = (event.target as HTMLElement).closest<HTMLElement>('[data-part]');
  return part?.dataset.part ?? '';
}
