/** All that is under way in a few words, for a status bar. */
import { type ActivityStore, hasEnded } from '../../api/activities';
import type { Subscription } from '../../api/backend';
import type { Activity } from '../../api/schema';
import { type Component, h, setAttribute, setText } from '../dom';

/** `2 running, 45 %`; nothing while nothing runs. */
export function summaryWords(activities: readonly Activity[]): string {
  const going = activities.filter(activity => !hasEnded(activity));
  const idle = going.filter(activity => activity.idle);
  const running = going.length - idle.length;
  const known = going.flatMap(({ done, total, idle: rests }) =>
    total && !rests ? [Math.min(1, (done ?? 0) / total)] : []
  );
  const mean = known.reduce((sum, part) => sum + part, 0) / known.length;
  return [
    running > 0 ? `${running} running` : '',
    known.length > 0 ? `${Math.floor(100 * mean)}\u202f%` : '',
    idle.length > 0 ? `${idle.length} waiting` : ''
  ]
    .filter(Boolean)
    .join(', ');
}

/** A button that says so, and shows all when pressed; hidden while nothing is under way. */
export class ActivitySummary implements Component {
  readonly node: HTMLButtonElement;
  private readonly subscription: Subscription;

  constructor(
    private readonly activities: ActivityStore,
    open: () => void
  ) {
    this.node = h('button', { type: 'button', class: 'esap-status', on: { click: open } });
    this.subscription = activities.subscribe(() => this.update());
    this.update();
  }

  dispose(): void {
    this.subscription.dispose();
    this.node.remove();
  }

  private update(): void {
    const all = this.activities.list();
    const words = summaryWords(all);
    setText(this.node, words ? `ESAP: ${words}` : '');
    this.node.hidden = words === '';
    const titles = all.filter(one => !hasEnded(one)).map(one => one.title);
    setAttribute(this.node, 'title', ['Show activity', ...titles.slice(0, 10)].join('\n'));
    setAttribute(this.node, 'aria-label', `ESAP activity: ${words}`);
  }
}
