/** One job: how it is, what can be done with it. */
import type { Job } from '../../api/schema';
import { button, type Component, h, setAttribute, setHidden, setText } from '../dom';
import { timeAgo } from '../format';
import { jobFacts } from './facts';
import { dotState, hasTable, isOver, nameOf, stateWords } from './words';

/** What a row asks of its owner. */
export interface JobRowOptions {
  archiveName(archive: string): string;
  /** Whether its result is being fetched just now. */
  isFetching(job: Job): boolean;
  fetch(job: Job): void;
  open(job: Job): void;
  attach(job: Job): void;
  look(job: Job): void;
  stop(job: Job): void;
  extend(job: Job, hours: number): void;
  copy(job: Job): void;
  /** Write a notebook that fetches its result; absent where there is no workspace. */
  notebook?(job: Job): void;
  remove(job: Job): void;
}

const HOURS = { '1 h': 1, '24 h': 24, '7 d': 168 } as const;

/** A line of the list, updated in place; what is seldom needed is folded. */
export class JobRow implements Component {
  readonly node: HTMLElement;
  private readonly name = h('span', { class: 'esap-name' });
  private readonly dot = h('span', { class: 'esap-dot', 'aria-hidden': 'true' });
  private readonly state = h('span', { class: 'esap-state' });
  private readonly when = h('span', { class: 'esap-hint' });
  private readonly cause = h('div', { class: 'esap-cause' });
  private readonly facts = h('div');
  private readonly main: HTMLButtonElement;
  private readonly show: HTMLButtonElement;
  private readonly look: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly extend: HTMLButtonElement;
  private readonly hours = h(
    'select',
    { class: 'esap-input' },
    ...Object.entries(HOURS).map(([words, hours]) => h('option', { value: String(hours) }, words))
  );
  private readonly copy: HTMLButtonElement;
  private readonly remove: HTMLButtonElement;
  private readonly notebook: HTMLButtonElement;
  private readonly question = h('div', { class: 'esap-job-question', hidden: true });
  private readonly folded: HTMLDetailsElement;

  constructor(
    private job: Job,
    private readonly options: JobRowOptions
  ) {
    const link = { class: 'esap-link' };
    this.main = button('', () => this.act(), link);
    this.show = button('Show', () => options.open(this.job), link);
    this.look = button('Look again', () => options.look(this.job));
    this.stop = button('Stop', () => options.stop(this.job));
    this.extend = button('', () => options.extend(this.job, Number(this.hours.value)), {
      title: 'Ask the archive to keep the job for so long from now'
    });
    this.hours.value = '24';
    this.hours.addEventListener('change', () => this.label(nameOf(this.job)));
    this.copy = button('Copy address', () => options.copy(this.job));
    this.remove = button('Delete…', () => this.ask(true));
    this.notebook = button('Notebook from this', () => options.notebook?.(this.job));
    const kept = h('span', { class: 'esap-inline' }, this.extend, this.hours);
    const actions = [this.look, this.stop, kept, this.copy, this.notebook, this.remove];
    this.folded = h(
      'details',
      { class: 'esap-job-details' },
      h('summary', {}, 'Details'),
      h('div', { class: 'esap-actions' }, ...actions),
      this.question,
      this.facts
    );
    this.question.append(this.confirmation());
    this.node = h(
      'li',
      { class: 'esap-job', tabindex: -1 },
      h('div', { class: 'esap-line' }, this.name, this.show, this.main),
      h('div', { class: 'esap-states' }, this.dot, this.state, this.when),
      this.cause,
      this.folded
    );
    this.update(job);
  }

  dispose(): void {
    this.node.remove();
  }

  update(job: Job): void {
    this.job = job;
    const name = nameOf(job);
    setText(this.name, name);
    setAttribute(this.name, 'title', job.query || job.url);
    this.dot.dataset.state = dotState(job);
    const archive = this.options.archiveName(job.archive);
    setText(this.state, `${archive} · ${stateWords(job)}`);
    this.when.replaceChildren(...(job.created === null ? [] : [timeAgo(job.created)]));
    setText(this.cause, job.phase === 'ERROR' ? job.error : '');
    setText(this.main, this.verb());
    setHidden(this.main, this.verb() === '', this.node);
    setHidden(this.show, job.result === null, this.node);
    setHidden(this.stop, isOver(job), this.look);
    setHidden(this.extend, job.gone, this.look);
    setHidden(this.hours, job.gone, this.look);
    const makes = this.options.notebook !== undefined && (hasTable(job) || job.result !== null);
    setHidden(this.notebook, !makes, this.look);
    setHidden(this.folded, !job.remembered, this.main);
    this.facts.replaceChildren(jobFacts(job, archive));
    this.label(name);
  }

  /** Focus what one would press next. */
  focus(): void {
    (this.main.hidden ? this.node : this.main).focus();
  }

  private verb(): string {
    const { job } = this;
    if (!job.remembered) {
      return 'Attach';
    }
    if (this.options.isFetching(job) || !hasTable(job) || job.result !== null) {
      return '';
    }
    return isOver(job) ? 'Fetch result' : 'Wait for result';
  }

  private act(): void {
    const { job, options } = this;
    if (job.remembered) {
      options.fetch(job);
    } else {
      options.attach(job);
    }
  }

  private label(name: string): void {
    setText(this.extend, `Keep ${this.hours.selectedOptions[0]?.textContent ?? ''}`.trim());
    setAttribute(this.hours, 'aria-label', `How long to keep ${name}`);
    const buttons = [this.main, this.show, this.look, this.stop, this.extend, this.copy];
    for (const node of [...buttons, this.notebook, this.remove]) {
      setAttribute(node, 'aria-label', `${node.textContent} ${name}`);
    }
    setAttribute(this.folded.firstElementChild as Element, 'aria-label', `Details of ${name}`);
  }

  private confirmation(): HTMLElement {
    const yes = button('Delete job', () => {
      this.ask(false);
      this.options.remove(this.job);
    });
    const no = button('Keep it', () => this.ask(false));
    const words = 'Delete the job and its result at the archive? What was fetched stays here.';
    const node = h(
      'div',
      { role: 'group', 'aria-label': 'Delete job' },
      h('p', {}, words),
      h('div', { class: 'esap-actions' }, yes, no)
    );
    node.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        this.ask(false);
      }
    });
    return node;
  }

  private ask(shown: boolean): void {
    this.question.hidden = !shown;
    (shown ? this.question.querySelector('button') : this.remove)?.focus();
  }
}
