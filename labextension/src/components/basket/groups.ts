/** The groups of the basket: how much each holds; one is chosen to be looked at. */
import type { BasketGroup, BasketPresence, BasketView } from '../../api/schema';
import { button, type Component, h, setAttribute, setText } from '../dom';
import { count, counted } from '../format';
import { DRAGGED, dragged } from './dragOrder';
import { presenceWords } from './presence';
import { groupName, sizeWords } from './words';

/** What the list of groups asks of its owner. */
export interface GroupsOptions {
  /** Look at one group; null looks at all. */
  choose(group: string | null): void;
  stage(group: string): void;
  /** How much of a group, or of all, is here; unknown at first. */
  presence(group: string | null): BasketPresence | undefined;
  /** Items were dragged onto a group. */
  drop(ids: string[], group: string): void;
}

const NUMERIC = { numeric: true, sensitivity: 'base' } as const;

/** A line for all, and one a group; there when there are groups. */
export class GroupList implements Component {
  readonly node = h('ul', { class: 'esap-basket-groups', 'aria-label': 'Groups' });
  private readonly lines = new Map<string | null, Line>();
  private place = 0;

  constructor(private readonly options: GroupsOptions) {}

  dispose(): void {
    this.node.remove();
  }

  /** Show what the basket holds, with one group chosen. */
  show({ groups, count: all }: BasketView, chosen: string | null): void {
    const named = groups.filter(({ name }) => name !== '').length > 0;
    this.node.hidden = !named && chosen === null;
    const size = String(groups.reduce((sum, group) => sum + Number(group.size), 0));
    const unsized = groups.reduce((sum, group) => sum + group.unsized, 0);
    const estimated = groups.reduce((sum, group) => sum + group.estimated, 0);
    this.place = 0;
    this.put(null, { name: 'All', count: all, size, unsized, estimated }, chosen === null);
    for (const group of [...groups].sort(byName)) {
      this.put(group.name, { ...group, name: groupName(group.name) }, chosen === group.name);
    }
    const known = new Set<string | null>([null, ...groups.map(group => group.name)]);
    for (const [name, line] of this.lines) {
      if (!known.has(name)) {
        line.node.remove();
        this.lines.delete(name);
      }
    }
  }

  private put(key: string | null, group: BasketGroup, chosen: boolean): void {
    let line = this.lines.get(key);
    if (!line) {
      line = new Line(key, this.options);
      this.lines.set(key, line);
    }
    // Moving a line that stands right already would take the focus from it.
    if (this.node.children[this.place] !== line.node) {
      this.node.insertBefore(line.node, this.node.children[this.place] ?? null);
    }
    this.place += 1;
    line.show(group, chosen, presenceWords(this.options.presence(key)));
  }
}

// Numbers in names count as such, and what has no group comes last.
function byName({ name: a }: BasketGroup, { name: b }: BasketGroup): number {
  return a === '' || b === '' ? b.length - a.length : a.localeCompare(b, undefined, NUMERIC);
}

class Line {
  readonly node: HTMLElement;
  private readonly name = h('span', { class: 'esap-name' });
  private readonly facts = h('span', { class: 'esap-hint' });
  private readonly presence = h('span', { class: 'esap-hint esap-basket-presence' });
  private readonly chooser: HTMLButtonElement;
  private readonly stager: HTMLButtonElement | null;

  constructor(
    private readonly key: string | null,
    private readonly options: GroupsOptions
  ) {
    this.chooser = button('', () => options.choose(key), { class: 'esap-basket-group' });
    this.chooser.append(h('span', { class: 'esap-line' }, this.name, this.facts), this.presence);
    // All of it is staged by the button above the items.
    this.stager =
      key === null ? null : button('Stage', () => options.stage(key), { class: 'esap-link' });
    this.node = h('li', {}, this.chooser, this.stager);
    if (key !== null) {
      this.node.addEventListener('dragover', event => this.over(event));
      this.node.addEventListener('dragleave', () => this.light(false));
      this.node.addEventListener('drop', event => this.dropped(event));
    }
  }

  show(group: BasketGroup, chosen: boolean, presence: string): void {
    setText(this.name, group.name);
    const size = sizeWords(
      group.size,
      group.unsized === group.count ? 0 : group.unsized,
      group.estimated
    );
    const [short, ...rest] = size.split(', ');
    setText(this.facts, [count(group.count), short].filter(Boolean).join(' · '));
    setAttribute(this.chooser, 'aria-pressed', String(chosen));
    setText(this.presence, presence);
    const about = [counted(group.count, 'item'), short, ...rest, presence.replace(' · ', ', ')]
      .filter(Boolean)
      .join(', ');
    setAttribute(this.chooser, 'aria-label', `${group.name}: ${about}`);
    setAttribute(this.chooser, 'title', `${group.name}: ${about}`);
    if (this.stager) {
      setAttribute(this.stager, 'aria-label', `Stage ${group.name}`);
    }
  }

  private over(event: DragEvent): void {
    if (event.dataTransfer?.types.includes(DRAGGED)) {
      event.preventDefault();
      this.light(true);
    }
  }

  private dropped(event: DragEvent): void {
    this.light(false);
    const ids = dragged(event);
    if (ids.length > 0 && this.key !== null) {
      event.preventDefault();
      this.options.drop(ids, this.key);
    }
  }

  private light(on: boolean): void {
    setAttribute(this.node, 'data-target', on);
  }
}
