/** One archive of the list: whether it is asked, how it is, what came of the last search. */
import { hasEnded } from '../../api/activities';
import type { Backend } from '../../api/backend';
import type { Activity, Archive, Coverage } from '../../api/schema';
import { button, type Component, h, setAttribute, setHidden, setText, uniqueId } from '../dom';
import { counted } from '../format';
import { icon } from '../icons';
import { ARCHIVE_STATES, activityState, archiveState, errorWords } from '../words';
import { ArchiveDetails } from './archiveDetails';
import type { Choices } from './choices';
import { CoverageMark } from './coverage';
import { instead, unfit } from './fitness';
import { given, type Terms, type TermsFactory, TermsSection } from './terms';

/** What a row asks of its owner. */
export interface ArchiveRowOptions {
  changed(): void;
  /** Open the page for writing ADQL; absent where there is none. */
  writeAdql?: (id: string) => void;
  check(id: string): void;
  retry(id: string): void;
  open(activity: Activity): void;
  /** Stop asking this archive. */
  cancel(activity: Activity): void;
  /** Ask this archive alone, in its own terms. */
  alone(id: string): void;
  /** Where forms of archives' own terms come from, and what makes them. */
  backend: Pick<Backend, 'form'>;
  terms: TermsFactory;
  choices: Choices;
}

/** How an archive is, as far as looking ahead tells. */
interface Learnt {
  state: Archive['state'];
  words: string;
}

/** A line with a checkbox, unfolding to the archive's details. */
export class ArchiveRow implements Component {
  readonly node: HTMLElement;
  private readonly box: HTMLInputElement;
  private readonly dot = h('span', { class: 'esap-dot', 'aria-hidden': 'true' });
  private readonly state = h('span', { class: 'esap-state' });
  private readonly outcome = h('span', { class: 'esap-outcome' });
  private readonly cause = h('div', { class: 'esap-cause' });
  private readonly unfold: HTMLButtonElement;
  private readonly retry: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly mark = new CoverageMark();
  private readonly own = h('span', { class: 'esap-hint esap-own' });
  /** Why it cannot be ticked. */
  private readonly barred = h('div', { class: 'esap-hint esap-barred', id: uniqueId('barred') });
  /** Ticked, or to be ticked once it can be. */
  private wanted = false;
  private terms: TermsSection | null = null;
  private values: Terms;
  private details: ArchiveDetails | null = null;
  private activity: Activity | null = null;
  /** How it was when it was asked ahead. */
  private learnt: Learnt | null = null;
  private archive: Archive;

  constructor(
    archive: Archive,
    private readonly options: ArchiveRowOptions
  ) {
    this.archive = archive;
    this.box = h('input', {
      id: uniqueId('archive'),
      type: 'checkbox',
      on: { change: () => this.ticked() }
    });
    this.values = archive.takes.includes('parameters') ? options.choices.termsOf(archive.id) : {};
    this.chosen = options.choices.isTicked(archive.id) ?? archive.default;
    this.unfold = button('', () => this.toggle(), {
      class: 'esap-icon-button esap-unfold',
      'aria-label': `Details of ${archive.name}`,
      'aria-expanded': 'false'
    });
    this.unfold.append(icon('expand'));
    this.retry = button('', () => options.retry(archive.id), {
      class: 'esap-icon-button',
      'aria-label': `Retry ${archive.name}`,
      title: 'Retry'
    });
    this.retry.append(icon('refresh'));
    this.stop = button('', () => this.activity && options.cancel(this.activity), {
      class: 'esap-icon-button',
      'aria-label': `Cancel ${archive.name}`,
      title: 'Cancel'
    });
    this.stop.append(icon('close'));
    this.node = this.build();
    this.update(archive);
    this.show(null);
    this.tellTerms();
  }

  dispose(): void {
    this.terms?.dispose();
    this.details?.dispose();
    this.node.remove();
  }

  get id(): string {
    return this.archive.id;
  }

  get name(): string {
    return this.archive.name;
  }

  get chosen(): boolean {
    return this.box.checked && !this.box.disabled;
  }

  set chosen(value: boolean) {
    this.wanted = value;
    this.bar();
  }

  /** Whether it can tell of data at a place. */
  get tellsOfPlaces(): boolean {
    return this.archive.state !== 'unavailable' && !unfit(this.archive);
  }

  /** The collection chosen instead of the archive's own, unless the archive has it no longer. */
  get collection(): string {
    const { collections, id } = this.archive;
    const wanted = this.options.choices.collectionOf(id);
    const gone = collections.length > 0 && !collections.some(one => one.id === wanted);
    return gone ? '' : wanted;
  }

  /** What is filled in of its own terms; `null` where that is nothing. */
  get parameters(): Terms | null {
    return Object.keys(this.values).length > 0 ? this.values : null;
  }

  /** Say what is wrong with its own terms, if anything; whether all is well. */
  check(): boolean {
    return this.terms?.check() ?? true;
  }

  /** Say what is known of its data at the place. */
  cover(coverage: Coverage | 'asking' | null): void {
    if (coverage === 'asking') {
      this.mark.wait();
    } else {
      this.mark.show(coverage);
      this.learnt = coverage ? learntOf(coverage) : null;
      this.showState();
    }
  }

  /** Take over what is known of the archive. */
  update(archive: Archive): void {
    this.archive = archive;
    this.bar();
    this.node.dataset.state = archive.state;
    this.details?.update(archive);
    this.showState();
  }

  /** Show how the last search went here; `null` when it was not asked. */
  show(activity: Activity | null): void {
    this.activity = activity;
    const over = activity?.state === 'failed' || activity?.state === 'cancelled';
    setHidden(this.retry, !over, this.box);
    setHidden(this.stop, activity === null || hasEnded(activity), this.box);
    setText(
      this.cause,
      activity?.state === 'failed' && activity.error ? errorWords(activity.error) : ''
    );
    this.showOutcome(activity);
    this.showState();
  }

  // While it is asked, only how far that has come counts; one that has just answered can be
  // reached; a cause is told once.
  private showState(): void {
    const { archive, activity } = this;
    const answered = archive.state === 'unknown' && activity?.state === 'done';
    const unknown = archive.state === 'unknown' && !activity ? this.learnt : null;
    const state = answered ? 'reachable' : (unknown?.state ?? archive.state);
    const told = answered || this.cause.textContent !== '';
    const asked = activity !== null && !hasEnded(activity);
    this.dot.dataset.state = asked ? activity.state : state;
    const plain = told ? ARCHIVE_STATES[state] : archiveState(archive);
    const words = unknown?.words ?? plain;
    const news = told && state === 'unknown';
    setText(this.state, asked || news ? '' : words);
  }

  private showOutcome(activity: Activity | null): void {
    const words = activity ? activityState(activity) : '';
    const link = activity?.result ? this.outcome.querySelector('button') : null;
    if (link) {
      setText(link, words);
    } else if (activity?.result) {
      this.outcome.replaceChildren(button(words, () => this.open(), { class: 'esap-link' }));
    } else {
      setText(this.outcome, words);
    }
    setAttribute(this.outcome, 'data-state', activity?.state);
    setAttribute(this.outcome, 'title', activity?.result ? 'Show the rows' : words);
  }

  // Own terms say what is wanted of an archive that knows no places.
  private bar(): void {
    const { archive, box } = this;
    const unavailable = archive.state === 'unavailable';
    const why = unavailable || this.parameters ? '' : unfit(archive);
    box.disabled = unavailable || why !== '';
    box.checked = this.wanted && !box.disabled;
    const words = why ? `${why[0].toUpperCase()}${why.slice(1)}. ${instead(archive)}` : '';
    setText(this.barred, words.trim());
    setAttribute(box, 'title', words ? words.trim() : undefined);
    setAttribute(box, 'aria-describedby', why ? this.barred.id : undefined);
  }

  private ticked(): void {
    this.wanted = this.box.checked;
    this.options.choices.tick(this.id, this.box.checked);
    this.options.changed();
  }

  private open(): void {
    if (this.activity) {
      this.options.open(this.activity);
    }
  }

  private build(): HTMLElement {
    const label = h('label', { for: this.box.id, class: 'esap-name' }, this.archive.name);
    const line = h(
      'div',
      { class: 'esap-line' },
      this.box,
      label,
      this.mark.node,
      this.stop,
      this.retry
    );
    const states = h('div', { class: 'esap-states' }, this.dot, this.state, this.own, this.outcome);
    const rest = h('div', { class: 'esap-rest' }, line, states, this.barred, this.cause);
    const head = h('div', { class: 'esap-archive-head' }, this.unfold, rest);
    return h('li', { class: 'esap-archive', on: { keydown: event => this.pressed(event) } }, head);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.details) {
      event.stopPropagation();
      this.toggle();
      this.unfold.focus();
    }
  }

  private toggle(): void {
    if (this.details) {
      this.terms?.dispose();
      this.terms = null;
      this.details.dispose();
      this.details = null;
    } else {
      this.details = this.makeDetails();
      this.node.append(this.details.node);
      this.terms = this.makeTerms();
      this.details.node.append(...(this.terms ? [this.terms.node] : []));
    }
    this.unfold.setAttribute('aria-expanded', String(this.details !== null));
  }

  private makeDetails(): ArchiveDetails {
    const { state, collections, id } = this.archive;
    const { writeAdql } = this.options;
    if (state === 'unknown' || (state === 'reachable' && collections.length === 0)) {
      this.options.check(id);
    }
    return new ArchiveDetails(this.archive, this.collection, {
      check: () => this.options.check(id),
      writeAdql: writeAdql && (() => writeAdql(id)),
      choose: collection => {
        this.options.choices.choose(id, collection);
        // What was counted was another table.
        this.cover(null);
        void this.terms?.load(collection);
      }
    });
  }

  private makeTerms(): TermsSection | null {
    const { id, name, takes } = this.archive;
    const { backend, terms: make, alone } = this.options;
    if (!takes.includes('parameters')) {
      return null;
    }
    return new TermsSection({
      id,
      name,
      backend,
      make,
      values: () => this.values,
      collection: this.collection,
      changed: values => this.termsChanged(values),
      drawn: schema => this.details?.share(schema),
      search: () => alone(id)
    });
  }

  private termsChanged(values: Terms): void {
    this.values = given(values);
    this.options.choices.fill(this.id, this.values);
    this.tellTerms();
    this.options.changed();
  }

  private tellTerms(): void {
    const number = Object.keys(this.values).length;
    setText(this.own, number > 0 ? `${counted(number, 'own term')}` : '');
    this.bar();
  }
}

/** What looking ahead tells of an archive itself; `null` where it was not asked. */
function learntOf({ source, error }: Coverage): Learnt | null {
  if (error?.code === 'timed_out') {
    return { state: 'unknown', words: 'slow to answer' };
  }
  const bad = error?.code === 'unreachable';
  const known = bad || source === 'count' || error?.code === 'archive_error';
  const state = bad ? 'unreachable' : 'reachable';
  return known ? { state, words: ARCHIVE_STATES[state] } : null;
}
