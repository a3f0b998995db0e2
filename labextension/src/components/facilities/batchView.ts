/** The jobs of one request at a facility. */
import type { ActivityStore } from '../../api/activities';
import type { Subscription } from '../../api/backend';
import type { FacilitiesClient } from '../../api/facilities';
import type { Activity, BatchJob } from '../../api/schema';
import { ageTimes } from '../clock';
import { type Component, h, setText } from '../dom';
import { counted } from '../format';
import { errorNotice, Notice } from '../notice';
import { BatchJobRow } from './jobRow';
import { isOver } from './words';

/** What the view stands on. */
export interface BatchViewOptions {
  client: FacilitiesClient;
  activities: ActivityStore;
  /** Show a file or folder of the workspace. */
  readonly reveal?: (path: string) => void;
}

/** Asks for the jobs when it is unfolded, and again when their activity changes. */
export class BatchView implements Component {
  readonly node: HTMLDetailsElement;
  private readonly summary = h('summary', { class: 'esap-hint' }, 'Jobs');
  private readonly list = h('ul', { 'aria-label': 'Jobs' });
  private readonly notice = new Notice();
  private readonly rows = new Map<string, BatchJobRow>();
  private readonly subscription: Subscription;
  private readonly clock = ageTimes(this.list);
  private revision = -1;
  private facility = '';

  constructor(
    private readonly activity: Activity,
    private readonly options: BatchViewOptions
  ) {
    this.node = h('details', { class: 'esap-batch' }, this.summary, this.notice.node, this.list);
    this.node.addEventListener('toggle', () => this.node.open && void this.read());
    this.subscription = options.activities.subscribe(() => this.told());
  }

  dispose(): void {
    this.subscription.dispose();
    this.clock.dispose();
    this.notice.dispose();
    for (const row of this.rows.values()) {
      row.dispose();
    }
    this.node.remove();
  }

  private told(): void {
    const now = this.options.activities.get(this.activity.id);
    if (this.node.open && now && now.revision !== this.revision) {
      this.revision = now.revision;
      void this.read();
    }
  }

  private async read(): Promise<void> {
    try {
      this.show(await this.jobs());
      this.notice.show(null);
    } catch (error) {
      const retry = { label: 'Retry', run: () => void this.read() };
      const lead = 'The jobs cannot be told.';
      this.notice.show({ ...errorNotice(error as Error, lead), actions: [retry] });
    }
  }

  // An activity names the request that it is of, not the facility.
  private async jobs(): Promise<BatchJob[]> {
    const { client } = this.options;
    const sweep = this.activity.batch ?? '';
    if (this.facility) {
      return client.jobs(this.facility, sweep);
    }
    const all = (await client.list()).filter(({ can }) => can.includes('batch'));
    for (const { id } of all) {
      const jobs = await client.jobs(id, sweep);
      if (jobs.length > 0) {
        this.facility = id;
        return jobs;
      }
    }
    return [];
  }

  private show(jobs: readonly BatchJob[]): void {
    const { options } = this;
    for (const job of jobs) {
      const known = this.rows.get(job.id);
      if (known) {
        known.update(job);
      } else {
        const row = new BatchJobRow(job, {
          client: options.client,
          get reveal() {
            return options.reveal;
          }
        });
        this.rows.set(job.id, row);
        this.list.append(row.node);
      }
    }
    const open = jobs.filter(({ state }) => !isOver(state)).length;
    const words = open > 0 ? `, ${open} not over` : '';
    setText(this.summary, jobs.length > 0 ? `${counted(jobs.length, 'job')}${words}` : 'Jobs');
    if (jobs.length === 0) {
      this.notice.show({ kind: 'info', message: 'No job was taken so far.' });
    }
  }
}
