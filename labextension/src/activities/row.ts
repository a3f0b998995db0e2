/** One activity: what it is, how far it is, how to stop it. */
import { hasEnded } from '../api/activities';
import type { Activity } from '../api/schema';
import { button, type Component, h, setAttribute, setHidden, setText } from '../components/dom';
import { amount, seconds, timeAgo } from '../components/format';
import { icon } from '../components/icons';
import { activityState, errorWords } from '../components/words';

/** What a row asks of its owner. */
export interface ActivityRowOptions {
  nameOf(archive: string): string;
  cancel(activity: Activity): void;
  open(activity: Activity): void;
  retry(activity: Activity): void;
}

/** A line of the list, updated in place. */
export class ActivityRow implements Component {
  readonly node: HTMLElement;
  private readonly dot = h('span', { class: 'esap-dot', 'aria-hidden': 'true' });
  private readonly state = h('span', { class: 'esap-state' });
  private readonly when = h('span', { class: 'esap-hint' });
  private readonly name = h('span', { class: 'esap-name' });
  private readonly bar = h('progress');
  private readonly cause = h('div', { class: 'esap-cause' });
  private readonly cancel: HTMLButtonElement;
  private readonly show: HTMLButtonElement;
  private readonly retry: HTMLButtonElement;

  constructor(
    private activity: Activity,
    private readonly options: ActivityRowOptions
  ) {
    this.cancel = button('', () => options.cancel(this.activity), {
      class: 'esap-icon-button',
      title: 'Cancel'
    });
    this.cancel.append(icon('close'));
    this.show = button('Show', () => options.open(this.activity), { class: 'esap-link' });
    this.retry = button('Retry', () => options.retry(this.activity), { class: 'esap-link' });
    this.node = h(
      'li',
      { class: 'esap-activity', tabindex: -1 },
      h('div', { class: 'esap-line' }, this.name, this.retry, this.show, this.cancel),
      h('div', { class: 'esap-states' }, this.dot, this.state, this.when),
      this.bar,
      this.cause
    );
    this.update(activity);
  }

  dispose(): void {
    this.node.remove();
  }

  update(activity: Activity): void {
    this.activity = activity;
    this.showName(nameOf(activity, this.options));
    const ended = hasEnded(activity);
    this.dot.dataset.state = activity.state;
    setText(this.state, [activityState(activity), pace(activity)].filter(Boolean).join(' · '));
    this.when.replaceChildren(timeAgo(activity.ended ?? activity.started));
    this.bar.hidden = ended || !activity.total;
    setAttribute(this.bar, 'max', activity.total);
    setAttribute(this.bar, 'value', activity.done ?? 0);
    this.show.hidden = activity.search === null && activity.result === null;
    setHidden(this.retry, !ended || !repeatable(activity), this.node);
    setHidden(this.cancel, ended, this.show.hidden ? this.node : this.show);
    setText(
      this.cause,
      activity.error && activity.state === 'failed' ? errorWords(activity.error) : ''
    );
  }

  private showName(name: string): void {
    setText(this.name, name);
    setAttribute(this.name, 'title', name);
    setAttribute(this.bar, 'aria-label', `Progress of ${name}`);
    const buttons = { Cancel: this.cancel, Show: this.show, Retry: this.retry };
    for (const [verb, node] of Object.entries(buttons)) {
      setAttribute(node, 'aria-label', `${verb} ${name}`);
    }
  }
}

function repeatable({ state, search, archive }: Activity): boolean {
  return search !== null && archive !== null && (state === 'failed' || state === 'cancelled');
}

function nameOf(activity: Activity, options: ActivityRowOptions): string {
  const where = activity.archive ? ` · ${options.nameOf(activity.archive)}` : '';
  return activity.title + where;
}

/** Rate and time left while it runs, how long it took afterwards. */
export function pace(activity: Activity, now: number = Date.now() / 1000): string {
  const { started, ended, done, total, unit } = activity;
  if (ended !== null) {
    return seconds(ended - started);
  }
  const past = now - started;
  if (!done || past < 1) {
    return '';
  }
  const rate = done / past;
  const left = total && total > done ? `, ${seconds((total - done) / rate)} left` : '';
  return `${amount(Math.round(rate), unit)}/s${left}`;
}
