/** Says that progress is not told live, while it is not. */
import type { ActivityStore } from '../api/activities';
import type { Component } from '../components/dom';
import { Notice, type NoticeContent } from '../components/notice';

/** Empty while the stream of events is open. */
export class Silence implements Component {
  private readonly notice = new Notice();
  readonly node = this.notice.node;
  private readonly subscription;
  private said: string | null = null;

  constructor(private readonly activities: ActivityStore) {
    this.subscription = activities.subscribe(() => this.update());
  }

  dispose(): void {
    this.subscription.dispose();
    this.node.remove();
  }

  private update(): void {
    const { silence } = this.activities;
    if (silence === this.said) {
      return;
    }
    this.said = silence;
    const retry = { label: 'Retry', run: () => this.activities.retry() };
    const message = `Progress is not told live: ${silence}.`;
    const remedy = 'Retry listens again, and reads once how things stand.';
    const content: NoticeContent = { kind: 'warning', message, remedy, actions: [retry] };
    this.notice.show(silence === null ? null : content);
  }
}
