/** How a launch goes: its state, its log, and what to open in the end. */
import { type ActivityStore, hasEnded } from '../../api/activities';
import type { Subscription } from '../../api/backend';
import type { FacilitiesClient } from '../../api/facilities';
import type { Launch, LaunchRequest } from '../../api/schema';
import { button, type Component, h, setHidden, setText } from '../dom';
import { errorNotice, Notice } from '../notice';
import { errorWords } from '../words';
import { DOTS, LAUNCH_STATES } from './words';

/** What the view stands on. */
export interface LaunchViewOptions {
  client: FacilitiesClient;
  activities: ActivityStore;
  /** What is known of it already. */
  first?: Launch;
  /** What is said while it is under way. */
  meanwhile?: string;
  /** Whether the state stands elsewhere already, as in a row of activities. */
  isBrief?: boolean;
}

type Existing = NonNullable<LaunchRequest['existing']>;
const WAYS: readonly [Existing, string, string][] = [
  ['keep', 'Open what is there', 'Nothing is written'],
  ['beside', 'Put it beside', 'Under another name'],
  ['overwrite', 'Replace', 'What is there now is lost']
];

/** Read anew when its activity changes. */
export class LaunchView implements Component {
  readonly node: HTMLElement;
  private readonly dot = h('span', { class: 'esap-dot', 'aria-hidden': 'true' });
  private readonly state = h('span', { role: 'status' });
  private readonly bar = h('progress', { 'aria-label': 'Progress of the launch', max: 1 });
  private readonly cause = h('div', { class: 'esap-error', role: 'alert' });
  private readonly notes = h('ul', { class: 'esap-launch-notes', 'aria-label': 'To know' });
  private readonly link = h('a', { target: '_blank', rel: 'noopener noreferrer' }, 'Open');
  private readonly ways = h('div', { class: 'esap-launch-ways' });
  private readonly log = h('pre', { class: 'esap-code', tabindex: 0, role: 'group' });
  private readonly fold = h('details', {}, h('summary', { class: 'esap-hint' }, 'Log'), this.log);
  private readonly notice = new Notice();
  private readonly hint: HTMLElement;
  private readonly stop: HTMLButtonElement;
  private readonly subscription: Subscription;
  private launch: Launch | null = null;
  private revision = -1;
  private reading = false;
  private again = false;
  private disposed = false;

  constructor(
    private id: string,
    private readonly options: LaunchViewOptions
  ) {
    this.link.className = 'esap-button esap-primary esap-launch-open';
    this.log.setAttribute('aria-label', 'Log of the launch');
    const line = h('div', { class: 'esap-inline' }, this.dot, this.state);
    line.hidden = options.isBrief ?? false;
    this.bar.hidden = true;
    this.link.hidden = true;
    const { cause, notes, ways, notice, fold, link, bar } = this;
    cause.hidden = options.isBrief ?? false;
    this.node = h(
      'div',
      { class: 'esap-launch' },
      line,
      bar,
      cause,
      notes,
      ways,
      notice.node,
      link
    );
    this.hint = h('p', { class: 'esap-hint' }, options.meanwhile ?? '');
    this.stop = button('Stop', () => void this.cancel(), { title: 'End this launch' });
    this.node.append(fold, this.hint, h('div', {}, this.stop));
    this.fold.hidden = true;
    this.subscription = options.activities.subscribe(() => this.told());
    if (options.first) {
      this.show(options.first);
    }
    void this.read();
  }

  dispose(): void {
    this.disposed = true;
    this.subscription.dispose();
    this.notice.dispose();
    this.node.remove();
  }

  private told(): void {
    const activity = this.launch && this.options.activities.get(this.launch.activity);
    if (activity && activity.revision !== this.revision) {
      this.revision = activity.revision;
      void this.read();
    }
  }

  // Events come faster than answers: one request at a time, and one more for what came meanwhile.
  private async read(): Promise<void> {
    this.again = this.reading;
    if (this.reading) {
      return;
    }
    this.reading = true;
    try {
      const launch = await this.options.client.launched(this.id);
      if (!this.disposed && launch.id === this.id) {
        this.notice.show(null);
        this.show(launch);
      }
    } catch (error) {
      if (!this.disposed) {
        const retry = { label: 'Retry', run: () => void this.read() };
        const lead = 'How the launch is cannot be told.';
        this.notice.show({ ...errorNotice(error as Error, lead), actions: [retry] });
      }
    }
    this.reading = false;
    if (this.again && !this.disposed) {
      void this.read();
    }
  }

  private show(launch: Launch): void {
    this.launch = launch;
    const { state, message, progress, error, notes, conflicts, log } = launch;
    this.dot.dataset.state = DOTS[state] ?? '';
    const words = LAUNCH_STATES[state];
    setText(this.state, message && message !== words ? `${words}: ${message}` : words);
    this.bar.hidden = progress === null || this.hasEnded || (this.options.isBrief ?? false);
    this.bar.value = progress ?? 0;
    setText(this.cause, error && conflicts.length === 0 ? errorWords(error) : '');
    this.notes.replaceChildren(...notes.map(note => h('li', {}, note)));
    this.link.href = this.options.client.page(launch.id);
    setHidden(this.link, state !== 'ready', this.fold);
    this.link.setAttribute('aria-label', `Open ${launch.title}`);
    this.offer(conflicts);
    this.hint.hidden = this.hasEnded || !this.options.meanwhile;
    setHidden(this.stop, this.hasEnded || (this.options.isBrief ?? false), this.fold);
    setText(this.log, log.join('\n'));
    this.fold.hidden = log.length === 0;
    this.log.scrollTop = this.log.scrollHeight;
  }

  private async cancel(): Promise<void> {
    try {
      await this.options.client.cancel(this.id);
      await this.read();
    } catch (error) {
      this.notice.show(errorNotice(error as Error, 'It was not stopped.'));
    }
  }

  private get hasEnded(): boolean {
    const { activities } = this.options;
    const activity = this.launch ? activities.get(this.launch.activity) : undefined;
    const over = ['ready', 'failed', 'cancelled'].includes(this.launch?.state ?? '');
    return over || (activity !== undefined && hasEnded(activity));
  }

  private offer(conflicts: readonly string[]): void {
    if (conflicts.length === 0) {
      this.ways.replaceChildren();
      return;
    }
    const names = conflicts.slice(0, 5).join(', ');
    const more = conflicts.length > 5 ? ` and ${conflicts.length - 5} more` : '';
    const buttons = WAYS.map(([existing, verb, about]) =>
      button(verb, () => void this.relaunch(existing), { title: about })
    );
    const known = this.launch && this.options.client.request(this.launch.id) !== undefined;
    this.ways.replaceChildren(
      h('p', { role: 'alert' }, `There already: ${names}${more}. Nothing was written.`),
      known
        ? h('div', { class: 'esap-actions' }, ...buttons)
        : h('p', { class: 'esap-hint' }, 'Launch it again to say what becomes of them.')
    );
  }

  private async relaunch(existing: Existing): Promise<void> {
    const { launch } = this;
    if (!launch) {
      return;
    }
    try {
      const request = this.options.client.request(launch.id);
      const next = await this.options.client.launch(launch.facility, { ...request, existing });
      this.id = next.id;
      this.revision = -1;
      this.show(next);
      void this.read();
    } catch (error) {
      this.notice.show(errorNotice(error as Error, 'It was not launched.'));
    }
  }
}
