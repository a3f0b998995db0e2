/** The tree of schemas, tables and columns: what is picked has a number, what is dragged a text. */
import { type Component, h } from '../dom';
import { RowTree, type TreeRow, TWIST } from '../tree/rowTree';

/** One row of the tree, as it is told to paint it. */
export interface TreeNode extends TreeRow {
  label: string;
  /** Behind the label, muted. */
  facts: string;
  /** On hover. */
  about: string;
  kind: 'schema' | 'table' | 'column' | 'join' | 'note';
  /** Its place among those picked, from 1; 0 when it is not, `null` when it cannot be. */
  picked: number | null;
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

/** A click picks what can be picked, and unfolds schemas. */
export class Tree implements Component {
  private readonly tree: RowTree<TreeNode>;

  constructor(private readonly options: TreeOptions) {
    this.tree = new RowTree<TreeNode>({
      label: options.label,
      paint: node => this.painted(node),
      toggle: node => options.toggle(node),
      act: node => options.act(node),
      moved: node => options.moved(node),
      clicked: (node, _event, part) => this.clicked(node, part),
      doubled: (node, event) => this.doubled(node, event),
      pressed: (node, event) => this.pressed(node, event)
    });
    this.node.addEventListener('dragstart', event => this.dragStarted(event));
  }

  get node(): HTMLElement {
    return this.tree.node;
  }

  dispose(): void {
    this.tree.dispose();
  }

  focus(): void {
    this.tree.focus();
  }

  /** The row that the keys act on. */
  get selected(): TreeNode | null {
    return this.tree.selected;
  }

  /** Show these rows; the current one stays the current one, if it is still there. */
  show(nodes: readonly TreeNode[]): void {
    this.tree.show(nodes);
  }

  /** Make a row the current one, and bring it into view. */
  select(index: number): void {
    this.tree.select(index);
  }

  private painted(node: TreeNode) {
    const { label, facts, about, picked } = node;
    const number = picked ? String(picked) : '';
    const badge = h('span', { class: 'esap-pick', 'aria-hidden': 'true' }, number);
    const parts = [
      picked === null ? null : badge,
      h('span', { class: 'esap-tree-label' }, label),
      h('span', { class: 'esap-tree-facts' }, facts)
    ];
    const isDraggable = this.options.dragged(node) !== null;
    return { parts, about, picked: picked === null ? null : picked > 0, isDraggable };
  }

  private clicked(node: TreeNode, part: string): void {
    if (node.expanded !== null) {
      if (part === TWIST || node.kind === 'schema') {
        this.options.toggle(node);
      }
    } else if (node.picked !== null) {
      this.options.pick(node);
    }
  }

  private doubled(node: TreeNode, event: MouseEvent): void {
    event.preventDefault();
    // The first click of the two has picked it.
    if (node.picked) {
      this.options.pick(node);
    }
    this.options.act(node);
  }

  private pressed(node: TreeNode | null, event: KeyboardEvent): boolean {
    if (!node || event.key !== ' ' || event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    (node.picked === null ? this.options.toggle : this.options.pick)(node);
    return true;
  }

  private dragStarted(event: DragEvent): void {
    const node = this.tree.rowAt(event);
    const text = node ? this.options.dragged(node) : null;
    if (text !== null) {
      event.dataTransfer?.setData('text/plain', text);
    }
  }
}
