/** What came of a search: one part an archive, behind tabs when there are several. */
import { type ActivityStore, hasEnded } from '../../api/activities';
import { again } from '../../api/again';
import type { ArchiveStore } from '../../api/archives';
import type { Backend, Subscription } from '../../api/backend';
import type { Activity, Result, Search } from '../../api/schema';
import { type Component, h } from '../dom';
import { counted } from '../format';
import type { RowDetails } from '../row/details';
import { Tabs } from '../tabs';
import { activityState, errorWords } from '../words';
import { MergedPart } from './merged';
import { Part } from './part';
import { ReportTable } from './report';
import type { Selections } from './selections';

/** What the view stands on. */
export interface SearchViewOptions {
  backend: Backend;
  archives: ArchiveStore;
  activities: ActivityStore;
  toolbar?: (result: Result) => Component;
  /** What can be asked of single rows. */
  details?: RowDetails;
  /** Where it is told which rows are selected. */
  selections?: Selections;
}

const ALL = 'all';

/** The searches it stands for: the first, then those that repeat a part of it. */
export class SearchView implements Component {
  readonly node = h('div', { class: 'esap-searchview' });
  private readonly searches: Search[] = [];
  private readonly parts = new Map<string, Part>();
  private readonly merged: MergedPart;
  private readonly report: ReportTable;
  private readonly tabs: Tabs;
  private hasAll = false;
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly subscriptions: Subscription[];

  constructor(private readonly options: SearchViewOptions) {
    this.tabs = new Tabs('Archives', () => this.chosen());
    this.tabs.list.hidden = true;
    this.report = new ReportTable(options.backend);
    this.merged = new MergedPart({ ...options, searches: () => this.ids });
    this.node.append(this.alert, this.tabs.node, this.report.node);
    this.subscriptions = [options.activities.subscribe(() => this.update())];
  }

  dispose(): void {
    for (const part of [...this.subscriptions, this.merged, this.report, ...this.parts.values()]) {
      part.dispose();
    }
    this.node.remove();
  }

  /** The ids of the searches shown. */
  get ids(): string[] {
    return this.searches.map(search => search.id);
  }

  /** The result in front, once it is here. */
  get result(): Result | null {
    return this.front?.result ?? null;
  }

  /** Show a search; its parts replace those of earlier ones. */
  add(search: Search): void {
    this.searches.push(search);
    this.update();
    this.chosen();
  }

  /** Bring an archive's part to the front. */
  select(archive: string): void {
    this.tabs.select(archive);
  }

  focus(): void {
    this.front?.focus();
  }

  private get front(): Part | MergedPart | undefined {
    if (this.tabs.current === ALL) {
      return this.merged;
    }
    return this.parts.get(this.tabs.current ?? '');
  }

  private chosen(): void {
    this.merged.reveal(this.tabs.current === ALL);
    if (this.front instanceof Part) {
      this.front.reveal();
    }
  }

  private update(): void {
    const latest = new Map<string, Activity>();
    for (const activity of this.searches.flatMap(search => this.activitiesOf(search))) {
      latest.set(activity.archive ?? '', activity);
    }
    for (const [archive, activity] of latest) {
      this.part(archive).update(activity);
      this.tabs.annotate(archive, activityState(activity), activity.state);
    }
    this.offerAll([...latest.values()]);
    this.tabs.list.hidden = this.parts.size < 2;
    const states = [...latest.values()].map(({ id, state }) => `${id} ${state}`);
    this.report.update(this.ids, states.join());
  }

  /** All rows in one table, once at least two archives have some. */
  private offerAll(activities: readonly Activity[]): void {
    const here = activities.filter(one => hasEnded(one) && one.result && one.rows);
    if (here.length < 2) {
      return;
    }
    if (!this.hasAll) {
      this.hasAll = true;
      this.tabs.add({ id: ALL, label: 'All', content: this.merged.node }, true);
    }
    const rows = here.reduce((sum, one) => sum + (one.rows ?? 0), 0);
    const cut = here.some(one => one.truncated) ? ', truncated' : '';
    this.tabs.annotate(ALL, counted(rows, 'row') + cut, 'done');
    this.merged.update(here.map(one => one.result).join());
  }

  private activitiesOf(search: Search): Activity[] {
    return search.activities.map(known => this.options.activities.get(known.id) ?? known);
  }

  private part(archive: string): Part {
    const known = this.parts.get(archive);
    if (known) {
      return known;
    }
    const { backend, archives, toolbar, details, selections } = this.options;
    const name = archives.nameOf(archive);
    const again = (maxrec?: number) => void this.again(archive, maxrec);
    const part = new Part({ backend, name, toolbar, details, selections, again });
    this.parts.set(archive, part);
    this.tabs.add({ id: archive, label: name, content: part.node });
    return part;
  }

  private async again(archive: string, maxrec?: number): Promise<void> {
    const before = [...this.searches]
      .reverse()
      .find(search => search.request.archives.includes(archive));
    if (!before) {
      return;
    }
    this.alert.textContent = '';
    try {
      const request = again(before.request, archive, maxrec);
      const search = await this.options.backend.search(request);
      this.options.activities.take(search);
      this.add(search);
    } catch (error) {
      this.alert.textContent = errorWords(error as Error);
    }
  }
}
