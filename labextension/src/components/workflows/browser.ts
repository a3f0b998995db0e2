/** The tab of notebooks: what to look for, what was found, and where it can go. */
import type { Subscription } from '../../api/backend';
import type { Match, RepositoryState, StageWhat, Workflow, WorkflowPage } from '../../api/schema';
import type { WorkflowSearch } from '../../api/workflows';
import { ageTimes } from '../clock';
import { button, type Component, h, setHidden, setText } from '../dom';
import { count, counted } from '../format';
import { errorNotice, Notice } from '../notice';
import type { WorkflowDetailsOptions } from './details';
import { WorkflowGuide } from './guide';
import { WorkflowList } from './list';
import { OpenNotebookBar, type OpenNotebookOptions } from './openNotebook';
import { WorkflowQuestionForm } from './question';
import { RepositoryStates } from './states';

/** What the tab stands on; what is absent is not offered. */
export interface WorkflowBrowserOptions extends WorkflowDetailsOptions {
  /** What can be done with the notebook that is open. */
  open?: OpenNotebookOptions;
}

const PAGE = 25;

/** Asks nobody anything before something is looked for. */
export class WorkflowBrowser implements Component {
  readonly node = h('section', { class: 'esap-workflows', 'aria-label': 'Notebooks' });
  private readonly form: WorkflowQuestionForm;
  private readonly guide: WorkflowGuide;
  private readonly states = new RepositoryStates(() => void this.search());
  private readonly notice = new Notice();
  private readonly status = h('p', { class: 'esap-hint', role: 'status' });
  private readonly list: WorkflowList;
  private readonly more: HTMLButtonElement;
  private readonly bar: OpenNotebookBar | null;
  private readonly clock: Subscription;
  private repositories: readonly RepositoryState[] = [];
  private asking: AbortController | null = null;
  private asked: WorkflowSearch = {};
  private offset = 0;
  private reading: Promise<void> | null = null;

  constructor(private readonly options: WorkflowBrowserOptions) {
    this.form = new WorkflowQuestionForm({
      search: () => void this.search(),
      cancel: () => this.cancel()
    });
    this.guide = new WorkflowGuide({
      ask: (text, repository) => this.form.ask(text, repository)
    });
    this.list = new WorkflowList({
      ...options,
      nameOf: id => this.nameOf(id),
      chooseKeyword: keyword => this.form.chooseKeyword(keyword),
      openVersion: id => void this.show(id)
    });
    this.more = button('Show more', () => void this.next(), { class: 'esap-workflows-more' });
    this.more.hidden = true;
    this.bar = options.open ? new OpenNotebookBar(options.open) : null;
    const found = [this.status, this.notice.node, this.states.node];
    this.states.node.hidden = true;
    const parts = [this.form.node, ...found, this.guide.node, this.list.node, this.more];
    this.node.append(...(this.bar ? [this.bar.node] : []), ...parts);
    this.clock = ageTimes(this.node);
  }

  dispose(): void {
    this.asking?.abort();
    this.clock.dispose();
    for (const part of [this.form, this.guide, this.list, this.states, this.notice, this.bar]) {
      part?.dispose();
    }
    this.node.remove();
  }

  /** Read which repositories there are; none is contacted. */
  start(): Promise<void> {
    this.reading ??= this.read();
    return this.reading;
  }

  focus(): void {
    this.form.focus();
  }

  /** Show one workflow alone, and look inside. */
  async show(id: string): Promise<void> {
    await this.attempt(async signal => {
      const workflow = await this.options.client.get(id, false, signal);
      if (!signal.aborted) {
        this.begin();
        this.list.add([workflow]);
        this.list.open(workflow.id);
        this.list.focus();
      }
    });
  }

  /** Show the notebooks that fit data, with the reasons; nobody is contacted. */
  async showMatches(what: readonly StageWhat[]): Promise<void> {
    await this.attempt(async signal => {
      const matches = await this.options.client.matches({ what: [...what], limit: PAGE }, signal);
      if (signal.aborted) {
        return;
      }
      this.begin();
      this.list.add(...cardsOf(matches));
      this.list.focus();
      const shown = this.list.size;
      setText(
        this.status,
        shown > 0 ? `${counted(shown, 'workflow')} may fit, the best first` : ''
      );
      if (shown === 0) {
        this.offerReading();
      }
    });
  }

  // Only what was found or read before is known without asking anybody.
  private offerReading(): void {
    const readable = this.repositories.filter(({ kind }) => kind !== 'tutorials');
    this.notice.show({
      kind: 'info',
      message: 'Nothing that this machine knows fits.',
      remedy: 'Search for words, or read a repository whole; that takes some minutes.',
      actions: readable.slice(0, 3).map(({ repository, name }) => ({
        label: `Read all of ${name}`,
        run: () => void this.collect(repository, name)
      }))
    });
  }

  private async collect(repository: string, name: string): Promise<void> {
    try {
      await this.options.client.collect(repository);
      const message = `${name} is being read; Activity tells how far it is.`;
      this.notice.show({ kind: 'info', message });
    } catch (error) {
      this.notice.show(errorNotice(error as Error));
    }
  }

  private async read(): Promise<void> {
    try {
      this.repositories = await this.options.client.repositories();
      this.form.offer(this.repositories);
    } catch (error) {
      this.reading = null;
      const retry = { label: 'Retry', run: () => void this.start() };
      const lead = 'It is not known which repositories there are.';
      this.notice.show({ ...errorNotice(error as Error, lead), actions: [retry] });
    }
  }

  private async search(): Promise<void> {
    const asked = this.form.search;
    await this.attempt(async signal => {
      const page = await this.options.client.search({ ...asked, offset: 0, limit: PAGE }, signal);
      if (!signal.aborted) {
        this.begin();
        this.asked = asked;
        this.take(page);
      }
    });
  }

  private async next(): Promise<void> {
    const first = this.list.size;
    await this.attempt(async signal => {
      const { asked, offset } = this;
      const page = await this.options.client.search({ ...asked, offset, limit: PAGE }, signal);
      if (!signal.aborted) {
        this.take(page);
        this.list.focus(first);
      }
    });
  }

  private begin(): void {
    this.guide.node.hidden = true;
    this.offset = 0;
    this.list.clear();
    this.states.show([]);
    setText(this.status, '');
    this.more.hidden = true;
  }

  private take(page: WorkflowPage): void {
    this.offset += PAGE;
    this.list.add(page.items);
    this.states.show(page.states);
    const none = page.items.length === 0 || this.offset >= page.total;
    setHidden(this.more, none && !(page.is_least && page.items.length === PAGE), this.list.node);
    setText(this.status, this.words(page));
  }

  private words({ total, is_least, states }: WorkflowPage): string {
    const shown = this.list.size;
    if (shown > 0) {
      const all = is_least ? `at least ${count(total)}` : count(total);
      return shown < total
        ? `${count(shown)} of ${all} found`
        : `${counted(shown, 'workflow')} found`;
    }
    const failed = states.length > 0 && states.every(({ state }) => state !== 'ok');
    return failed
      ? 'What this machine knows has nothing that fits.'
      : 'Nothing fits. Try fewer words, or take filters under More away.';
  }

  private cancel(): void {
    this.asking?.abort();
    this.asking = null;
    this.form.busy(false);
    setText(this.status, 'Cancelled.');
  }

  private async attempt(what: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.form.busy(true);
    this.notice.show(null);
    setText(this.status, 'Asking the repositories…');
    try {
      await what(asking.signal);
    } catch (error) {
      if (!asking.signal.aborted) {
        setText(this.status, '');
        this.failed(error as Error, () => void this.attempt(what));
      }
    }
    if (this.asking === asking) {
      this.asking = null;
      this.form.busy(false);
    }
  }

  private failed(error: Error, again: () => void): void {
    const offline = () => {
      this.form.isOffline = true;
      void this.search();
    };
    this.notice.show({
      ...errorNotice(error, 'Nothing was found out.'),
      actions: [
        { label: 'Retry', run: again },
        { label: 'Search what this machine knows', run: offline }
      ]
    });
  }

  private nameOf(id: string): string {
    return this.repositories.find(({ repository }) => repository === id)?.name ?? id;
  }
}

// A workflow of which several notebooks fit is shown once, with the reasons of the best.
function cardsOf(matches: readonly Match[]): [Workflow[], Map<string, string[]>] {
  const workflows = new Map<string, Workflow>();
  const why = new Map<string, string[]>();
  for (const match of matches) {
    const { id } = match.workflow;
    if (!workflows.has(id)) {
      workflows.set(id, match.workflow);
      why.set(id, match.title ? [`${match.title}:`, ...match.why] : match.why);
    }
  }
  return [[...workflows.values()], why];
}
