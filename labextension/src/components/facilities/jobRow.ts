/** One job at a facility: how it is, its log, and what it gave. */
import type { FacilitiesClient } from '../../api/facilities';
import type { BatchJob } from '../../api/schema';
import { button, type Component, h, isIdle, setHidden, setIdle, setText } from '../dom';
import { counted, timeAgo } from '../format';
import { errorNotice, Notice } from '../notice';
import { DOTS, isOver, JOB_STATES } from './words';

/** What a row asks of its owner. */
export interface BatchJobRowOptions {
  client: FacilitiesClient;
  /** Show a file or folder of the workspace. */
  readonly reveal?: (path: string) => void;
}

/** Updated in place. */
export class BatchJobRow implements Component {
  readonly node: HTMLElement;
  private readonly dot = h('span', { class: 'esap-dot', 'aria-hidden': 'true' });
  private readonly name = h('span', { class: 'esap-name' });
  private readonly state = h('span', { class: 'esap-state' });
  private readonly when = h('span', { class: 'esap-hint' });
  private readonly cause = h('div', { class: 'esap-cause' });
  private readonly log = h('pre', { class: 'esap-code', tabindex: 0, role: 'group' });
  private readonly notice = new Notice();
  private readonly kill: HTMLButtonElement;
  private readonly fetch: HTMLButtonElement;
  private readonly show: HTMLButtonElement;
  private readonly tell: HTMLButtonElement;

  constructor(
    private job: BatchJob,
    private readonly options: BatchJobRowOptions
  ) {
    const { client } = options;
    const link = { class: 'esap-link' };
    const kill = () => void this.act(this.kill, 'It was not killed.', () => client.kill(this.job));
    const bring = 'What it gave was not fetched.';
    const fetch = () => void this.act(this.fetch, bring, () => client.fetch(this.job));
    this.kill = button('Kill', kill, link);
    this.fetch = button('Fetch outputs', fetch, link);
    this.show = button('Reveal', () => this.reveal(), {
      ...link,
      title: 'Show what it gave in the file browser'
    });
    this.tell = button('Log', () => void this.readLog(), { ...link, 'aria-expanded': 'false' });
    this.log.hidden = true;
    const sent = h(
      'details',
      {},
      h('summary', { class: 'esap-hint' }, 'What was sent'),
      h('pre', { class: 'esap-code', tabindex: 0, role: 'group', 'aria-label': 'JDL' }, job.jdl)
    );
    sent.hidden = job.jdl === '';
    this.node = h(
      'li',
      { class: 'esap-batch-job', tabindex: -1 },
      h('div', { class: 'esap-line' }, this.dot, this.name, this.when),
      h('div', {}, this.state),
      this.cause,
      this.notice.node,
      h('div', { class: 'esap-actions' }, this.show, this.fetch, this.tell, this.kill),
      this.log,
      sent
    );
    this.update(job);
  }

  dispose(): void {
    this.notice.dispose();
    this.node.remove();
  }

  update(job: BatchJob): void {
    this.job = job;
    const parameters = Object.entries(job.parameters);
    const words = parameters.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(', ');
    const name = words ? `${job.name} (${words})` : job.name;
    setText(this.name, name);
    this.name.title = name;
    this.dot.dataset.state = DOTS[job.state] ?? '';
    const said = [job.status, job.minor].filter(Boolean).join(': ');
    const gave = job.outputs.length > 0 ? counted(job.outputs.length, 'output') : '';
    setText(this.state, [JOB_STATES[job.state], said, gave].filter(Boolean).join(' · '));
    this.when.replaceChildren(timeAgo(job.ended ?? job.submitted));
    setText(this.cause, job.problem);
    const over = isOver(job.state);
    const isThere = job.outputs.length > 0 && Boolean(this.options.reveal);
    setHidden(this.kill, over, this.node);
    setHidden(this.fetch, !over || job.outputs.length > 0 || job.state === 'lost', this.node);
    setHidden(this.show, !isThere, this.node);
    for (const one of [this.kill, this.fetch, this.show, this.tell]) {
      one.setAttribute('aria-label', `${one.textContent} of ${name}`);
    }
    this.log.setAttribute('aria-label', `Log of ${name}`);
  }

  private reveal(): void {
    const { folder, outputs } = this.job;
    const first = outputs[0] ?? '';
    this.options.reveal?.(folder && first ? `${folder}/${first}` : folder || first);
  }

  private async act(
    node: HTMLButtonElement,
    lead: string,
    what: () => Promise<BatchJob>
  ): Promise<void> {
    if (isIdle(node)) {
      return;
    }
    setIdle(node, true);
    this.notice.show(null);
    try {
      this.update(await what());
    } catch (error) {
      this.notice.show(errorNotice(error as Error, lead));
    }
    setIdle(node, false);
  }

  private async readLog(): Promise<void> {
    const open = this.log.hidden;
    this.log.hidden = !open;
    this.tell.setAttribute('aria-expanded', String(open));
    if (!open) {
      return;
    }
    setText(this.log, 'Asking…');
    this.notice.show(null);
    try {
      const { text, truncated } = await this.options.client.log(this.job);
      setText(this.log, (truncated ? '…\n' : '') + (text || 'It has said nothing so far.'));
      this.log.scrollTop = this.log.scrollHeight;
    } catch (error) {
      this.log.hidden = true;
      this.tell.setAttribute('aria-expanded', 'false');
      this.notice.show(errorNotice(error as Error, 'There is no log.'));
    }
  }
}
