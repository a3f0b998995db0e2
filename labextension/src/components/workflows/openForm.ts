/** What opening a workflow here would do, before anything is fetched. */
import type { Activity, NotebookSummary, OpenPlan, OpenRequest, Workflow } from '../../api/schema';
import type { WorkflowsClient } from '../../api/workflows';
import { button, h, isIdle, setIdle, setText, uniqueId } from '../dom';
import type { DialogContent } from '../facilities/dialog';
import { bytes, counted } from '../format';
import { labelled, textField } from '../lake/fields';
import { errorNotice, Notice } from '../notice';
import { missingWords, OpenFields, planWords } from './openFields';

/** What the form stands on. */
export interface OpenFormOptions {
  client: WorkflowsClient;
  workflow: Workflow;
  notebook?: NotebookSummary;
  /** How many items the basket has. */
  basket: number;
  /** It has begun. */
  begun(activity: Activity): void;
}

/** Plans anew when what the plan depends on changes. */
export class OpenForm implements DialogContent {
  readonly node: HTMLElement;
  private readonly folder = textField('esap-notebooks');
  private readonly basket = h('input', {
    type: 'checkbox',
    id: uniqueId('basket'),
    on: { change: () => void this.plan() }
  });
  private readonly words = h('p', { role: 'status' });
  private readonly fields = new OpenFields();
  private readonly missing = h('p', { class: 'esap-workflow-newer' });
  private readonly notes = h('ul', { class: 'esap-opening-notes', 'aria-label': 'To know' });
  private readonly notice = new Notice();
  private readonly open: HTMLButtonElement;
  private asking = new AbortController();

  constructor(
    private readonly options: OpenFormOptions,
    private readonly close: () => void
  ) {
    this.folder.addEventListener('change', () => void this.plan());
    this.open = button('Open here', () => void this.begin(), {
      class: 'esap-button esap-primary'
    });
    const items = counted(options.basket, 'item');
    const carried = h(
      'label',
      { class: 'esap-check', title: 'Its files are staged, and their paths become parameters' },
      this.basket,
      h('span', {}, `with the basket (${items})`)
    );
    carried.hidden = options.basket === 0;
    const foot = [button('Cancel', close), this.open];
    this.node = h(
      'div',
      { class: 'esap-facility-form esap-opening' },
      labelled('Folder', this.folder),
      carried,
      this.words,
      this.fields.node,
      this.missing,
      this.notes,
      this.notice.node,
      h('div', { class: 'esap-dialog-foot esap-actions' }, ...foot)
    );
  }

  dispose(): void {
    this.asking.abort();
    this.notice.dispose();
    this.node.remove();
  }

  start(): void {
    void this.plan();
  }

  private get request(): OpenRequest {
    const { notebook } = this.options;
    return {
      notebook: notebook?.path ?? '',
      archive: notebook?.archive ?? '',
      dest: this.folder.value.trim(),
      what: this.basket.checked ? [{ basket_where: {} }] : []
    };
  }

  private async plan(): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { client, workflow } = this.options;
    setIdle(this.open, true);
    this.notice.show(null);
    setText(this.words, 'Asking what would be fetched…');
    try {
      const plan = await client.plan(workflow.id, this.request, signal);
      if (!signal.aborted) {
        this.show(plan);
      }
    } catch (error) {
      if (!signal.aborted) {
        setText(this.words, '');
        const retry = { label: 'Retry', run: () => void this.plan() };
        this.notice.show({ ...errorNotice(error as Error), actions: [retry] });
      }
    }
  }

  private show(plan: OpenPlan): void {
    const size = plan.size === null ? '' : bytes(Number(plan.size));
    setText(this.words, planWords(plan, size));
    this.fields.show(plan);
    setText(this.missing, missingWords(plan.kernel));
    this.missing.hidden = this.missing.textContent === '';
    this.notes.replaceChildren(...plan.notes.map(note => h('li', {}, note)));
    setIdle(this.open, false);
    if (!this.node.contains(document.activeElement)) {
      this.open.focus();
    }
  }

  private async begin(): Promise<void> {
    if (isIdle(this.open)) {
      return;
    }
    setIdle(this.open, true);
    this.notice.show(null);
    try {
      const { client, workflow, begun } = this.options;
      const activity = await client.open(workflow.id, { ...this.request, ...this.fields.choice });
      this.close();
      begun(activity);
    } catch (error) {
      setIdle(this.open, false);
      this.notice.show(errorNotice(error as Error, 'It was not opened.'));
    }
  }
}
