/** Follows activities that were started here, each on a line with a way to stop it. */
import { type ActivityStore, hasEnded } from '../../api/activities';
import type { Subscription } from '../../api/backend';
import type { Activity } from '../../api/schema';
import { button, type Component, h, setAttribute, setHidden, setText } from '../dom';
import { icon } from '../icons';
import { activityState, errorWords } from '../words';

/** What the lines stand on. */
export interface ProgressOptions {
  activities: ActivityStore;
  cancel(activity: string): Promise<void>;
  /** One that was followed has ended. */
  ended(activity: Activity): void;
  /** Show where the files are; absent where that cannot be shown. */
  reveal?: (path: string) => void;
}

const KEPT = 5;
const KINDS = ['download', 'upload'];

/** The latest ones on top. */
export class ProgressLines implements Component {
  readonly node = h('ul', { class: 'esap-lake-progress', 'aria-label': 'Transfers' });
  private readonly lines: Line[] = [];
  private readonly seen = new Set<string>();
  private readonly subscription: Subscription;

  constructor(private readonly options: ProgressOptions) {
    this.subscription = options.activities.subscribe(() => this.update());
    this.node.hidden = true;
    this.update();
  }

  dispose(): void {
    this.subscription.dispose();
    this.node.remove();
  }

  /** Follow one more. */
  follow(activity: Activity): void {
    const known = this.lines.find(line => line.activity.id === activity.id);
    (known?.node ?? this.add(activity)).scrollIntoView?.({ block: 'nearest' });
    void this.options.activities.refresh();
    this.update();
  }

  // Those, too, that are under way since before this page was opened, or from another one.
  private adopt(): void {
    const going = this.options.activities
      .list()
      .filter(one => KINDS.includes(one.kind) && !hasEnded(one) && !this.seen.has(one.id));
    for (const activity of going.reverse()) {
      this.add(activity);
    }
  }

  private add(activity: Activity): HTMLElement {
    const line: Line = new Line(activity, this.options, () => this.hide(line));
    this.seen.add(activity.id);
    this.lines.unshift(line);
    for (const old of this.lines.splice(KEPT)) {
      old.node.remove();
    }
    this.node.prepend(line.node);
    this.node.hidden = false;
    return line.node;
  }

  private hide(line: Line): void {
    this.lines.splice(this.lines.indexOf(line), 1);
    line.node.remove();
    this.node.hidden = this.lines.length === 0;
    this.node.querySelector('button')?.focus();
  }

  private update(): void {
    this.adopt();
    for (const line of this.lines) {
      const now = this.options.activities.get(line.activity.id);
      if (now && line.show(now)) {
        this.options.ended(now);
      }
    }
  }
}

class Line {
  readonly node: HTMLElement;
  private readonly dot = h('span', { class: 'esap-dot', 'aria-hidden': 'true' });
  private readonly name = h('span', { class: 'esap-name' });
  private readonly state = h('div', { class: 'esap-state' });
  private readonly bar = h('progress');
  private readonly cause = h('div', { class: 'esap-cause', role: 'alert' });
  private readonly stop: HTMLButtonElement;
  private readonly showButton: HTMLButtonElement;
  private readonly hide: HTMLButtonElement;

  constructor(
    public activity: Activity,
    private readonly options: ProgressOptions,
    hide: () => void
  ) {
    this.stop = button('Cancel', () => void this.cancel(), { class: 'esap-link' });
    this.showButton = button('Show', () => options.reveal?.(this.activity.path ?? ''), {
      class: 'esap-link'
    });
    this.hide = button('', hide, { class: 'esap-icon-button', title: 'Hide' });
    this.hide.append(icon('close'));
    const head = h(
      'div',
      { class: 'esap-line' },
      this.dot,
      this.name,
      this.showButton,
      this.stop,
      this.hide
    );
    this.node = h('li', { tabindex: -1 }, head, this.state, this.bar, this.cause);
    this.show(activity);
  }

  /** Take over how it is; tells whether it has just ended. */
  show(activity: Activity): boolean {
    const before = hasEnded(this.activity);
    const ended = hasEnded(activity);
    this.activity = activity;
    const { title, state, path, error } = activity;
    setText(this.name, title);
    this.name.title = title;
    this.dot.dataset.state = state;
    setText(this.state, activityState(activity));
    setAttribute(this.bar, 'aria-label', `Progress of ${title}`);
    setAttribute(this.bar, 'max', activity.total);
    setAttribute(this.bar, 'value', activity.total ? (activity.done ?? 0) : null);
    this.bar.hidden = ended;
    setAttribute(this.stop, 'aria-label', `Cancel ${title}`);
    setAttribute(this.showButton, 'aria-label', `Show ${title}`);
    setHidden(this.showButton, !(state === 'done' && path && this.options.reveal), this.node);
    setAttribute(this.hide, 'aria-label', `Hide ${title}`);
    setHidden(this.hide, !ended, this.node);
    setHidden(this.stop, ended, this.showButton.hidden ? this.node : this.showButton);
    setText(this.cause, error && state === 'failed' ? errorWords(error) : '');
    return ended && !before;
  }

  private async cancel(): Promise<void> {
    try {
      await this.options.cancel(this.activity.id);
    } catch (error) {
      setText(this.cause, errorWords(error as Error));
    }
  }
}
