/** What to look for: words, and what is folded under More. */

import type { RepositoryState, WorkflowKind } from '../../api/schema';
import type { WorkflowSearch } from '../../api/workflows';
import { button, type Component, h, setHidden, setText } from '../dom';
import { Field } from '../search/field';
import { KINDS } from './words';

/** What the form asks of its owner. */
export interface QuestionOptions {
  search(): void;
  cancel(): void;
}

/** A line, and filters. */
export class WorkflowQuestionForm implements Component {
  readonly node: HTMLFormElement;
  private readonly text: HTMLInputElement;
  private readonly keyword = line('any');
  private readonly author = line('a name or an ORCID');
  private readonly runtime = line('python, docker, …');
  private readonly kind = h('select', {}, h('option', { value: '' }, 'any'));
  private readonly repository = h('select', {}, h('option', { value: '' }, 'all'));
  private readonly offline = h('input', { type: 'checkbox' });
  private readonly title = h('summary', {}, 'More');
  private readonly more: HTMLDetailsElement;
  private readonly submit: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;

  constructor(private readonly options: QuestionOptions) {
    this.text = h('input', {
      class: 'esap-input',
      type: 'search',
      placeholder: 'Words, or a DOI',
      'aria-label': 'Search notebooks',
      autocomplete: 'off',
      spellcheck: 'false'
    });
    for (const [kind, words] of Object.entries(KINDS)) {
      this.kind.append(h('option', { value: kind }, words));
    }
    this.submit = h('button', { type: 'submit', class: 'esap-button esap-primary' }, 'Search');
    this.stop = button('Cancel', options.cancel);
    this.stop.hidden = true;
    this.more = this.makeMore();
    this.node = h(
      'form',
      {
        class: 'esap-workflows-question',
        role: 'search',
        'aria-label': 'Notebooks',
        on: {
          submit: event => {
            event.preventDefault();
            options.search();
          }
        }
      },
      h('div', { class: 'esap-line' }, this.text, this.submit, this.stop),
      this.more
    );
  }

  dispose(): void {
    this.node.remove();
  }

  focus(): void {
    this.text.focus();
  }

  /** Whether an answer is waited for. */
  busy(asking: boolean): void {
    setHidden(this.stop, !asking, this.submit);
  }

  /** Offer the repositories; what is chosen stays so. */
  offer(repositories: readonly RepositoryState[]): void {
    const { value } = this.repository;
    const options = repositories.map(({ repository, name }) =>
      h('option', { value: repository }, name)
    );
    this.repository.replaceChildren(h('option', { value: '' }, 'all'), ...options);
    this.repository.value = value;
  }

  /** Look for a keyword alone. */
  chooseKeyword(keyword: string): void {
    this.clear();
    this.keyword.value = keyword;
    this.typed();
    this.options.search();
  }

  /** Look for words alone, in one repository where it is named. */
  ask(text: string, repository = ''): void {
    this.clear();
    this.text.value = text;
    this.repository.value = repository;
    this.typed();
    this.options.search();
  }

  /** Ask repositories, or the index of this machine alone. */
  set isOffline(offline: boolean) {
    this.offline.checked = offline;
    this.typed();
  }

  /** What is filled in. */
  get search(): WorkflowSearch {
    const chosen = this.repository.value;
    return {
      text: this.text.value.trim(),
      keyword: this.keyword.value.trim(),
      author: this.author.value.trim(),
      kind: this.kind.value as WorkflowKind | '',
      runtime: this.runtime.value.trim(),
      repositories: chosen ? [chosen] : [],
      ...(this.offline.checked ? { offline: true } : {})
    };
  }

  private clear(): void {
    for (const field of [this.text, this.keyword, this.author, this.runtime]) {
      field.value = '';
    }
    this.kind.value = '';
    this.repository.value = '';
  }

  private makeMore(): HTMLDetailsElement {
    const fields = [
      new Field('Keyword', [this.keyword]),
      new Field('Author', [this.author]),
      new Field('Kind', [this.kind]),
      new Field('Runs on', [this.runtime]),
      new Field('From', [this.repository])
    ];
    return h(
      'details',
      { class: 'esap-restrict', on: { input: () => this.typed(), change: () => this.typed() } },
      this.title,
      h(
        'div',
        { class: 'esap-restrict-fields' },
        ...fields.map(({ node }) => node),
        h('label', { class: 'esap-check' }, this.offline, ' Only what this machine knows already')
      )
    );
  }

  private typed(): void {
    const fields = [this.keyword, this.author, this.kind, this.runtime, this.repository];
    const set = fields.filter(({ value }) => value.trim() !== '').length;
    const number = set + (this.offline.checked ? 1 : 0);
    setText(this.title, number > 0 ? `More (${number} set)` : 'More');
  }
}

function line(placeholder: string): HTMLInputElement {
  return h('input', { type: 'text', placeholder, autocomplete: 'off', spellcheck: 'false' });
}
