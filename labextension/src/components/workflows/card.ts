/** One workflow of a list: what it is, and what can be done with it. */
import type { Person, Workflow } from '../../api/schema';
import { button, type Component, h, setAttribute, setText, uniqueId, webLink } from '../dom';
import { longText } from '../longText';
import type { WorkflowDetailsOptions } from './details';
import { WorkflowDetails } from './details';
import { ACCESS, factsOf, needsWords } from './words';

/** What a card asks of its owner; what is absent is not offered. */
export interface WorkflowCardOptions extends WorkflowDetailsOptions {
  nameOf(repository: string): string;
  chooseKeyword(keyword: string): void;
  /** Show another version of it. */
  openVersion(id: string): void;
}

const AUTHORS = 4;
const KEYWORDS = 8;
const ORCID = /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/;

/** Unfolds to what is inside, which is looked at only then. */
export class WorkflowCard implements Component {
  readonly node: HTMLElement;
  private readonly opener: HTMLButtonElement;
  private readonly facts = h('div', { class: 'esap-hint' });
  private readonly news = h('div', { class: 'esap-workflow-newer' });
  private readonly needs = h('div', { class: 'esap-hint' });
  private readonly place = h('div');
  private details: WorkflowDetails | null = null;

  constructor(
    private workflow: Workflow,
    private readonly options: WorkflowCardOptions,
    why: readonly string[] = []
  ) {
    const { title, description } = workflow;
    this.opener = button('Look inside', () => this.toggle(), {
      'aria-expanded': 'false',
      'aria-label': `Look inside ${title}`
    });
    const { launch, openHere } = options;
    const actions = h('div', { class: 'esap-actions' }, this.opener);
    if (openHere && workflow.access === 'open') {
      const about = { 'aria-label': `Open ${title} here` };
      actions.append(button('Open here…', () => openHere(workflow), about));
    }
    if (launch && workflow.access === 'open') {
      const about = { 'aria-label': `Launch ${title} on another facility` };
      actions.append(button('Launch on…', () => launch(workflow), about));
    }
    const heading = h(
      'h3',
      { id: uniqueId('workflow'), class: 'esap-workflow-title', dir: 'auto' },
      title
    );
    this.node = h(
      'li',
      { class: 'esap-workflow', tabindex: -1, 'aria-labelledby': heading.id },
      heading,
      authorLine(workflow.authors),
      this.facts,
      why.length > 0 ? h('div', { class: 'esap-workflow-why' }, `Fits: ${why.join(' ')}`) : null,
      this.news,
      this.closed(),
      description ? h('p', { dir: 'auto' }, longText(description, title)) : null,
      this.needs,
      this.keywords(),
      this.places(),
      actions,
      this.place
    );
    this.show(workflow);
  }

  dispose(): void {
    this.details?.dispose();
    this.node.remove();
  }

  get id(): string {
    return this.workflow.id;
  }

  /** Whether it is looked into. */
  get isOpen(): boolean {
    return this.details !== null;
  }

  /** Look inside, or fold it away. */
  toggle(open = this.details === null): void {
    const verb = open ? 'Fold away' : 'Look inside';
    setText(this.opener, verb);
    setAttribute(
      this.opener,
      'aria-label',
      `${verb}${open ? ' what is in' : ''} ${this.workflow.title}`
    );
    setAttribute(this.opener, 'aria-expanded', String(open));
    if (!open) {
      this.details?.dispose();
      this.details = null;
    } else if (!this.details) {
      this.details = new WorkflowDetails(this.workflow, this.options, seen => this.show(seen));
      this.place.append(this.details.node);
      void this.details.load();
    }
  }

  // Looking inside tells more than a search does.
  private show(workflow: Workflow): void {
    this.workflow = workflow;
    const { newer, title } = workflow;
    const { openVersion } = this.options;
    setText(this.facts, factsOf(workflow));
    const words = needsWords(workflow);
    setText(this.needs, words ? `Needs ${words}` : '');
    this.needs.hidden = words === '';
    this.news.hidden = newer === '';
    const show = button('Show it', () => openVersion(newer), {
      class: 'esap-link',
      'aria-label': `Show the newer version of ${title}`
    });
    this.news.replaceChildren('A newer version exists. ', show);
  }

  private closed(): HTMLElement | null {
    const words = ACCESS[this.workflow.access];
    return words ? h('div', { class: 'esap-workflow-closed' }, words) : null;
  }

  private keywords(): HTMLElement | null {
    const shown = this.workflow.keywords.slice(0, KEYWORDS);
    const more = this.workflow.keywords.length - shown.length;
    const chips = shown.map(keyword =>
      button(keyword, () => this.options.chooseKeyword(keyword), {
        class: 'esap-keyword',
        title: `Search for the keyword ${keyword}`
      })
    );
    const rest = more > 0 ? h('span', { class: 'esap-hint' }, `and ${more} more`) : null;
    return chips.length > 0 ? h('div', { class: 'esap-keywords' }, ...chips, rest) : null;
  }

  private places(): HTMLElement {
    const { doi, url, repository, code_repository: code } = this.workflow;
    const links = [
      doi ? webLink(`https://doi.org/${encodeURI(doi)}`, doi) : null,
      url ? webLink(url, this.options.nameOf(repository)) : null,
      code ? webLink(code.replace(/^git\+/, ''), 'Source code') : null
    ];
    const from = url ? null : h('span', {}, this.options.nameOf(repository));
    return h('div', { class: 'esap-hint esap-workflow-places' }, from, ...links);
  }
}

function authorLine(authors: readonly Person[]): HTMLElement | null {
  const some = h('span', {});
  const fill = (shown: readonly Person[]) =>
    some.replaceChildren(...shown.flatMap((person, at) => [at > 0 ? ', ' : '', nameOf(person)]));
  fill(authors.slice(0, AUTHORS));
  const rest = authors.length - AUTHORS;
  const more = button(
    `and ${rest} more`,
    () => {
      fill(authors);
      some.querySelector('a')?.focus();
      more.remove();
    },
    { class: 'esap-link' }
  );
  const line = h('div', { class: 'esap-workflow-authors' }, some);
  if (rest > 0) {
    line.append(' ', more);
  }
  return authors.length > 0 ? line : null;
}

function nameOf({ name, orcid, affiliation }: Person): HTMLElement {
  const node = ORCID.test(orcid)
    ? webLink(`https://orcid.org/${orcid}`, name)
    : h('span', {}, name);
  node.title = [affiliation, orcid && `ORCID ${orcid}`].filter(Boolean).join('\n');
  return node;
}
