/** One activity: what it is, how far it is, what can be done with it. */
import { hasEnded } from '../api/activities';
import type { Activity } from '../api/schema';
import type { StagingClient, TransferVerb } from '../api/staging';
import { button, type Component, h, setAttribute, setHidden, setText } from '../components/dom';
import { amount, seconds, timeAgo } from '../components/format';
import { icon } from '../components/icons';
import { TransferFiles } from '../components/staging/transferFiles';
import { activityState, errorWords } from '../components/words';

/** What a row asks of its owner. */
export interface ActivityRowOptions {
  nameOf(archive: string): string;
  cancel(activity: Activity): void;
  open(activity: Activity): void;
  retry(activity: Activity): void;
  /** Pause a job of transfers, or go on with it. */
  act?(activity: Activity, verb: TransferVerb): void;
  /** Take what has ended off the list. */
  clear?(activity: Activity): void;
  /** Bind a variable in the kernel to the paths of what has come. */
  deliver?(activity: Activity): void;
  /** Open the login to a service that a job waits for. */
  login?(service: string): void;
  /** Show a file or folder of the workspace. */
  readonly reveal?: (path: string) => void;
  /** What is told of a launch or of jobs at a facility, below the line. */
  more?(activity: Activity): Promise<Component | null>;
  /** Tells the files of a job of transfers. */
  staging?: StagingClient;
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
  private readonly clear: HTMLButtonElement;
  private readonly show: HTMLButtonElement;
  private readonly reveal: HTMLButtonElement;
  private readonly deliver: HTMLButtonElement;
  private readonly retry: HTMLButtonElement;
  /** Pauses, or goes on. */
  private readonly hold: HTMLButtonElement;
  private files: TransferFiles | null = null;
  private more: Component | null = null;
  private asked = false;
  private disposed = false;

  constructor(
    private activity: Activity,
    private readonly options: ActivityRowOptions
  ) {
    const link = { class: 'esap-link' };
    this.cancel = iconButton('Cancel', () => options.cancel(this.activity));
    this.clear = iconButton('Clear', () => options.clear?.(this.activity));
    this.show = button('Show', () => options.open(this.activity), link);
    this.reveal = button('Reveal', () => options.reveal?.(this.activity.path ?? ''), {
      ...link,
      title: 'Show in the file browser'
    });
    this.deliver = button('To kernel', () => options.deliver?.(this.activity), {
      ...link,
      title: 'Have the paths as a variable of the notebook'
    });
    this.retry = button('Retry', () => this.again(), link);
    this.hold = button('Pause', () => this.turn(), link);
    const { retry, hold, show, deliver, reveal, cancel, clear } = this;
    this.node = h(
      'li',
      { class: 'esap-activity', tabindex: -1 },
      h('div', { class: 'esap-line' }, this.name, retry, hold, show, cancel, clear),
      h('div', { class: 'esap-states' }, this.dot, this.state, this.when),
      this.bar,
      this.cause,
      h('div', { class: 'esap-activity-next' }, deliver, reveal)
    );
    this.update(activity);
  }

  dispose(): void {
    this.disposed = true;
    this.files?.dispose();
    this.more?.dispose();
    this.node.remove();
  }

  update(activity: Activity): void {
    const before = this.activity;
    this.activity = activity;
    const ended = hasEnded(activity);
    this.dot.dataset.state = ended || !activity.idle ? activity.state : '';
    setText(this.state, [activityState(activity), pace(activity)].filter(Boolean).join(' · '));
    this.when.replaceChildren(timeAgo(activity.ended ?? activity.started));
    this.bar.hidden = ended || !activity.total;
    setAttribute(this.bar, 'max', activity.total);
    setAttribute(this.bar, 'value', activity.done ?? 0);
    this.offer(activity, ended);
    setText(
      this.cause,
      activity.error && activity.state === 'failed' ? errorWords(activity.error) : ''
    );
    this.showFiles(activity, before);
    void this.showMore(activity);
    this.showName(nameOf(activity, this.options));
  }

  private offer(activity: Activity, ended: boolean): void {
    const { options, node } = this;
    const can = (verb: Activity['actions'][number]) => activity.actions.includes(verb);
    const acts = options.act !== undefined && activity.transfer !== null;
    this.show.hidden = activity.search === null && activity.result === null;
    const next = this.show.hidden ? node : this.show;
    setHidden(this.reveal, !options.reveal || !activity.path, next);
    const some = activity.transfer !== null && ended && Boolean(activity.path);
    setHidden(this.deliver, !options.deliver || !some, next);
    setHidden(this.retry, acts ? !can('retry') : !ended || !repeatable(activity), node);
    setText(this.hold, can('resume') ? 'Resume' : 'Pause');
    setHidden(this.hold, !acts || !(can('resume') || can('pause')), next);
    setHidden(this.cancel, ended, next);
    setHidden(this.clear, !options.clear || !can('clear'), node);
  }

  private showFiles(activity: Activity, before: Activity): void {
    const { staging: client } = this.options;
    if (!client || activity.transfer === null) {
      return;
    }
    if (!this.files) {
      const { options } = this;
      this.files = new TransferFiles(activity.transfer, {
        client,
        login: options.login,
        get reveal() {
          return options.reveal;
        }
      });
      this.node.append(this.files.node);
    }
    if (activity.revision !== before.revision) {
      this.files.changed();
    }
  }

  private async showMore(activity: Activity): Promise<void> {
    // What it is of may be known only after it has begun.
    if (!this.asked && (activity.launch !== null || activity.batch !== null)) {
      this.asked = true;
      const more = await this.options.more?.(activity);
      if (more && this.disposed) {
        more.dispose();
      } else if (more) {
        this.more = more;
        this.node.append(more.node);
      }
    }
  }

  private again(): void {
    const { activity, options } = this;
    activity.transfer !== null ? options.act?.(activity, 'retry') : options.retry(activity);
  }

  private turn(): void {
    const verb = this.activity.actions.includes('resume') ? 'resume' : 'pause';
    this.options.act?.(this.activity, verb);
  }

  private showName(name: string): void {
    setText(this.name, name);
    setAttribute(this.name, 'title', name);
    setAttribute(this.bar, 'aria-label', `Progress of ${name}`);
    this.files?.name(name);
    const { cancel, clear, show, deliver, reveal, retry, hold } = this;
    for (const node of [cancel, clear, show, deliver, reveal, retry, hold]) {
      setAttribute(node, 'aria-label', `${node.textContent || node.title} ${name}`);
    }
  }
}

function iconButton(verb: string, act: () => void): HTMLButtonElement {
  const node = button('', act, { class: 'esap-icon-button', title: verb });
  node.append(icon('close'));
  return node;
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
  const { started, ended, done, total, unit, idle } = activity;
  if (ended !== null) {
    return seconds(ended - started);
  }
  const past = now - started;
  if (!done || idle || past < 1) {
    return '';
  }
  // Whoever measures as it goes knows better than the mean since it began.
  const rate = activity.rate ?? done / past;
  if (rate <= 0) {
    return '';
  }
  const rest = activity.left ?? (total && total > done ? (total - done) / rate : null);
  const left = rest === null ? '' : `, ${seconds(rest)} left`;
  return `${amount(Math.round(rate), unit)}/s${left}`;
}
