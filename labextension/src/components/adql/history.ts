/** Queries that were sent to an archive before, to be used again. */
import type { ActivityStore } from '../../api/activities';
import type { AdqlClient } from '../../api/adql';
import type { Subscription } from '../../api/backend';
import type { Activity, Result } from '../../api/schema';
import { button, type Component, h, setText } from '../dom';
import { counted, timeAgo } from '../format';
import { activityState, errorWords } from '../words';

/** What the history tells its owner. */
export interface HistoryOptions {
  archive: string;
  client: AdqlClient;
  activities: ActivityStore;
  /** What was sent from this page, by the id of its search; its text is known before a result is. */
  sent: ReadonlyMap<string, string>;
  use(adql: string): void;
  open(result: string): void;
}

interface Entry {
  adql: string;
  outcome: string;
  state: string;
  started: number;
  result: string | null;
}

const SHOWN = 100;
const RECALLED = 30;

/** A list with a filter; read when it is looked at. */
export class History implements Component {
  readonly node: HTMLElement;
  private readonly filter: HTMLInputElement;
  private readonly list = h('ul', { class: 'esap-history', 'aria-label': 'Earlier queries' });
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly subscription: Subscription;
  private results: Result[] = [];
  /** Queries sent before this page was opened, by the id of their search. */
  private readonly recalled = new Map<string, string>();
  private visible = false;
  private painted = '';

  constructor(private readonly options: HistoryOptions) {
    this.filter = h('input', {
      class: 'esap-input',
      type: 'search',
      placeholder: 'Find in queries',
      'aria-label': 'Find in queries',
      on: { input: () => this.render() }
    });
    this.node = h(
      'div',
      { class: 'esap-history-pane' },
      this.filter,
      this.status,
      this.alert,
      this.list
    );
    this.subscription = options.activities.subscribe(() => this.render());
  }

  dispose(): void {
    this.subscription.dispose();
    this.node.remove();
  }

  /** Read what there is, from now on. */
  async reveal(): Promise<void> {
    this.visible = true;
    try {
      this.results = await this.options.client.results();
      await this.recall();
      setText(this.alert, '');
    } catch (error) {
      setText(this.alert, errorWords(error as Error));
    }
    this.render();
  }

  /** Read what was asked where no result tells of it, as of queries that failed. */
  private async recall(): Promise<void> {
    const { archive, activities, client, sent } = this.options;
    const ids = activities
      .list()
      .filter(each => each.kind === 'search' && each.archive === archive && !each.result)
      .map(each => each.search ?? '')
      .filter(id => id && !sent.has(id) && !this.recalled.has(id));
    const read = async (id: string) => {
      try {
        this.recalled.set(id, (await client.search(id)).request.adql ?? '');
      } catch {
        // Only the latest searches are remembered.
        this.recalled.set(id, '');
      }
    };
    await Promise.all([...new Set(ids)].slice(0, RECALLED).map(read));
  }

  private textOf({ search }: Activity): string {
    return this.options.sent.get(search ?? '') ?? this.recalled.get(search ?? '') ?? '';
  }

  private render(): void {
    if (!this.visible) {
      return;
    }
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = this.entries();
    const found = all.filter(({ adql }) => words.every(word => adql.toLowerCase().includes(word)));
    const shown = found.slice(0, SHOWN);
    const none = all.length === 0 ? 'No query has been sent to this archive yet.' : '';
    setText(
      this.status,
      none || `${found.length} of ${counted(all.length, 'query').replace(/ys$/, 'ies')}`
    );
    const painted = JSON.stringify(
      shown.map(({ started, adql, outcome }) => [started, adql, outcome])
    );
    if (painted !== this.painted) {
      this.painted = painted;
      this.list.replaceChildren(...shown.map(entry => this.item(entry)));
    }
  }

  private entries(): Entry[] {
    const { archive, activities } = this.options;
    const kept = this.results
      .filter(result => result.archive === archive && result.provenance.language === 'ADQL')
      .map(result => this.ofResult(result));
    const stored = new Set(kept.map(entry => entry.result));
    const live = activities
      .list()
      .filter(activity => activity.archive === archive && this.textOf(activity))
      .filter(activity => !stored.has(activity.result))
      .map(activity => this.ofActivity(activity, this.textOf(activity)));
    return [...live, ...kept].sort((one, two) => two.started - one.started);
  }

  private ofResult(result: Result): Entry {
    const cut = result.truncated ? ', truncated' : '';
    return {
      adql: result.provenance.query,
      outcome: counted(result.rows, 'row') + cut,
      state: 'done',
      started: result.provenance.started,
      result: result.id
    };
  }

  private ofActivity(activity: Activity, adql: string): Entry {
    const { error, state, started, result } = activity;
    const failed = error && state === 'failed';
    const outcome = failed ? `failed: ${error.message}` : activityState(activity);
    return { adql, outcome, state, started, result };
  }

  private item(entry: Entry): HTMLElement {
    const use = button(
      entry.adql.replace(/\s+/g, ' ').slice(0, 200),
      () => this.options.use(entry.adql),
      {
        class: 'esap-link esap-code esap-name',
        title: entry.adql.slice(0, 2000)
      }
    );
    const { result } = entry;
    const outcome = result
      ? button(entry.outcome, () => this.options.open(result), {
          class: 'esap-link',
          title: 'Open the rows'
        })
      : h('span', { 'data-state': entry.state }, entry.outcome);
    const facts = h('div', { class: 'esap-hint' }, outcome, ' · ');
    facts.append(timeAgo(entry.started));
    return h('li', {}, use, facts);
  }
}
