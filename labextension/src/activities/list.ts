/** What is going on and what went on, newest first. */
import { type ActivityStore, hasEnded } from '../api/activities';
import type { ActivityLog } from '../api/activityLog';
import { again } from '../api/again';
import type { ArchiveStore } from '../api/archives';
import type { Backend, Subscription } from '../api/backend';
import type { Activity, Search } from '../api/schema';
import type { StagingClient, TransferVerb } from '../api/staging';
import { ageTimes } from '../components/clock';
import { button, type Component, h, setHidden, setText } from '../components/dom';
import { makePane } from '../components/panes';
import { errorWords } from '../components/words';
import { ActivityRow } from './row';

const SHOWN = 100;

/** What the list stands on. */
export interface ActivityListOptions {
  backend: Backend;
  archives: ArchiveStore;
  activities: ActivityStore;
  /** Takes what has ended off the list. */
  log?: ActivityLog;
  /** Changes jobs of transfers, and tells their files. */
  staging?: StagingClient;
  /** Bind a variable in the kernel to the paths of what a job has brought. */
  deliver?(activity: Activity): void;
  /** Open the login to a service that a job waits for. */
  login?(service: string): void;
  /** What is told of a launch or of jobs at a facility, below the line. */
  more?(activity: Activity): Promise<Component | null>;
  /** Show a file or folder of the workspace. */
  readonly reveal?: (path: string) => void;
  onOpen(activity: Activity): void;
  /** A search has begun that repeats a part of the one that `replaces` names. */
  onSearch(search: Search, replaces: string): void;
}

/** The tab Activity. */
export class ActivityList implements Component {
  readonly node = makePane(
    h('section', {
      class: 'esap-activities',
      'aria-label': 'Activity',
      tabindex: -1
    })
  );
  private readonly rows = new Map<string, ActivityRow>();
  private readonly list = h('ul');
  private readonly message = h('p', { class: 'esap-hint' });
  private readonly alert = h('p', { class: 'esap-error', role: 'alert' });
  private readonly retry: HTMLButtonElement;
  private readonly clearing: HTMLButtonElement;
  private readonly subscriptions: Subscription[];
  private readonly clock = ageTimes(this.list);

  constructor(private readonly options: ActivityListOptions) {
    const { activities, archives } = options;
    this.retry = button('Retry', () => void activities.refresh());
    this.clearing = button('Clear ended', () => void this.clearEnded(), {
      class: 'esap-link',
      title: 'Take what has ended off this list; results and files stay'
    });
    const head = h('div', { class: 'esap-activities-head' }, this.message, this.clearing);
    this.node.append(this.alert, this.retry, head, this.list);
    // An archive's name may be learnt later than what was asked of it.
    this.subscriptions = [activities, archives].map(store => store.subscribe(() => this.update()));
    this.update();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    this.clock.dispose();
    this.node.remove();
  }

  private update(): void {
    const { activities } = this.options;
    const all = activities.list();
    setText(this.alert, activities.error ? errorWords(activities.error) : '');
    setHidden(this.retry, activities.error === null, this.node);
    setText(this.message, words(all.length));
    const ended = this.options.log !== undefined && all.some(hasEnded);
    setHidden(this.clearing, !ended, this.node);
    this.updateRows(all.slice(0, SHOWN));
  }

  private updateRows(shown: Activity[]): void {
    const ids = new Set(shown.map(activity => activity.id));
    for (const [id, row] of this.rows) {
      if (!ids.has(id)) {
        row.dispose();
        this.rows.delete(id);
      }
    }
    shown.forEach((activity, index) => {
      const row = this.row(activity);
      const there = this.list.children[index];
      // Moving a row that stands right already would take the focus from it.
      if (there !== row.node) {
        this.list.insertBefore(row.node, there ?? null);
      }
    });
  }

  private row(activity: Activity): ActivityRow {
    const known = this.rows.get(activity.id);
    if (known) {
      known.update(activity);
      return known;
    }
    const { options } = this;
    const { archives, onOpen, deliver, login, staging, log } = options;
    const row = new ActivityRow(activity, {
      nameOf: id => archives.nameOf(id),
      cancel: one => void this.cancel(one),
      open: onOpen,
      retry: one => void this.again(one),
      act: staging && ((one, verb) => void this.act(one, verb)),
      deliver,
      login,
      more: options.more && (one => options.more?.(one) ?? Promise.resolve(null)),
      clear: log && (one => void this.clear([one])),
      get reveal() {
        return options.reveal;
      },
      staging
    });
    this.rows.set(activity.id, row);
    return row;
  }

  private async again({ search: id, archive }: Activity): Promise<void> {
    const { backend, activities, onSearch } = this.options;
    if (id === null || archive === null) {
      return;
    }
    setText(this.alert, '');
    try {
      const before = await backend.searching(id);
      const search = await backend.search(again(before.request, archive));
      activities.take(search);
      onSearch(search, id);
    } catch (error) {
      setText(this.alert, errorWords(error as Error));
    }
  }

  private async cancel(activity: Activity): Promise<void> {
    if (activity.transfer !== null && this.options.staging) {
      await this.act(activity, 'cancel');
      return;
    }
    await this.attempt(() => this.options.backend.cancelActivity(activity.id));
  }

  private async act({ transfer }: Activity, verb: TransferVerb): Promise<void> {
    await this.attempt(async () => {
      await this.options.staging?.act(transfer ?? '', verb);
      await this.options.activities.refresh();
    });
  }

  private async clear(ended: readonly Activity[]): Promise<void> {
    const { log, staging, activities } = this.options;
    for (const { id, transfer } of ended) {
      await this.attempt(async () => {
        await (transfer !== null && staging ? staging.clear(transfer) : log?.forget(id));
        activities.hide([id]);
      });
    }
  }

  private async clearEnded(): Promise<void> {
    const { log, activities } = this.options;
    const ended = activities.list().filter(hasEnded);
    await this.attempt(async () => {
      await log?.clear();
      activities.hide(ended.map(({ id }) => id));
    });
  }

  private async attempt(what: () => Promise<void>): Promise<void> {
    setText(this.alert, '');
    try {
      await what();
    } catch (error) {
      setText(this.alert, errorWords(error as Error));
    }
  }
}

function words(number: number): string {
  if (number === 0) {
    return 'Nothing is going on. Searches and transfers appear here while they run and when they have ended.';
  }
  return number > SHOWN ? `The latest ${SHOWN} of ${number} activities` : '';
}
