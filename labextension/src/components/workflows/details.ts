/** What is inside of a workflow; asked for when a card is unfolded. */

import type { NotebookSummary, Workflow } from '../../api/schema';
import type { WorkflowsClient } from '../../api/workflows';
import { button, type Component, h, setText, webLink } from '../dom';
import { bytes, counted } from '../format';
import { errorNotice, Notice } from '../notice';
import { CiteBox } from '../result/cite';
import { citationOf } from './cite';
import { type NotebookAction, notebookRow } from './notebookRow';
import { environmentWords, folderOf, topOf, within } from './words';

/** What the details stand on; what is absent is not offered. */
export interface WorkflowDetailsOptions {
  client: WorkflowsClient;
  /** Launch it, or one of its notebooks, somewhere else. */
  launch?: (workflow: Workflow, notebook?: NotebookSummary) => void;
  /** Run one of its notebooks with nobody in front of it. */
  batch?: (workflow: Workflow, notebook: NotebookSummary) => void;
  /** Fetch it, and open it or one of its notebooks here. */
  openHere?: (workflow: Workflow, notebook?: NotebookSummary) => void;
}

/** Notebooks by folder, environment, data, problems, citation. */
export class WorkflowDetails implements Component {
  readonly node: HTMLElement;
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly notice = new Notice();
  private readonly content = h('div', { class: 'esap-workflow-inside' });
  private readonly cite: CiteBox;
  private readonly asking = new AbortController();

  constructor(
    private workflow: Workflow,
    private readonly options: WorkflowDetailsOptions,
    private readonly seen: (workflow: Workflow) => void = () => undefined
  ) {
    this.cite = new CiteBox(async () => citationOf(this.workflow));
    this.node = h(
      'section',
      { class: 'esap-workflow-details', 'aria-label': `Inside ${workflow.title}` },
      this.status,
      this.notice.node,
      this.content,
      this.cite.node
    );
  }

  dispose(): void {
    this.asking.abort();
    this.notice.dispose();
    this.cite.dispose();
    this.node.remove();
  }

  /** Look inside; `fresh` asks the repository again. */
  async load(fresh = false): Promise<void> {
    const { signal } = this.asking;
    setText(this.status, 'Looking inside…');
    this.notice.show(null);
    try {
      const workflow = await this.options.client.get(this.workflow.id, fresh, signal);
      if (!signal.aborted) {
        this.seen(workflow);
        this.show(workflow);
      }
    } catch (error) {
      if (!signal.aborted) {
        this.show(this.workflow);
        const retry = { label: 'Retry', run: () => void this.load(true) };
        const lead = 'It could not be looked into.';
        this.notice.show({ ...errorNotice(error as Error, lead), actions: [retry] });
      }
    }
    setText(this.status, '');
  }

  private show(workflow: Workflow): void {
    this.workflow = workflow;
    const top = topOf(workflow.notebooks ?? []);
    this.content.replaceChildren(
      ...this.notebooks(top),
      ...part(
        'Environment',
        workflow.environment.map(file => environmentWords(file, top))
      ),
      ...part('Needs', workflow.requirements.slice(0, 20)),
      ...part('Data from elsewhere', this.data(top)),
      ...part(
        'Files',
        workflow.files.map(({ name, size }) => `${name} · ${bytes(Number(size))}`)
      ),
      ...this.problems()
    );
  }

  private notebooks(top: string): HTMLElement[] {
    const { notebooks } = this.workflow;
    const heading = h('h4', {}, 'Notebooks');
    if (!notebooks || notebooks.length === 0) {
      const words = notebooks ? 'There are none in it.' : 'What is in it is not known.';
      return [heading, h('p', { class: 'esap-hint' }, words)];
    }
    setText(heading, counted(notebooks.length, 'notebook'));
    const actions = this.actions();
    const folders = [...new Set(notebooks.map(({ path }) => folderOf(within(top, path))))];
    return [
      heading,
      ...folders.flatMap(folder => {
        const inside = notebooks.filter(({ path }) => folderOf(within(top, path)) === folder);
        const rows = inside.map(notebook => notebookRow(notebook, actions));
        const name = folder ? h('div', { class: 'esap-hint esap-code' }, `${folder}/`) : null;
        const list = h('ul', { 'aria-label': folder || 'Notebooks' }, ...rows);
        return name ? [name, list] : [list];
      })
    ];
  }

  private actions(): NotebookAction[] {
    const { launch, batch, openHere } = this.options;
    const { workflow } = this;
    if (workflow.access !== 'open') {
      return [];
    }
    const made: NotebookAction[] = [];
    if (openHere) {
      made.push({ verb: 'Open here…', about: 'Open here', run: one => openHere(workflow, one) });
    }
    if (launch) {
      made.push({ verb: 'Launch on…', about: 'Launch', run: one => launch(workflow, one) });
    }
    if (batch) {
      made.push({ verb: 'Run in batch…', about: 'Run in batch', run: one => batch(workflow, one) });
    }
    return made;
  }

  private data(top: string): HTMLElement[] {
    return this.workflow.data.map(({ url, why, folder }) => {
      const where = folder ? ` into ${within(top, `${folder}/`)}` : '';
      return h(
        'li',
        {},
        webLink(url, url),
        h('div', { class: 'esap-hint' }, `${within(top, why)}${where}`)
      );
    });
  }

  private problems(): HTMLElement[] {
    const again = button('Look again', () => void this.load(true), { class: 'esap-link' });
    const { problems } = this.workflow;
    return problems.length > 0 ? [...part('Problems', problems), again] : [];
  }
}

function part(title: string, items: readonly (string | HTMLElement)[]): HTMLElement[] {
  const lines = items.map(item => (typeof item === 'string' ? h('li', {}, item) : item));
  return lines.length > 0
    ? [h('h4', {}, title), h('ul', { class: 'esap-workflow-part', 'aria-label': title }, ...lines)]
    : [];
}
