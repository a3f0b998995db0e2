/** The tree of DIDs, of which many can be picked. */
import { type Component, h } from '../dom';
import { RowTree, TWIST } from '../tree/rowTree';
import type { LakeNode } from './forest';

const BOX = 'box';

/** What the tree asks of its owner. */
export interface LakeTreeOptions {
  /** What stands in a row behind the box that picks it, and what it is called. */
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

/** Space, the box, Shift with a click or arrow, and Ctrl+A pick. */
export class LakeTree implements Component {
  private readonly tree: RowTree<LakeNode>;
  private anchor = -1;

  constructor(private readonly options: LakeTreeOptions) {
    this.tree = new RowTree<LakeNode>({
      label: 'Data identifiers',
      paint: node => this.painted(node),
      toggle: node => options.toggle(node),
      act: node => options.act(node),
      moved: node => options.moved(node),
      clicked: (node, event, part) => this.clicked(node, event, part),
      doubled: (node, event, part) => this.doubled(node, event, part),
      pressed: (node, event) => this.pressed(node, event),
      stepped: shift => this.stepped(shift)
    });
  }

  get node(): HTMLElement {
    return this.tree.node;
  }

  dispose(): void {
    this.tree.dispose();
  }

  /** The row that the keys act on. */
  get selected(): LakeNode | null {
    return this.tree.selected;
  }

  /** Whether nobody has moved in it since {@link reset}. */
  get isUntouched(): boolean {
    return this.tree.isUntouched;
  }

  /** Be at the beginning again, for other rows. */
  reset(): void {
    this.anchor = -1;
    this.tree.reset();
  }

  /** Show these rows; the current one stays the current one, if it is still there. */
  show(nodes: readonly LakeNode[]): void {
    const before = this.tree.index;
    this.tree.show(nodes);
    if (this.tree.index !== before) {
      this.anchor = this.tree.index;
    }
  }

  /** Paint the rows in view again. */
  repaint(): void {
    this.tree.paint();
  }

  /** Make a row the current one, and bring it into view. */
  select(index: number): void {
    this.tree.select(index);
  }

  private painted(node: LakeNode) {
    const { parts, name, about } = this.options.paint(node);
    const picked = this.options.isPicked(node);
    const sign = { class: 'esap-did-box', 'data-part': BOX, 'aria-hidden': 'true' };
    const box = h('span', sign, picked ? '✓' : '');
    return { parts: [picked === null ? null : box, ...parts], name, about, picked };
  }

  private clicked(node: LakeNode, event: MouseEvent, part: string): void {
    if (event.shiftKey && this.anchor >= 0) {
      this.pickFromAnchor();
      return;
    }
    this.anchor = this.tree.index;
    if (part === TWIST && node.expanded !== null) {
      this.options.toggle(node);
    } else if (part === BOX || event.ctrlKey || event.metaKey) {
      this.flip(node);
    } else if (node.kind === 'more') {
      this.options.act(node);
    }
  }

  private doubled(node: LakeNode, event: MouseEvent, part: string): void {
    if (part !== BOX && part !== TWIST) {
      event.preventDefault();
      this.options.act(node);
    }
  }

  private pressed(node: LakeNode | null, event: KeyboardEvent): boolean {
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.altKey && event.key.toLowerCase() === 'a') {
      this.options.pick(this.tree.all, true);
    } else if (node && event.key === ' ' && !command && !event.altKey) {
      this.flip(node);
    } else {
      return false;
    }
    return true;
  }

  private stepped(shift: boolean): void {
    if (shift) {
      this.anchor = Math.max(0, this.anchor);
      this.pickFromAnchor();
    } else {
      this.anchor = this.tree.index;
    }
  }

  private flip(node: LakeNode): void {
    const picked = this.options.isPicked(node);
    if (picked !== null) {
      this.options.pick([node], !picked);
    }
  }

  private pickFromAnchor(): void {
    this.options.pick(this.tree.between(this.anchor, this.tree.index), true);
  }
}
