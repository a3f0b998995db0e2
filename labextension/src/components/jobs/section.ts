/** The asynchronous jobs: those made here, and others that one attaches to. */
import { type ActivityStore, hasEnded } from '../../api/activities';
import type { ArchiveStore } from '../../api/archives';
import { BackendError, type Subscription } from '../../api/backend';
import type { JobsClient } from '../../api/jobs';
import type { Job, Search } from '../../api/schema';
import { writeClipboard } from '../clipboard';
import { ageTimes } from '../clock';
import { button, type Component, h, setHidden, setText } from '../dom';
import { counted } from '../format';
import { errorNotice, Notice } from '../notice';
import { AttachForm } from './attach';
import { JobRow } from './row';
import { isOver, nameOf } from './words';

const PAUSE = 1000;

/** What the section stands on. */
export interface JobSectionOptions {
  client: JobsClient;
  archives: ArchiveStore;
  activities: ActivityStore;
  /** Fetching a job's result has begun. */
  onSearch(search: Search): void;
  /** Show a stored result. */
  onOpen(result: string): void;
  /** Write a notebook that fetches the result of a job; absent where there is no workspace. */
  notebookOf?: (job: string) => void;
}

/** Folded while there is no job; read again when an activity that follows one has changed. */
export class JobSection implements Component {
  readonly node = h('details', { class: 'esap-section esap-jobs' });
  private readonly count = h('span', { class: 'esap-hint' });
  private readonly notice = new Notice();
  private readonly hint = h('p', { class: 'esap-hint' });
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly list = h('ul', { 'aria-label': 'Jobs' });
  private readonly rows = new Map<string, JobRow>();
  private readonly again = button('Look at all again', () => void this.lookAtAll(), {
    class: 'esap-link',
    title: 'Ask the archives how the jobs are that are not over'
  });
  private readonly form: AttachForm;
  private readonly subscriptions: Subscription[];
  private readonly clock = ageTimes(this.list);
  private jobs: Job[] = [];
  private others: Job[] = [];
  private followed = '';
  private timer: number | undefined;
  private started = false;
  private unread = false;

  constructor(private readonly options: JobSectionOptions) {
    this.form = new AttachForm({
      attach: (url, archive) => this.attach(url, archive),
      list: archive => this.ask(archive)
    });
    this.node.append(
      h('summary', {}, 'Jobs ', this.count),
      this.notice.node,
      this.hint,
      this.list,
      this.again,
      this.status,
      this.form.node
    );
    const { activities, archives } = options;
    this.subscriptions = [
      activities.subscribe(() => this.activitiesChanged()),
      archives.subscribe(() => this.archivesChanged())
    ];
    this.archivesChanged();
    this.update();
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    this.clock.dispose();
    this.notice.dispose();
    this.form.dispose();
    this.node.remove();
  }

  /** Read the list; no archive is contacted. What was said of something else stays. */
  async load(): Promise<void> {
    try {
      this.jobs = await this.options.client.list();
    } catch (error) {
      this.unread = true;
      this.notice.show(errorNotice(error as Error, 'The jobs could not be read.'));
      return;
    }
    if (this.unread) {
      this.unread = false;
      this.notice.show(null);
    }
    const mine = new Set(this.jobs.map(job => job.id));
    this.others = this.others.filter(job => !mine.has(job.id));
    this.node.open ||= !this.started && this.jobs.some(job => !isOver(job));
    this.started = true;
    this.update();
  }

  private activitiesChanged(): void {
    const { activities } = this.options;
    // Progress alone, told four times a second, changes nothing here.
    const followed = activities
      .list()
      .filter(one => one.message.startsWith('as job') || hasEnded(one))
      .map(one => `${one.id} ${one.state} ${one.message}`)
      .join('\n');
    if (this.started && followed === this.followed) {
      return;
    }
    this.followed = followed;
    this.timer ??= window.setTimeout(
      () => {
        this.timer = undefined;
        void this.load();
      },
      this.started ? PAUSE : 0
    );
  }

  private archivesChanged(): void {
    this.form.show(this.options.archives.list());
    this.update();
  }

  private update(): void {
    const running = this.jobs.filter(job => !isOver(job)).length;
    setHidden(this.again, running === 0, this.node.firstElementChild as HTMLElement);
    setText(this.count, words(this.jobs.length, running));
    setText(
      this.hint,
      this.jobs.length + this.others.length > 0
        ? ''
        : 'Queries that run at an archive on their own appear here, and live on when you leave.'
    );
    this.updateRows([...this.jobs, ...this.others]);
  }

  private updateRows(shown: Job[]): void {
    const ids = new Set(shown.map(job => job.id));
    for (const [id, row] of this.rows) {
      if (!ids.has(id)) {
        row.dispose();
        this.rows.delete(id);
      }
    }
    shown.forEach((job, index) => {
      const row = this.row(job);
      const there = this.list.children[index];
      if (there !== row.node) {
        this.list.insertBefore(row.node, there ?? null);
      }
    });
  }

  private row(job: Job): JobRow {
    const known = this.rows.get(job.id);
    if (known) {
      known.update(job);
      return known;
    }
    const { archives, onOpen } = this.options;
    const row = new JobRow(job, {
      archiveName: id => archives.nameOf(id),
      isFetching: one => this.isFetching(one),
      fetch: one => void this.fetch(one),
      open: one => onOpen(one.result ?? ''),
      attach: one => void this.attach(one.url, one.archive),
      look: one => void this.change(one, client => client.look(one.id)),
      stop: one => void this.change(one, client => client.change(one.id, { abort: true })),
      extend: (one, hours) => void this.change(one, client => client.change(one.id, { hours })),
      copy: one => void this.copy(one),
      notebook: this.options.notebookOf && (one => this.options.notebookOf?.(one.id)),
      remove: one => void this.remove(one)
    });
    this.rows.set(job.id, row);
    return row;
  }

  private isFetching(job: Job): boolean {
    const activity = job.activity === null ? undefined : this.options.activities.get(job.activity);
    return activity !== undefined && !hasEnded(activity);
  }

  private async fetch(job: Job): Promise<void> {
    await this.attempt(`The result of “${nameOf(job)}” was not fetched.`, async () => {
      const search = await this.options.client.fetch(job.id);
      this.options.activities.take(search);
      this.options.onSearch(search);
    });
  }

  private async change(job: Job, what: (client: JobsClient) => Promise<Job>): Promise<void> {
    await this.attempt('', async () => {
      const now = await what(this.options.client);
      this.jobs = this.jobs.map(one => (one.id === now.id ? now : one));
      this.update();
      this.say(now, job);
    });
  }

  private say(now: Job, before: Job): void {
    const { destruction } = now;
    const until =
      destruction === null || destruction === before.destruction
        ? ''
        : ` It is kept until ${new Date(destruction * 1000).toLocaleString()}.`;
    setText(this.status, `Looked at “${nameOf(now)}”.${until}`);
  }

  private async attach(url: string, archive: string): Promise<boolean> {
    return await this.attempt('', async () => {
      const job = await this.options.client.attach({ url, archive });
      await this.load();
      this.rows.get(job.id)?.focus();
      setText(this.status, `Attached to “${nameOf(job)}”.`);
    });
  }

  private async ask(archive: string): Promise<void> {
    const name = this.options.archives.nameOf(archive);
    setText(this.status, `Asking ${name}…`);
    const done = await this.attempt('', async () => {
      const found = await this.options.client.ask(archive);
      this.others = found.filter(job => !job.remembered);
      await this.load();
      setText(this.status, `${name} tells of ${counted(found.length, 'job')}.`);
    });
    if (!done) {
      setText(this.status, '');
    }
  }

  private async lookAtAll(): Promise<void> {
    const running = this.jobs.filter(job => !isOver(job));
    setText(this.status, running.length === 0 ? 'All jobs are over.' : 'Asking…');
    const looks = running.map(job => this.change(job, client => client.look(job.id)));
    await Promise.all(looks);
  }

  private async copy(job: Job): Promise<void> {
    await this.attempt('', async () => {
      await writeClipboard(Promise.resolve(job.url));
      setText(this.status, 'The address is copied; any VO tool can attach to the job with it.');
    });
  }

  private async remove(job: Job, forget = false): Promise<void> {
    try {
      await this.options.client.remove(job.id, forget);
      this.notice.show(null);
      setText(this.status, `“${nameOf(job)}” is deleted.`);
      await this.load();
    } catch (error) {
      const away = { label: 'Forget it here', run: () => void this.remove(job, true) };
      this.notice.show({
        ...errorNotice(error as Error, 'The job was not deleted.'),
        actions: [away]
      });
      this.notice.focus();
    }
  }

  private async attempt(lead: string, what: () => Promise<void>): Promise<boolean> {
    try {
      await what();
      this.notice.show(null);
      return true;
    } catch (error) {
      const known = error instanceof BackendError ? error : new Error((error as Error).message);
      this.notice.show(errorNotice(known, lead));
      return false;
    }
  }
}

function words(all: number, running: number): string {
  if (running > 0) {
    return `${running} of ${all} not over`;
  }
  return all > 0 ? String(all) : '';
}
