/** What is going on and what went on, newest first. */
import type { ActivityStore } from '../api/activities';
import type { ArchiveStore } from '../api/archives';
import type { Backend, Subscription } from '../api/backend';
import type { Activity } from '../api/schema';
import { button, type Component, h, setText } from '../components/dom';
import { errorWords } from '../components/words';
import { ActivityRow } from './row';

const SHOWN = 100;

/** What the list stands on. */
export interface ActivityListOptions {
  backend: Backend;
  archives: ArchiveStore;
  activities: ActivityStore;
  onOpen(activity: Activity): void;
}

/** The tab Activity. */
export class ActivityList implements Component {
  readonly node = h('section', { class: 'esap-activities', 'aria-label': 'Activity' });
  private readonly rows = new Map<string, ActivityRow>();
  private readonly list = h('ul');
  private readonly message = h('p', { class: 'esap-hint' });
  private readonly alert = h('p', { class: 'esap-error', role: 'alert' });
  private readonly retry: HTMLButtonElement;
  private readonly subscription: Subscription;

  constructor(private readonly options: ActivityListOptions) {
    const { activities } = options;
    this.retry = button('Retry', () => void activities.refresh());
    this.node.append(this.alert, this.retry, this.message, this.list);
    this.subscription = activities.subscribe(() => this.update());
    this.update();
  }

  dispose(): void {
    this.subscription.dispose();
    this.node.remove();
  }

  private update(): void {
    const { activities } = this.options;
    const all = activities.list();
    setText(this.alert, activities.error ? errorWords(activities.error) : '');
    this.retry.hidden = activities.error === null;
    setText(this.message, words(all.length));
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
    const { archives, onOpen } = this.options;
    const row = new ActivityRow(activity, {
      nameOf: id => archives.nameOf(id),
      cancel: one => void this.cancel(one),
      open: onOpen
    });
    this.rows.set(activity.id, row);
    return row;
  }

  private async cancel(activity: Activity): Promise<void> {
    try {
      await this.options.backend.cancelActivity(activity.id);
    } catch (error) {
      setText(this.alert, errorWords(error as Error));
    }
  }
}

function words(number: number): string {
  if (number === 0) {
    return 'Nothing is going on. Searches appear here while they run and when they have ended.';
  }
  return number > SHOWN ? `The latest ${SHOWN} of ${number} activities` : '';
}
