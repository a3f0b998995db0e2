/** Asks which DIDs to list: scope and pattern, type, metadata. */
import type { DidQuestion, Scope } from '../../api/schema';
import { button, type Component, h, setAttribute, setHidden, setText, uniqueId } from '../dom';
import { Conditions } from './conditions';
import { ScopeList } from './scopeList';

/** What the form asks of its owner. */
export interface SearchFormOptions {
  scopes(): Promise<Scope[]>;
  keys(): Promise<string[]>;
  search(question: DidQuestion): void;
  cancel(): void;
}

const TYPES: [DidQuestion['type'], string][] = [
  ['collection', 'Datasets and containers'],
  ['all', 'Everything'],
  ['dataset', 'Datasets'],
  ['container', 'Containers'],
  ['file', 'Files']
];

/** Two lines, and more when they are unfolded. */
export class LakeSearchForm implements Component {
  readonly node: HTMLFormElement;
  private readonly field: HTMLInputElement;
  private readonly type: HTMLSelectElement;
  private readonly recursive: HTMLInputElement;
  private readonly opener: HTMLButtonElement;
  private readonly scopes: ScopeList;
  private readonly conditions: Conditions;
  private readonly conditionCount = h('span', { class: 'esap-hint' });
  private readonly error = h('div', { class: 'esap-error', role: 'alert' });
  private readonly submit: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;

  constructor(private readonly options: SearchFormOptions) {
    const errorId = uniqueId('error');
    this.error.id = errorId;
    this.field = h('input', {
      class: 'esap-input',
      type: 'text',
      placeholder: 'scope:pattern*',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-label': 'Scope and pattern',
      'aria-describedby': errorId
    });
    this.opener = button('Scopes ▾', () => void this.toggleScopes(), {
      'aria-expanded': 'false',
      'aria-label': 'Scopes',
      title: 'Choose a scope'
    });
    this.scopes = new ScopeList({
      read: options.scopes,
      choose: scope => this.chosen(scope),
      close: () => this.closeScopes()
    });
    this.type = h(
      'select',
      { class: 'esap-input', 'aria-label': 'Type', on: { change: () => this.again() } },
      ...TYPES.map(([id, label]) => h('option', { value: id ?? '' }, label))
    );
    this.recursive = h('input', { type: 'checkbox' });
    this.conditions = new Conditions({
      keys: options.keys,
      submit: () => this.ask(),
      changed: () => this.countConditions()
    });
    this.submit = h('button', { type: 'submit', class: 'esap-button esap-primary' }, 'Search');
    this.stop = button('Cancel', options.cancel);
    this.stop.hidden = true;
    this.node = h('form', {
      class: 'esap-lake-search',
      role: 'search',
      'aria-label': 'Data lake',
      on: { submit: event => this.submitted(event) }
    });
    this.node.append(...this.parts());
  }

  dispose(): void {
    this.node.remove();
  }

  focus(): void {
    this.field.focus();
  }

  /** Another lake: its scopes and keys are others. */
  reset(): void {
    this.field.value = '';
    this.scopes.reset();
    this.conditions.reset();
    this.closeScopes(false);
    this.complain('');
  }

  /** Whether something is being listed. */
  busy(reading: boolean): void {
    setHidden(this.stop, !reading, this.submit);
  }

  /** Ask for all of a scope. */
  chosen(scope: string): void {
    this.closeScopes();
    this.field.value = `${scope}:*`;
    this.ask();
  }

  /** Ask the same of all types. */
  widen(): void {
    this.type.value = 'all';
    this.ask();
  }

  /** Ask for one DID, or a pattern. */
  fill(text: string): void {
    this.type.value = 'all';
    this.field.value = text;
    this.ask();
  }

  private parts(): HTMLElement[] {
    const more = h('details', { class: 'esap-restrict' });
    more.addEventListener('toggle', () => more.open && void this.conditions.suggest());
    more.append(
      h('summary', {}, 'Metadata ', this.conditionCount),
      this.conditions.node,
      h('label', { class: 'esap-check' }, this.recursive, ' Also what the found ones hold')
    );
    return [
      h('div', { class: 'esap-line' }, this.field, this.opener),
      this.error,
      this.scopes.node,
      h('div', { class: 'esap-line' }, this.type, this.submit, this.stop),
      more
    ];
  }

  private submitted(event: Event): void {
    event.preventDefault();
    this.ask();
  }

  // Changing the type of what has been looked for looks again, and asks nothing before.
  private again(): void {
    if (this.field.value.trim()) {
      this.ask();
    }
  }

  private ask(): void {
    const text = this.field.value.trim();
    const colon = text.indexOf(':');
    const scope = colon < 0 ? '' : text.slice(0, colon).trim();
    if (!scope) {
      this.complain('Write scope:pattern, such as test:*, or choose one of the scopes.');
      this.field.focus();
      return;
    }
    const empty = this.conditions.filters.flat().find(filter => filter.value === '');
    if (empty) {
      this.complain(`Give a value for ${empty.key}, or remove that condition.`);
      return;
    }
    this.complain('');
    this.options.search({
      scope,
      name: text.slice(colon + 1).trim() || '*',
      type: this.type.value as DidQuestion['type'],
      filters: this.conditions.filters,
      recursive: this.recursive.checked
    });
  }

  private complain(words: string): void {
    setText(this.error, words);
    setAttribute(
      this.field,
      'aria-invalid',
      words && this.field.value.indexOf(':') < 1 ? 'true' : null
    );
  }

  private async toggleScopes(): Promise<void> {
    if (!this.scopes.node.hidden) {
      this.closeScopes();
      return;
    }
    this.opener.setAttribute('aria-expanded', 'true');
    await this.scopes.open();
  }

  private closeScopes(focus = true): void {
    this.scopes.node.hidden = true;
    this.opener.setAttribute('aria-expanded', 'false');
    if (focus) {
      this.field.focus();
    }
  }

  private countConditions(): void {
    const { number } = this.conditions;
    setText(this.conditionCount, number > 0 ? `${number} set` : '');
  }
}
