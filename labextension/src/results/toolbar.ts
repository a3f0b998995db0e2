/** What can be done with a result: to the kernel, as code, as a file. */
import type { Subscription, WorkspaceBackend } from '../api/backend';
import type { Result } from '../api/schema';
import { button, h, setText } from '../components/dom';
import { Notice, type NoticeContent } from '../components/notice';
import { KernelForm } from '../components/result/kernelForm';
import type { Selections } from '../components/result/selections';
import type { ResultTools } from '../components/result/view';
import { copyResultLink } from '../links/copying';
import { CodeInsertion } from './codeInsertion';
import { type Collector, CollectTools } from './collectTools';
import type { KernelSender } from './delivery';
import { Delivery } from './delivery';
import type { Notebooks } from './notebooks';
import type { Preferences } from './preferences';
import { SaveRow } from './saveRow';

/** What the tools stand on. */
export interface ToolbarOptions {
  backend: WorkspaceBackend;
  handover: KernelSender;
  notebooks: Notebooks;
  preferences: Preferences;
  /** Puts rows into the basket and stages them; absent where neither is offered. */
  collector?: Collector;
  /** Where it is told which rows are selected. */
  selections?: Selections;
}

/** The tools above a result's rows, and what they have to say. */
export class ResultToolbar implements ResultTools {
  readonly node: HTMLElement;
  private readonly form: KernelForm;
  private readonly goal = h('span', { class: 'esap-hint esap-goal' });
  private readonly notice = new Notice();
  private said: NoticeContent | null = null;
  private readonly delivery: Delivery;
  private readonly insertion: CodeInsertion;
  private readonly saving: SaveRow;
  private readonly collecting: CollectTools | null;
  private readonly subscription: Subscription;

  constructor(
    private readonly options: ToolbarOptions,
    private readonly result: Result
  ) {
    const { notebooks, preferences } = options;
    const say = (content: NoticeContent | null) => this.say(content);
    this.form = new KernelForm({
      result,
      form: preferences.form,
      onSend: ({ variable, form }) => void this.delivery.send(variable, form),
      onChange: () => this.changed()
    });
    const rename = () => this.form.rename();
    this.delivery = new Delivery({ ...options, result, say, rename });
    this.insertion = new CodeInsertion({ ...options, result, say });
    this.saving = new SaveRow(options.backend, result, say);
    const { collector, selections } = options;
    this.collecting =
      collector && selections ? new CollectTools({ collector, selections, result, say }) : null;
    this.node = this.build();
    this.subscription = notebooks.onChange(() => this.moved());
    this.showGoal();
  }

  dispose(): void {
    this.delivery.dispose();
    this.subscription.dispose();
    this.node.remove();
  }

  /** Only some rows are shown, but all are sent and saved, and that is said. */
  filtered(allRows: number | null): void {
    this.form.filtered(allRows);
    this.saving.filtered(allRows);
  }

  /** So many rows are selected. */
  selected(rows: number): void {
    this.collecting?.selected(rows);
  }

  /** Keep the selected rows, or the result, in the basket. */
  async addToBasket(): Promise<void> {
    await this.collecting?.add();
  }

  /** Show what bringing the files of the selected rows, or of all, would take. */
  stage(): void {
    this.collecting?.stage();
  }

  /** Bind the result in the notebook's kernel. */
  toKernel(): void {
    this.form.send();
  }

  /** Put a cell into the notebook that makes the search again. */
  insertCode(): void {
    const variable = this.form.checked();
    if (variable !== null) {
      void this.insertion.insert(variable);
    }
  }

  /** Put a link that asks this again on the clipboard. */
  copyLink(): void {
    void copyResultLink(this.result, content => this.say(content));
  }

  private build(): HTMLElement {
    const line = h(
      'div',
      { class: 'esap-toolbar', role: 'group', 'aria-label': `Tools for ${this.result.title}` },
      ...this.form.controls,
      h('span', { class: 'esap-inline' }, this.form.sendButton, this.goal),
      button('Insert code', () => this.insertCode(), {
        title: 'Put a cell that makes this search again below the active one'
      }),
      ...(this.collecting?.controls ?? []),
      this.saving.toggle
    );
    // Here, as the line above has no room for more before it breaks.
    this.saving.node.append(
      button('Copy link', () => this.copyLink(), {
        title: 'Put an address on the clipboard that fills in this search for whoever opens it'
      })
    );
    const { alert } = this.form;
    return h('div', { class: 'esap-tools' }, line, alert, this.saving.node, this.notice.node);
  }

  private changed(): void {
    this.options.preferences.form = this.form.form;
    if (this.said?.kind !== 'info') {
      this.say(null);
    }
  }

  private moved(): void {
    this.withdraw();
    this.showGoal();
  }

  private say(content: NoticeContent | null): void {
    this.said = content;
    this.notice.show(content);
  }

  // What is asked is about the name and the notebook of then.
  private withdraw(): void {
    if (this.said?.kind === 'warning' || this.said?.kind === 'error') {
      this.say(null);
    }
  }

  private showGoal(): void {
    const { current } = this.options.notebooks;
    setText(this.goal, current ? `→ ${current.name}` : '→ no notebook is open');
    this.goal.title = current?.path ?? '';
  }
}
