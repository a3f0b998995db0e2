/** A tree of any size: only the rows in view are on the page. One tab stop; arrow keys move. */
import { type Component, h, setAttribute, uniqueId } from '../dom';

/** One row of the tree, as it is told to paint it. */
export interface TreeNode {
  id: string;
  /** From 1. */
  level: number;
  label: string;
  /** Behind the label, muted. */
  facts: string;
  /** On hover. */
  about: string;
  kind: 'schema' | 'table' | 'column' | 'join' | 'note';
  /** `null` where nothing can be unfolded. */
  expanded: boolean | null;
  /** Its place among those picked, from 1; 0 when it is not, `null` when it cannot be. */
  picked: number | null;
  position: number;
  siblings: number;
}

/** What the tree asks of its owner. */
export interface TreeOptions {
  label: string;
  toggle(node: TreeNode): void;
  /** Enter, a double click: use it. */
  act(node: TreeNode): void;
  /** Space, a click: pick it or let it go. */
  pick(node: TreeNode): void;
  /** Another row is the current one. */
  moved(node: TreeNode | null): void;
  /** What is dragged into the editor. */
  dragged(node: TreeNode): string | null;
}

const ROW = 24;
const SPARE = 10;

/** Recycles rows; the owner gives the list of visible nodes. */
export class Tree implements Component {
  readonly node: HTMLElement;
  private readonly space = h('div', { class: 'esap-tree-space', role: 'presentation' });
  private readonly id = uniqueId('tree');
  private nodes: readonly TreeNode[] = [];
  private current = -1;
  private frame = 0;

  constructor(private readonly options: TreeOptions) {
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
          click: event => this.clicked(event),
          dblclick: event => this.doubled(event),
          dragstart: event => this.dragStarted(event),
          focus: () => this.focused()
        }
      },
      this.space
    );
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.node.remove();
  }

  focus(): void {
    this.node.focus();
  }

  /** The row that the keys act on. */
  get selected(): TreeNode | null {
    return this.nodes[this.current] ?? null;
  }

  /** Show these rows; the current one stays the current one, if it is still there. */
  show(nodes: readonly TreeNode[]): void {
    const id = this.selected?.id;
    this.nodes = nodes;
    this.current = id === undefined ? -1 : nodes.findIndex(node => node.id === id);
    this.space.style.height = `${nodes.length * ROW}px`;
    this.paint();
    if (id !== this.selected?.id) {
      this.options.moved(this.selected);
    }
  }

  /** Make a row the current one, and bring it into view. */
  select(index: number): void {
    const at = Math.max(0, Math.min(this.nodes.length - 1, index));
    this.current = this.nodes.length > 0 ? at : -1;
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

  private later(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    const height = this.node.clientHeight || 400;
    const first = Math.max(0, Math.floor(this.node.scrollTop / ROW) - SPARE);
    const last = Math.min(this.nodes.length, first + Math.ceil(height / ROW) + 2 * SPARE);
    const rows: HTMLElement[] = [];
    for (let index = first; index < last; index += 1) {
      rows.push(this.row(index));
    }
    this.space.replaceChildren(...rows);
    const shown = this.current >= first && this.current < last;
    setAttribute(this.node, 'aria-activedescendant', shown ? `${this.id}-${this.current}` : null);
  }

  private row(index: number): HTMLElement {
    const node = this.nodes[index];
    const twist = h('span', { class: 'esap-twist', 'aria-hidden': 'true' });
    twist.textContent = node.expanded === null ? '' : node.expanded ? '▾' : '▸';
    const badge =
      node.picked === null
        ? null
        : h(
            'span',
            { class: 'esap-pick', 'aria-hidden': 'true' },
            node.picked ? String(node.picked) : ''
          );
    const row = h(
      'div',
      {
        id: `${this.id}-${index}`,
        class: 'esap-tree-row',
        role: 'treeitem',
        'data-kind': node.kind,
        'data-index': index,
        'aria-level': node.level,
        'aria-posinset': node.position,
        'aria-setsize': node.siblings,
        'aria-expanded': node.expanded === null ? null : String(node.expanded),
        'aria-selected': node.picked === null ? null : String(node.picked > 0),
        'data-current': index === this.current,
        draggable: this.options.dragged(node) === null ? null : 'true',
        title: node.about
      },
      twist,
      badge,
      h('span', { class: 'esap-tree-label' }, node.label),
      h('span', { class: 'esap-tree-facts' }, node.facts)
    );
    row.style.top = `${index * ROW}px`;
    row.style.paddingInlineStart = `${4 + (node.level - 1) * 14}px`;
    return row;
  }

  private at(event: Event): number {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    return row ? Number(row.dataset.index) : -1;
  }

  private clicked(event: MouseEvent): void {
    const index = this.at(event);
    if (index < 0 || event.detail > 1) {
      return;
    }
    this.select(index);
    const node = this.nodes[index];
    if (node.expanded !== null) {
      const onTwist = (event.target as HTMLElement).classList.contains('esap-twist');
      if (onTwist || node.kind === 'schema') {
        this.options.toggle(node);
      }
    } else if (node.picked !== null) {
      this.options.pick(node);
    }
  }

  private doubled(event: MouseEvent): void {
    const node = this.nodes[this.at(event)];
    if (node) {
      event.preventDefault();
      // The first click of the two has picked it.
      if (node.picked) {
        this.options.pick(node);
      }
      this.options.act(node);
    }
  }

  private dragStarted(event: DragEvent): void {
    const text = this.options.dragged(this.nodes[this.at(event)]);
    if (text !== null) {
      event.dataTransfer?.setData('text/plain', text);
    }
  }

  private focused(): void {
    // A press of the mouse chooses its own row; new rows under it would swallow the click.
    const byKey = this.node.matches(':focus-visible');
    if (byKey && this.current < 0 && this.nodes.length > 0) {
      this.select(0);
    }
  }

  private pressed(event: KeyboardEvent): void {
    const node = this.selected;
    if (!node || event.ctrlKey || event.altKey || event.metaKey || !this.act(event.key, node)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private act(key: string, node: TreeNode): boolean {
    const page = Math.max(1, Math.floor(this.node.clientHeight / ROW) - 1);
    const steps: { [key: string]: number } = {
      ArrowDown: this.current + 1,
      ArrowUp: this.current - 1,
      PageDown: this.current + page,
      PageUp: this.current - page,
      Home: 0,
      End: this.nodes.length - 1
    };
    if (key in steps) {
      this.select(steps[key]);
    } else if (key === 'ArrowRight') {
      this.inwards(node);
    } else if (key === 'ArrowLeft') {
      this.outwards(node);
    } else if (key === 'Enter') {
      this.options.act(node);
    } else if (key === ' ') {
      (node.picked === null ? this.options.toggle : this.options.pick)(node);
    } else {
      return false;
    }
    return true;
  }

  private inwards(node: TreeNode): void {
    if (node.expanded === false) {
      this.options.toggle(node);
    } else if (node.expanded) {
      this.select(this.current + 1);
    }
  }

  private outwards(node: TreeNode): void {
    if (node.expanded) {
      this.options.toggle(node);
      return;
    }
    let at = this.current;
    while (at > 0 && this.nodes[at].level >= node.level) {
      at -= 1;
    }
    this.select(at);
  }
}
