/** One file on its way into the workspace, and what can be done with it there. */
import { hasEnded } from '../../api/activities';
import type { Subscription } from '../../api/backend';
import type { Activity } from '../../api/schema';
import type { Component } from '../dom';
import { amount, bytes } from '../format';
import { type Action, errorNotice, Notice, type NoticeContent } from '../notice';
import { errorWords } from '../words';
import type { RowDetails } from './details';

/** Starts a transfer and follows it. */
export class Transfer implements Component {
  private readonly notice = new Notice();
  private readonly subscription: Subscription;
  private activity: Activity | null = null;
  private shown = -1;

  constructor(
    private readonly details: RowDetails,
    private readonly cancel: (id: string) => Promise<void>
  ) {
    this.subscription = details.activities.subscribe(() => this.update());
  }

  get node(): HTMLElement {
    return this.notice.node;
  }

  dispose(): void {
    this.subscription.dispose();
    this.notice.dispose();
  }

  /** Begin; what is asked for next replaces what is shown, while the first goes on. */
  async start(what: string, begin: () => Promise<Activity>): Promise<void> {
    this.activity = null;
    this.shown = -1;
    this.notice.show({ kind: 'info', message: `Asking for ${what}…` });
    this.node.scrollIntoView?.({ block: 'nearest' });
    try {
      this.activity = await begin();
      this.show(this.activity);
      await this.details.activities.refresh();
      this.update();
    } catch (error) {
      const run = () => void this.start(what, begin);
      this.notice.show({ ...errorNotice(error as Error), actions: [{ label: 'Retry', run }] });
    }
  }

  private update(): void {
    const known = this.activity && this.details.activities.get(this.activity.id);
    if (known && known.revision > this.shown) {
      this.show(known);
    }
  }

  private show(activity: Activity): void {
    this.shown = activity.revision;
    this.activity = activity;
    const ended = hasEnded(activity);
    this.notice.show(ended ? this.ended(activity) : this.running(activity));
    if (ended) {
      this.node.scrollIntoView?.({ block: 'nearest' });
    }
  }

  private running(activity: Activity): NoticeContent {
    const { done, total, unit } = activity;
    const of = total ? ` of ${amount(total, unit)}` : '';
    const far = done ? ` ${amount(done, unit)}${of}` : '';
    const cancel = () => void this.stop(activity.id);
    return {
      kind: 'info',
      message: `Receiving the file…${far}`,
      actions: [{ label: 'Cancel', run: cancel }]
    };
  }

  private ended(activity: Activity): NoticeContent {
    const { state, path, total, error } = activity;
    if (state === 'done' && path) {
      const size = total ? ` (${bytes(total)})` : '';
      return {
        kind: 'success',
        message: `${path} is in the workspace${size}.`,
        actions: this.actions(path)
      };
    }
    if (state === 'cancelled') {
      return { kind: 'warning', message: 'It was cancelled; nothing was kept.' };
    }
    return { kind: 'error', message: error ? errorWords(error) : 'The file could not be had.' };
  }

  private actions(path: string): Action[] {
    const { reveal, insert } = this.details;
    const found: Action[] = [];
    if (reveal) {
      found.push({ label: 'Show in file browser', run: () => reveal(path) });
    }
    if (insert) {
      found.push({ label: 'Insert path', run: () => void this.insert(path) });
    }
    return found;
  }

  private async insert(path: string): Promise<void> {
    const { insert } = this.details;
    try {
      const message = (await insert?.(path)) ?? '';
      this.notice.show({ kind: 'success', message, actions: this.actions(path) });
    } catch (error) {
      this.notice.show({ ...errorNotice(error as Error), actions: this.actions(path) });
    }
  }

  private async stop(id: string): Promise<void> {
    try {
      await this.cancel(id);
    } catch (error) {
      this.notice.show(errorNotice(error as Error));
    }
  }
}
