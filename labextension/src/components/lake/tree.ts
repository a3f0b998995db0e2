/** DIDs of any number as an ARIA tree: only the rows in view are on the page. */
import { type Component, h, setAttribute, uniqueId } from '../dom';
import type { LakeNode } from './forest';

/** What the tree asks of its owner. */
export interface LakeTreeOptions {
  /** What stands in a row behind the sign that unfolds it, and what it is called. */
  paint(node: LakeNode): { parts: HTMLElement[]; name: string; about: string };
  isPicked(node: LakeNode): boolean | null;
  toggle(node: LakeNode): void;
  /** Enter, a double click. */
  act(node: LakeNode): void;
  /** Pick these or let them go. */
  pick(nodes: readonly LakeNode[], picked: boolean): void;
  /** Another row is the current one. */
  moved(node: LakeNode | null): void;
}

const ROW = 24;
const SPARE = 12;

/** Recycles rows; the owner gives the list of visible nodes. One tab stop, arrow keys move. */
export class LakeTree implements Component {
  readonly node: HTMLElement;
  private readonly space = h('div', { class: 'esap-did-space', role: 'presentation' });
  private readonly id = uniqueId('dids');
  private nodes: readonly LakeNode[] = [];
  private current = -1;
  private anchor = -1;
  private frame = 0;

  constructor(private readonly options: LakeTreeOptions) {
    this.node = h(
      'div',
      {
        class: 'esap-dids',
        role: 'tree',
        tabindex: 0,
        'aria-label': 'Data identifiers',
        'aria-multiselectable': 'true',
        on: {
          scroll: () => this.later(),
          keydown: event => this.pressed(event),
          click: event => this.clicked(event),
          dblclick: event => this.doubled(event),
          focus: () => this.focused()
        }
      },
      this.space
    );
    new ResizeObserver(() => this.later()).observe(this.node);
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.node.remove();
  }

  /** The row that the keys act on. */
  get selected(): LakeNode | null {
    return this.nodes[this.current] ?? null;
  }

  /** Whether nobody has moved in it since {@link reset}. */
  get isUntouched(): boolean {
    return this.current < 0 && this.node.scrollTop === 0;
  }

  /** Be at the beginning again, for other rows. */
  reset(): void {
    this.current = -1;
    this.anchor = -1;
    this.node.scrollTop = 0;
    this.options.moved(null);
  }

  /** Show these rows; the current one stays the current one, if it is still there. */
  show(nodes: readonly LakeNode[]): void {
    const id = this.selected?.id;
    this.nodes = nodes;
    if (id !== undefined && nodes[this.current]?.id !== id) {
      this.current = nodes.findIndex(node => node.id === id);
      this.anchor = this.current;
    }
    this.space.style.height = `${nodes.length * ROW}px`;
    this.paint();
    if (id !== this.selected?.id) {
      this.options.moved(this.selected);
    }
  }

  /** Paint the rows in view again. */
  repaint(): void {
    this.paint();
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
    const { parts, name, about } = this.options.paint(node);
    const picked = this.options.isPicked(node);
    const twist = h('span', { class: 'esap-twist', 'aria-hidden': 'true' });
    twist.textContent = node.expanded === null ? '' : node.expanded ? '▾' : '▸';
    const box = h('span', { class: 'esap-did-box', 'aria-hidden': 'true' }, picked ? '✓' : '');
    const row = h(
      'div',
      {
        id: `${this.id}-${index}`,
        class: 'esap-did-row',
        role: 'treeitem',
        'aria-label': name,
        'data-kind': node.kind,
        'data-index': index,
        'aria-level': node.level,
        'aria-posinset': node.position,
        'aria-setsize': node.siblings,
        'aria-expanded': node.expanded === null ? null : String(node.expanded),
        'aria-selected': picked === null ? null : String(picked),
        'data-current': index === this.current,
        title: about
      },
      twist,
      picked === null ? null : box,
      ...parts
    );
    row.style.top = `${index * ROW}px`;
    row.style.paddingInlineStart = `${2 + Math.min(node.level - 1, 8) * 12}px`;
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
    const node = this.nodes[index];
    const place = (event.target as HTMLElement).classList;
    const before = this.anchor;
    this.select(index);
    if (event.shiftKey && before >= 0) {
      this.pickRange(before, index);
      return;
    }
    this.anchor = index;
    if (place.contains('esap-twist') && node.expanded !== null) {
      this.options.toggle(node);
    } else if (place.contains('esap-did-box') || event.ctrlKey || event.metaKey) {
      this.flip(node);
    } else if (node.kind === 'more') {
      this.options.act(node);
    }
  }

  private doubled(event: MouseEvent): void {
    const node = this.nodes[this.at(event)];
    const place = (event.target as HTMLElement).classList;
    if (node && !place.contains('esap-did-box') && !place.contains('esap-twist')) {
      event.preventDefault();
      this.options.act(node);
    }
  }

  private focused(): void {
    // A press of the mouse chooses its own row; new rows under it would swallow the click.
    const byKey = this.node.matches(':focus-visible');
    if (byKey && this.current < 0 && this.nodes.length > 0) {
      this.select(0);
      this.anchor = 0;
    }
  }

  private flip(node: LakeNode): void {
    const picked = this.options.isPicked(node);
    if (picked !== null) {
      this.options.pick([node], !picked);
    }
  }

  private pickRange(from: number, to: number): void {
    const [first, last] = from < to ? [from, to] : [to, from];
    this.options.pick(this.nodes.slice(first, last + 1), true);
  }

  private pressed(event: KeyboardEvent): void {
    const node = this.selected;
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.altKey && event.key.toLowerCase() === 'a') {
      this.options.pick(this.nodes, true);
    } else if (!node || command || event.altKey || !this.act(event, node)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private act({ key, shiftKey }: KeyboardEvent, node: LakeNode): boolean {
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
      if (shiftKey) {
        this.pickRange(Math.max(0, this.anchor), this.current);
      } else {
        this.anchor = this.current;
      }
    } else if (key === 'ArrowRight') {
      this.inwards(node);
    } else if (key === 'ArrowLeft') {
      this.outwards(node);
    } else if (key === 'Enter') {
      this.options.act(node);
    } else if (key === ' ') {
      this.flip(node);
    } else {
      return false;
    }
    return true;
  }

  private inwards(node: LakeNode): void {
    if (node.expanded === false) {
      this.options.toggle(node);
    } else if (node.expanded) {
      this.select(this.current + 1);
    }
  }

  private outwards(node: LakeNode): void {
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
