/** The scopes of a lake with a box to filter them; one's own come first. */
import type { Scope } from '../../api/schema';
import { type Component, h, setAttribute, setText, uniqueId } from '../dom';
import { count } from '../format';
import { errorWords } from '../words';

/** What the list asks of its owner. */
export interface ScopeListOptions {
  read(): Promise<Scope[]>;
  choose(scope: string): void;
  close(): void;
}

const SHOWN = 200;

/** A combobox whose list is always open. */
export class ScopeList implements Component {
  readonly node: HTMLElement;
  private readonly filter: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly id = uniqueId('scopes');
  private scopes: Scope[] = [];
  private shown: Scope[] = [];
  private current = 0;
  private turn = 0;

  constructor(private readonly options: ScopeListOptions) {
    this.filter = h('input', {
      class: 'esap-input',
      type: 'text',
      role: 'combobox',
      placeholder: 'Filter scopes',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-label': 'Filter scopes',
      'aria-expanded': 'true',
      'aria-controls': this.id,
      'aria-autocomplete': 'list',
      on: { input: () => this.update(), keydown: event => this.pressed(event) }
    });
    this.list = h('div', {
      id: this.id,
      class: 'esap-scopes',
      role: 'listbox',
      'aria-label': 'Scopes',
      on: { click: event => this.clicked(event) }
    });
    this.node = h('div', { class: 'esap-scope-list' }, this.filter, this.list, this.status);
    this.node.hidden = true;
  }

  dispose(): void {
    this.node.remove();
  }

  /** Show the list, read anew, and begin to filter. */
  async open(): Promise<void> {
    this.node.hidden = false;
    this.filter.value = '';
    this.filter.focus();
    this.turn += 1;
    const { turn } = this;
    setText(this.status, this.scopes.length > 0 ? '' : 'Reading the scopes…');
    this.update();
    try {
      const scopes = await this.options.read();
      if (turn === this.turn) {
        this.scopes = scopes;
        this.update();
      }
    } catch (error) {
      if (turn === this.turn) {
        setText(this.status, errorWords(error as Error));
      }
    }
  }

  /** Forget the scopes, for those of another lake. */
  reset(): void {
    this.turn += 1;
    this.scopes = [];
    this.node.hidden = true;
  }

  private update(): void {
    const wanted = this.filter.value.trim().toLowerCase();
    const found = this.scopes.filter(scope => scope.name.toLowerCase().includes(wanted));
    this.shown = found.slice(0, SHOWN);
    this.current = 0;
    this.paint();
    if (this.scopes.length > 0) {
      setText(this.status, words(found.length, this.shown.length));
    }
  }

  private paint(): void {
    const rows = this.shown.map((scope, index) =>
      h(
        'div',
        {
          id: `${this.id}-${index}`,
          class: 'esap-scope-row',
          role: 'option',
          'data-index': index,
          'aria-selected': String(index === this.current)
        },
        h('span', { class: 'esap-name', title: scope.name }, scope.name),
        scope.own ? h('span', { class: 'esap-hint' }, 'yours') : null
      )
    );
    this.list.replaceChildren(...rows);
    const active = rows[this.current];
    active?.scrollIntoView({ block: 'nearest' });
    setAttribute(this.filter, 'aria-activedescendant', active ? active.id : null);
  }

  private clicked(event: MouseEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    if (row) {
      this.take(Number(row.dataset.index));
    }
  }

  private take(index: number): void {
    const scope = this.shown[index];
    if (scope) {
      this.node.hidden = true;
      this.options.choose(scope.name);
    }
  }

  private pressed(event: KeyboardEvent): void {
    const steps: { [key: string]: number } = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === 'Escape') {
      this.node.hidden = true;
      this.options.close();
    } else if (event.key === 'Enter') {
      this.take(this.current);
    } else if (event.key in steps) {
      const last = this.shown.length - 1;
      this.current = Math.max(0, Math.min(last, this.current + steps[event.key]));
      this.paint();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

function words(found: number, shown: number): string {
  if (found === 0) {
    return 'No scope has that in its name.';
  }
  return found > shown ? `The first ${shown} of ${count(found)}: write more to see others.` : '';
}
