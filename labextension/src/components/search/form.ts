/** Asks archives: target, radius, whom to ask, how it goes. Shared by panel and widget. */
import { type ActivityStore, hasEnded } from '../../api/activities';
import type { ArchiveStore } from '../../api/archives';
import { type Backend, BackendError, type Subscription } from '../../api/backend';
import type { Activity, Search, SearchRequest } from '../../api/schema';
import { button, type Component, h, setText, uniqueId } from '../dom';
import { counted } from '../format';
import { errorWords } from '../words';
import { AdqlSection } from './adql';
import { ArchiveList } from './archiveList';
import { RadiusField } from './radius';
import { RecentList } from './recent';
import { summary } from './summary';
import { TargetField } from './target';
import { checkArchives, checkTarget } from './validate';

/** What the form stands on, and whom it tells. */
export interface SearchFormOptions {
  backend: Backend;
  archives: ArchiveStore;
  activities: ActivityStore;
  /** Radius to begin with, in degrees. */
  radius?: number;
  /** At most so many rows an archive; `null` leaves it to the archive. */
  maxrec?: number | null;
  /** A search has begun; `replaces` names the one whose failed part it repeats. */
  onSearch(search: Search, replaces?: string): void;
  /** Somebody wants to see a search again, and that archive's part of it first. */
  onOpen(search: string, archive: string | null): void;
}

/** What can be filled in from outside. */
export interface SearchFields {
  target?: string;
  /** Degrees. */
  radius?: number;
  archives?: string[];
}

/** The whole form. */
export class SearchForm implements Component {
  readonly node: HTMLElement;
  /** At most so many rows an archive; `null` leaves it to the archive. */
  maxrec: number | null;
  private readonly target: TargetField;
  private readonly radius: RadiusField;
  private readonly list: ArchiveList;
  private readonly adql: AdqlSection;
  private readonly recent: RecentList;
  private readonly searchButton: HTMLButtonElement;
  private readonly howMany = h('span', { id: uniqueId('many'), 'aria-hidden': 'true' });
  private readonly cancelButton: HTMLButtonElement;
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly subscriptions: Subscription[];
  private searches: Search[] = [];
  private starting = false;
  private running = false;

  constructor(private readonly options: SearchFormOptions) {
    const { backend, archives, activities } = options;
    this.maxrec = options.maxrec ?? null;
    this.target = new TargetField({
      resolve: (text, signal) => backend.resolve(text, false, signal)
    });
    this.radius = new RadiusField(options.radius ?? 0.5);
    this.searchButton = h('button', {
      type: 'submit',
      class: 'esap-button esap-primary',
      'aria-label': 'Search',
      'aria-describedby': this.howMany.id
    });
    this.searchButton.append('Search', this.howMany);
    this.cancelButton = button('Cancel', () => void this.cancel());
    this.recent = new RecentList(search => options.onOpen(search.id, null));
    this.adql = new AdqlSection((archive, query) => this.runAdql(archive, query));
    this.list = new ArchiveList(archives, {
      changed: () => {
        this.chosenChanged();
        setText(this.alert, '');
      },
      check: id => void archives.check(id),
      retry: id => void this.retry(id),
      open: activity => options.onOpen(activity.search ?? '', activity.archive)
    });
    this.subscriptions = [
      archives.subscribe(() => this.adql.offer(archives.list())),
      activities.subscribe(() => this.update())
    ];
    this.adql.offer(archives.list());
    this.node = this.build();
    this.chosenChanged();
    this.update();
  }

  dispose(): void {
    for (const part of [this.target, this.list, ...this.subscriptions]) {
      part.dispose();
    }
    this.node.remove();
  }

  focus(): void {
    this.target.focus();
  }

  /** Fill in what is given; the rest stays. */
  fill(fields: SearchFields): void {
    if (fields.target !== undefined) {
      this.target.value = fields.target;
    }
    if (fields.radius !== undefined) {
      this.radius.degrees = fields.radius;
    }
    if (fields.archives !== undefined) {
      this.list.choose(fields.archives);
    }
  }

  /** Search for what stands in the form; says inline what is wrong with it. */
  async submit(): Promise<void> {
    const target = checkTarget(this.target.value);
    const radius = this.radius.check();
    const archives = checkArchives(this.list.chosen);
    this.target.setError(target.error ?? null);
    setText(this.alert, archives.error ?? '');
    if (target.value === undefined) {
      this.target.focus();
    } else if (radius.value === undefined) {
      this.radius.focus();
    } else if (archives.value !== undefined) {
      await this.start({
        archives: archives.value,
        target: target.value,
        radius: radius.value,
        collections: this.list.collections,
        maxrec: this.maxrec
      });
    }
  }

  /** Cancel what is still running of the latest search. */
  async cancel(): Promise<void> {
    const ids = this.searches.map(search => search.id);
    try {
      await Promise.all(ids.map(id => this.options.backend.cancelSearch(id)));
    } catch (error) {
      setText(this.alert, errorWords(error as Error));
    }
  }

  private build(): HTMLElement {
    const actions = h('div', { class: 'esap-actions' }, this.searchButton, this.cancelButton);
    const form = h(
      'form',
      { class: 'esap-ask', 'aria-label': 'Search archives', novalidate: true },
      this.target.node,
      this.radius.node,
      actions,
      this.alert,
      this.status
    );
    form.addEventListener('submit', event => {
      event.preventDefault();
      void this.submit();
    });
    const parts = [form, this.list.node, this.adql.node, this.recent.node];
    return h('div', { class: 'esap-search' }, ...parts);
  }

  private async start(request: SearchRequest): Promise<void> {
    const search = await this.begin(request);
    if (search) {
      this.searches = [search];
      this.options.activities.take(search);
      this.update();
      this.target.show(search.target);
      this.options.onSearch(search);
    }
  }

  private async retry(archive: string): Promise<void> {
    const before = [...this.searches].reverse().find(search => asks(search, archive));
    const search = before && (await this.begin({ ...before.request, archives: [archive] }));
    if (search) {
      this.searches.push(search);
      this.options.activities.take(search);
      this.update();
      this.options.onSearch(search, before.id);
    }
  }

  private async runAdql(archive: string, adql: string): Promise<void> {
    await this.start({ archives: [archive], adql, maxrec: this.maxrec });
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
    if (request.adql) {
      this.adql.setError(words);
    } else if (error instanceof BackendError && error.code === 'target_not_found') {
      this.target.setError(words);
      this.target.focus();
    } else {
      setText(this.alert, words);
    }
  }

  private setStarting(starting: boolean): void {
    this.starting = starting;
    if (starting) {
      setText(this.alert, '');
    }
    this.chosenChanged();
    this.update();
  }

  private chosenChanged(): void {
    // The list tells of its choice while this form is still being made.
    const number = this.list?.chosen.length ?? 0;
    setText(this.howMany, number > 1 ? ` ${counted(number, 'archive')}` : '');
    this.searchButton.disabled = this.starting;
  }

  private update(): void {
    const activities = this.latest();
    const all = [...activities.values()];
    this.list.show(activities);
    this.cancelButton.disabled = all.every(hasEnded);
    this.learnWhenOver(all);
    setText(this.status, this.starting ? 'Asking…' : all.length > 0 ? summary(all) : '');
    this.recent.update(this.options.activities.list());
  }

  // A search tells whether archives can be reached, so their states are read again after it.
  private learnWhenOver(all: Activity[]): void {
    const running = all.some(activity => !hasEnded(activity));
    if (this.running && !running) {
      void this.options.archives.load();
    }
    this.running = running;
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

function asks(search: Search, archive: string): boolean {
  return search.request.archives.includes(archive);
}
