/** The workflows that were found, as cards; arrow keys move from one to the next. */
import type { Workflow } from '../../api/schema';
import { type Component, h } from '../dom';
import { WorkflowCard, type WorkflowCardOptions } from './card';

/** One stop of the Tab key for each control, and one for the list as a whole. */
export class WorkflowList implements Component {
  readonly node = h('ul', {
    class: 'esap-workflows-list',
    role: 'list',
    'aria-label': 'Notebooks that were found',
    on: { keydown: event => this.pressed(event), focusin: event => this.entered(event) }
  });
  private cards: WorkflowCard[] = [];

  constructor(private readonly options: WorkflowCardOptions) {}

  dispose(): void {
    this.clear();
    this.node.remove();
  }

  get size(): number {
    return this.cards.length;
  }

  clear(): void {
    for (const card of this.cards) {
      card.dispose();
    }
    this.cards = [];
  }

  /** Add what was found further; what is there already stays as it is. */
  add(workflows: readonly Workflow[], why: ReadonlyMap<string, string[]> = new Map()): void {
    const known = new Set(this.cards.map(({ id }) => id));
    const made = workflows
      .filter(({ id }) => !known.has(id))
      .map(workflow => new WorkflowCard(workflow, this.options, why.get(workflow.id)));
    this.cards.push(...made);
    this.node.append(...made.map(({ node }) => node));
    this.cards[0]?.node.setAttribute('tabindex', '0');
  }

  /** Look inside of one. */
  open(id: string): void {
    this.cards.find(card => card.id === id)?.toggle(true);
  }

  /** Bring a card to the keys. */
  focus(at = 0): void {
    this.cards[at]?.node.focus();
  }

  private entered(event: FocusEvent): void {
    for (const { node } of this.cards) {
      node.tabIndex = node.contains(event.target as Node) ? 0 : -1;
    }
  }

  private pressed(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const at = this.cards.findIndex(({ node }) => node.contains(target));
    const card = this.cards[at];
    const steps: { [key: string]: number } = {
      ArrowDown: Math.min(at + 1, this.cards.length - 1),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: this.cards.length - 1
    };
    const isOwn = card?.node === target;
    if (event.key === 'Escape' && card?.isOpen) {
      card.toggle(false);
      card.node.focus();
    } else if (event.key === 'Enter' && isOwn) {
      card.toggle();
    } else if (event.key in steps && isOwn) {
      this.focus(steps[event.key]);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
