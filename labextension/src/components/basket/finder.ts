/** Which items of the basket are looked at: words, and a kind, tag or archive. */
import type { BasketCount, BasketFilter, BasketKind, BasketView } from '../../api/schema';
import { type Component, h } from '../dom';
import { count } from '../format';
import { KINDS } from './words';

type Facet = 'kind' | 'tag' | 'archive';
const FACETS: readonly [Facet, string][] = [
  ['kind', 'Kind'],
  ['tag', 'Tag'],
  ['archive', 'Archive']
];
const PATIENCE = 150;

/** Tells its owner when something else is wanted. */
export class BasketFinder implements Component {
  readonly node: HTMLElement;
  private readonly text: HTMLInputElement;
  private readonly facet: HTMLSelectElement;
  private timer = 0;
  private offered = '';

  constructor(private readonly changed: () => void) {
    this.text = h('input', {
      class: 'esap-input',
      type: 'search',
      placeholder: 'Search',
      'aria-label': 'Search the basket',
      autocomplete: 'off',
      spellcheck: 'false',
      on: { input: () => this.later(), keydown: event => this.pressed(event) }
    });
    this.facet = h('select', {
      class: 'esap-input',
      'aria-label': 'Show only',
      on: { change: () => changed() }
    });
    this.facet.append(h('option', { value: '' }, 'All'));
    const line = { class: 'esap-basket-finder', role: 'search', 'aria-label': 'Basket' };
    this.node = h('div', line, this.text, this.facet);
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.node.remove();
  }

  /** What is looked for, apart from the group. */
  get filter(): BasketFilter {
    const text = this.text.value.trim();
    const at = this.facet.value.indexOf(':');
    const name = this.facet.value.slice(0, at);
    const value = this.facet.value.slice(at + 1);
    return {
      text,
      ...(name === 'kind' ? { kind: value as BasketKind } : {}),
      ...(name === 'tag' ? { tag: value } : {}),
      ...(name === 'archive' ? { archive: value } : {})
    };
  }

  get isEmpty(): boolean {
    return this.text.value.trim() === '' && this.facet.value === '';
  }

  /** Look for everything. */
  clear(): void {
    window.clearTimeout(this.timer);
    this.text.value = '';
    this.facet.value = '';
  }

  /** Look at what has a tag. */
  chooseTag(tag: string): void {
    this.facet.value = `tag:${tag}`;
    this.changed();
  }

  focus(): void {
    this.text.focus();
  }

  /** Offer what the basket has; what is chosen stays so. */
  offer({ kinds, tags, archives }: BasketView): void {
    const lists: Record<Facet, BasketCount[]> = { kind: kinds, tag: tags, archive: archives };
    const offered = JSON.stringify(lists);
    if (offered === this.offered) {
      return;
    }
    this.offered = offered;
    const { value } = this.facet;
    const groups = FACETS.filter(([name]) => lists[name].length > 0).map(([name, label]) => {
      const options = lists[name].map(one => option(name, one));
      return h('optgroup', { label }, ...options);
    });
    this.facet.replaceChildren(h('option', { value: '' }, 'All'), ...groups);
    this.facet.value = value;
    if (this.facet.value !== value) {
      this.facet.value = '';
    }
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.changed(), PATIENCE);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.text.value !== '') {
      event.stopPropagation();
      this.text.value = '';
      this.changed();
    }
  }
}

function option(name: Facet, { name: value, count: number }: BasketCount): HTMLElement {
  const label = name === 'kind' ? (KINDS[value as BasketKind] ?? value) : value || 'none';
  return h('option', { value: `${name}:${value}` }, `${label} (${count(number)})`);
}
