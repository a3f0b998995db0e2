/** Asks archives: target, radius, whom to ask, how it goes. Shared by panel and widget. */
import { hasEnded } from '../../api/activities';
import { again } from '../../api/again';
import { BackendError, type CoverageRequest, type Subscription } from '../../api/backend';
import type { Activity, Search, SearchRequest } from '../../api/schema';
import { ageTimes } from '../clock';
import { button, type Component, h, isIdle, setIdle, setText, uniqueId } from '../dom';
import { counted } from '../format';
import { makePane } from '../panes';
import { errorWords } from '../words';
import { AdqlSection } from './adql';
import { ArchiveList } from './archiveList';
import { Begun } from './begun';
import { Choices } from './choices';
import { FormAlert } from './formAlert';
import type { SearchFields, SearchFormOptions } from './formOptions';
import { LookAhead } from './lookAhead';
import { plainTerms } from './plainTerms';
import { QuestionFields } from './questionFields';
import { RecentList } from './recent';
import { summary } from './summary';
import { checkArchives, checkTarget } from './validate';

export type { SearchFields, SearchFormOptions };

/** The whole form. */
export class SearchForm implements Component {
  readonly node: HTMLElement;
  /** At most so many rows an archive; `null` leaves it to the archive. */
  maxrec: number | null;
  private readonly ask: QuestionFields;
  private readonly ahead: LookAhead;
  private readonly list: ArchiveList;
  private readonly adql: AdqlSection;
  private readonly recent: RecentList;
  private readonly searchButton: HTMLButtonElement;
  private readonly howMany = h('span', { id: uniqueId('many'), 'aria-hidden': 'true' });
  private readonly cancelButton: HTMLButtonElement;
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly alert: FormAlert;
  private readonly subscriptions: Subscription[];
  /** The search that the archives' rows tell of, then those that repeat a part of it. */
  private searches: Search[] = [];
  private readonly begun: Begun;
  /** The search whose refused query has been told. */
  private told = '';
  private starting = false;
  private cancelling = false;
  private asking = false;

  constructor(private readonly options: SearchFormOptions) {
    const { backend, archives, activities } = options;
    this.maxrec = options.maxrec ?? null;
    this.begun = new Begun(activities);
    this.alert = new FormAlert(archives, activities);
    this.ask = new QuestionFields({
      backend,
      radius: options.radius ?? 0.5,
      moved: () => this.ahead.forget(),
      changed: () => this.alert.say('')
    });
    this.ahead = new LookAhead({
      backend,
      where: () => this.toLookAt(),
      found: (coverages, asked) => this.list?.cover(coverages, asked),
      say: words => setText(this.status, words),
      fail: error => this.alert.fail(error)
    });
    this.searchButton = h('button', {
      type: 'submit',
      class: 'esap-button esap-primary',
      'aria-label': 'Search',
      'aria-describedby': this.howMany.id
    });
    this.searchButton.append('Search', this.howMany);
    this.cancelButton = button('Cancel', () => void this.cancel());
    this.recent = new RecentList(search => options.onOpen(search.id, null));
    this.adql = new AdqlSection(
      (archive, query) => this.runAdql(archive, query),
      options.writeAdql
    );
    this.list = new ArchiveList(archives, {
      choices: options.choices ?? new Choices(),
      changed: () => {
        this.chosenChanged();
        this.alert.say('');
      },
      updated: () => this.chosenChanged(),
      writeAdql: options.writeAdql,
      check: id => void archives.check(id),
      retry: id => void this.retry(id),
      cancel: activity => void this.cancelOne(activity),
      alone: id => void this.submitAlone(id),
      backend,
      terms: options.terms ?? plainTerms,
      open: activity => options.onOpen(activity.search ?? '', activity.archive)
    });
    this.subscriptions = [
      archives.subscribe(() => this.adql.offer(archives.list())),
      activities.subscribe(() => this.update())
    ];
    this.adql.offer(archives.list());
    this.node = this.build();
    this.subscriptions.push(ageTimes(this.node));
    this.chosenChanged();
    this.update();
  }

  dispose(): void {
    for (const part of [this.ask, this.list, this.alert, ...this.subscriptions]) {
      part.dispose();
    }
    this.node.remove();
  }

  focus(): void {
    this.ask.target.focus();
  }

  /** The one circle that stands in the form; `null` while there is none that makes sense. */
  get circle(): { target: string; radius: number } | null {
    const target = checkTarget(this.ask.target.value).value;
    const radius = this.ask.radius.check().value;
    return target === undefined || radius === undefined ? null : { target, radius };
  }

  /** Fill in what is given; the rest stays. */
  fill(fields: SearchFields): void {
    if (fields.target !== undefined) {
      this.ask.target.value = fields.target;
    }
    if (fields.radius !== undefined) {
      this.ask.radius.degrees = fields.radius;
    }
    if (fields.archives !== undefined) {
      this.list.choose(fields.archives);
    }
    if (fields.terms !== undefined) {
      this.ask.more.fill(fields.terms);
    }
  }

  /** Search for what stands in the form; says inline what is wrong with it. */
  async submit(): Promise<void> {
    if (this.starting || !(this.options.archives.loaded || (await this.archivesRead()))) {
      return;
    }
    const archives = checkArchives(this.list.chosen);
    const parameters = this.list.parameters;
    const own = Object.keys(parameters).length > 0;
    this.alert.say('');
    const question = this.ask.check(own);
    if (question && archives.error) {
      this.alert.say(archives.error);
    } else if (question && archives.value && this.list.check()) {
      const form = own ? { parameters } : {};
      const { maxrec } = this;
      const { collections } = this.list;
      await this.start({ archives: archives.value, maxrec, ...question, ...form, collections });
    }
  }

  /** Ask one archive alone, in its own terms, and around the target where there is one. */
  private async submitAlone(id: string): Promise<void> {
    const values = this.list.parametersOf(id);
    const question = this.starting ? null : this.ask.check(values !== null);
    if (question) {
      const form = values ? { parameters: { [id]: values } } : {};
      const all = this.list.collectionOf(id);
      const collections = all ? { [id]: all } : {};
      await this.start({ archives: [id], maxrec: this.maxrec, ...question, ...form, collections });
    }
  }

  /** Wait for the list of archives, of which none can be chosen before; whether it is there. */
  private async archivesRead(): Promise<boolean> {
    const { archives } = this.options;
    this.setStarting(true);
    await archives.load();
    this.setStarting(false);
    if (archives.error) {
      this.alert.fail(archives.error);
    }
    return archives.loaded;
  }

  private toLookAt(): CoverageRequest | null {
    if (!this.options.archives.loaded) {
      this.alert.say('The archives are still being read. Look ahead once they are listed.');
      return null;
    }
    const { archives, collections } = this.list.toLookAt;
    const place = this.ask.single();
    const nobody = archives.length === 0;
    this.alert.say(nobody ? 'No archive of the list can be asked by position.' : '');
    return place && !nobody ? { ...place, archives, collections } : null;
  }

  private async cancelOne(activity: Activity): Promise<void> {
    try {
      await this.options.backend.cancelActivity(activity.id);
    } catch (error) {
      this.alert.fail(error as Error);
    }
  }

  /** Cancel all that was begun here and is still running. */
  async cancel(): Promise<void> {
    if (isIdle(this.cancelButton)) {
      return;
    }
    this.cancelling = true;
    this.update();
    try {
      const { backend } = this.options;
      await Promise.all(this.begun.running().map(search => backend.cancelSearch(search.id)));
    } catch (error) {
      this.cancelling = false;
      this.alert.fail(error as Error);
      this.update();
    }
  }

  private build(): HTMLElement {
    const actions = h(
      'div',
      { class: 'esap-actions' },
      this.searchButton,
      this.ahead.button,
      this.cancelButton
    );
    const form = h(
      'form',
      { class: 'esap-ask', 'aria-label': 'Search archives', novalidate: true },
      ...this.ask.nodes,
      actions,
      this.alert.node,
      this.status
    );
    form.addEventListener('submit', event => {
      event.preventDefault();
      void this.submit();
    });
    const fold = this.options.folded ? folded : (_: string, node: HTMLElement) => node;
    const parts = [
      form,
      fold('Archives', this.list.node),
      this.adql.node,
      fold('Recent', this.recent.node)
    ];
    return makePane(h('div', { class: 'esap-search' }, ...parts));
  }

  private async start(request: SearchRequest, replaces?: string): Promise<void> {
    const same = this.begun.same(request);
    if (same) {
      this.options.onOpen(same.id, null);
      setText(this.status, 'This is being asked already; its tab is in front.');
      return;
    }
    const search = await this.begin(request);
    if (search) {
      this.searches = [search];
      this.follow(search, request);
      this.ask.show(search.target);
      this.options.onSearch(search, replaces);
    }
  }

  private follow(search: Search, request: SearchRequest): void {
    this.begun.add(search, request);
    this.cancelling = false;
    this.options.activities.take(search);
    this.update();
  }

  private async retry(archive: string): Promise<void> {
    const before = [...this.searches].reverse().find(search => asks(search, archive));
    const request = before && again(before.request, archive);
    const search = request && (await this.begin(request));
    if (search) {
      this.searches.push(search);
      this.follow(search, request);
      this.options.onSearch(search, before.id);
    }
  }

  private async runAdql(archive: string, adql: string): Promise<void> {
    if (!this.starting) {
      const [before] = this.searches;
      const mends = before?.id === this.told && asks(before, archive);
      const request = { archives: [archive], adql, maxrec: this.maxrec };
      await this.start(request, mends ? this.told : undefined);
    }
  }

  private async begin(request: SearchRequest): Promise<Search | null> {
    this.setStarting(true);
    try {
      return await this.options.backend.search(request);
    } catch (error) {
      this.refused(error as Error, request);
      return null;
    } finally {
      this.setStarting(false);
    }
  }

  private refused(error: Error, request: SearchRequest): void {
    const words = errorWords(error);
    if (error instanceof BackendError && error.code === 'not_found') {
      // An archive may be gone, which the list tells.
      void this.options.archives.load();
    }
    if (request.adql) {
      this.adql.refuse(words);
    } else if (error instanceof BackendError && error.code === 'target_not_found') {
      this.ask.target.setError(words);
      this.ask.target.focus();
    } else {
      this.alert.fail(error);
    }
  }

  private setStarting(starting: boolean): void {
    this.starting = starting;
    if (starting) {
      this.alert.say('');
    }
    this.chosenChanged();
    this.update();
  }

  private chosenChanged(): void {
    // The list tells of its choice while this form is still being made.
    const number = this.list?.chosen.length ?? 0;
    setText(this.howMany, number > 1 ? ` ${counted(number, 'archive')}` : '');
    setIdle(this.searchButton, this.starting);
  }

  private update(): void {
    const activities = this.latest();
    const all = [...activities.values()];
    this.tellRefused(all);
    // A refused query is told where it was typed.
    this.list.show(this.searches[0]?.id === this.told ? new Map() : activities);
    const running = this.begun.running();
    this.cancelling &&= running.length > 0;
    setIdle(this.cancelButton, this.cancelling || running.length === 0);
    this.learnWhenOver(all);
    setText(this.status, this.words(all, running));
    this.recent.update(this.options.activities.list());
  }

  private words(all: Activity[], running: Search[]): string {
    if (this.starting || this.cancelling) {
      return this.starting ? 'Asking…' : 'Cancelling…';
    }
    const earlier = running.filter(search => !this.searches.includes(search)).length;
    const parts = [summary(all), earlier > 0 ? `${earlier} earlier still running` : ''];
    return parts.filter(Boolean).join(', ');
  }

  // An archive refuses a query only when it has been asked, and the query is mended here.
  private tellRefused(all: Activity[]): void {
    const [search] = this.searches;
    const error = all.find(activity => activity.error?.code === 'archive_error')?.error;
    if (search?.request.adql && error && search.id !== this.told) {
      this.told = search.id;
      this.adql.refuse(errorWords(error));
    }
  }

  // A search tells whether archives can be reached, so their states are read again after it.
  private learnWhenOver(all: Activity[]): void {
    const asking = all.some(activity => !hasEnded(activity));
    if (this.asking && !asking) {
      void this.options.archives.load();
    }
    this.asking = asking;
  }

  private latest(): Map<string, Activity> {
    const found = new Map<string, Activity>();
    for (const search of this.searches) {
      for (const activity of this.options.activities.ofSearch(search.id)) {
        found.set(activity.archive ?? '', activity);
      }
    }
    return found;
  }
}

function folded(summary: string, node: HTMLElement): HTMLElement {
  return h('details', { class: 'esap-section esap-folded' }, h('summary', {}, summary), node);
}

function asks(search: Search, archive: string): boolean {
  return search.request.archives.includes(archive);
}
