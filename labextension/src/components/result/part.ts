/** One archive's part of a search, from waiting to rows. */
import { hasEnded } from '../../api/activities';
import type { Backend } from '../../api/backend';
import type { Activity, Result } from '../../api/schema';
import { type Component, h, holdsFocus } from '../dom';
import { errorNotice, Notice, type NoticeContent } from '../notice';
import type { RowDetails } from '../row/details';
import { type Again, over, progress, told } from './notices';
import type { Selections } from './selections';
import { ResultView } from './view';
import { WaitingTools } from './waiting';

/** What a part is told and may ask. */
export interface PartOptions {
  backend: Backend;
  /** The archive's name. */
  name: string;
  /** Makes the tools above the rows. */
  toolbar?: (result: Result) => Component;
  /** What can be asked of single rows. */
  details?: RowDetails;
  /** Where it is told which rows are selected. */
  selections?: Selections;
  again: Again;
}

/** Shows progress, error, or rows; each state replaces the one before. */
export class Part implements Component {
  readonly node: HTMLElement;
  /** The result, once it is here and while it is shown. */
  result: Result | null = null;
  private readonly notice = new Notice();
  private view: ResultView | null = null;
  private state = '';
  private activity: Activity | null = null;
  private visible = false;
  private cancelling = false;
  private looking = false;
  /** Where the tools come, while rows do. */
  private tools: WaitingTools | null = null;
  private said: NoticeContent | null = null;
  /** Counts what was shown, so that a late answer finds out that it is not awaited any more. */
  private turn = 0;

  constructor(private readonly options: PartOptions) {
    this.node = h('div', { class: 'esap-part' }, this.notice.node);
  }

  dispose(): void {
    this.turn += 1;
    this.view?.dispose();
    this.node.remove();
  }

  /** Show the state of this activity. */
  update(activity: Activity): void {
    this.activity = activity;
    if (this.visible) {
      this.render(activity);
    }
  }

  /** Show what there is; rows are fetched from now on. */
  reveal(): void {
    this.visible = true;
    if (this.activity) {
      this.render(this.activity);
    }
  }

  focus(): void {
    (this.view ?? this.notice).focus();
  }

  private render(activity: Activity): void {
    const { name, again } = this.options;
    const ended = hasEnded(activity);
    const state = `${activity.id} ${ended ? activity.state : ''}`;
    const changed = state !== this.state;
    this.state = state;
    if (changed) {
      this.cancelling = false;
    }
    if (!ended) {
      this.wait(activity, changed);
    } else if (changed && activity.result) {
      void this.open(activity.result, activity, progress(name, activity));
    } else if (changed) {
      this.replace(over(name, activity, again));
    }
  }

  private wait(activity: Activity, changed: boolean): void {
    const cancel = { label: 'Cancel', run: () => void this.cancel(activity.id) };
    const content = progress(this.options.name, activity, [cancel]);
    if (changed) {
      this.replace(content);
    } else if (!this.cancelling) {
      this.say(content);
    }
    if (activity.result && (activity.rows ?? 0) > (this.view?.rows ?? 0)) {
      void this.look(activity.result);
    }
  }

  /** Show the rows that have come so far; more are shown when still more have come. */
  private async look(id: string): Promise<void> {
    if (this.looking) {
      return;
    }
    this.looking = true;
    const { turn } = this;
    try {
      const result = await this.options.backend.result(id);
      if (turn === this.turn && result.partial) {
        this.showSome(result);
      }
    } catch {
      // What is still coming is shown when it is here; until then, the notice tells how far it is.
    } finally {
      this.looking = false;
    }
  }

  // Beside the tools to come, as what stands above the rows would move them when it goes.
  private say(content: NoticeContent | null): void {
    this.said = content;
    if (this.tools && content?.kind === 'info') {
      this.notice.show(null);
      this.tools.show(content);
    } else {
      this.notice.show(content);
    }
  }

  private showSome(result: Result): void {
    if (this.view && sameTable(this.result, result)) {
      this.view.grow(result);
    } else {
      const { backend, details, selections } = this.options;
      const focused = holdsFocus(this.node);
      const toolbar = new WaitingTools(result.title);
      this.attach(new ResultView({ backend, result, details, toolbar, selections }));
      this.tools = toolbar;
      this.say(this.said);
      if (focused) {
        toolbar.focus();
      }
    }
    this.result = result;
  }

  private async open(id: string, activity: Activity, meanwhile: NoticeContent): Promise<void> {
    if (this.result?.partial) {
      this.say(meanwhile);
      this.turn += 1;
    } else {
      this.replace(meanwhile);
    }
    const { turn } = this;
    try {
      const result = await this.options.backend.result(id);
      if (turn === this.turn) {
        this.showResult(result, activity);
      }
    } catch (error) {
      if (turn === this.turn) {
        const retry = { label: 'Retry', run: () => void this.open(id, activity, meanwhile) };
        this.replace({ ...errorNotice(error as Error), actions: [retry] });
      }
    }
  }

  private showResult(result: Result, activity: Activity): void {
    const { backend, name, toolbar, details, selections, again } = this.options;
    const content = activity.state === 'done' ? told(result, again) : over(name, activity, again);
    const tools = toolbar?.(result);
    if (this.view && sameTable(this.result, result)) {
      const held = this.tools !== null && holdsFocus(this.tools.node);
      this.view.grow(result, tools);
      if (held) {
        this.view.focus();
      }
      this.tools = null;
      this.say(content);
    } else {
      const view = { backend, result, details, toolbar: tools, selections };
      this.replace(content, new ResultView(view));
    }
    this.result = result;
  }

  private replace(content: NoticeContent | null, view: ResultView | null = null): void {
    const focused = holdsFocus(this.node);
    this.turn += 1;
    this.attach(view);
    this.say(content);
    if (focused) {
      this.focus();
    }
  }

  private attach(view: ResultView | null): void {
    this.view?.dispose();
    this.view = view;
    this.tools = null;
    this.result = null;
    if (view) {
      this.node.append(view.node);
    }
  }

  private async cancel(id: string): Promise<void> {
    if (this.cancelling) {
      return;
    }
    this.cancelling = true;
    const retry = { label: 'Cancel', run: () => void this.cancel(id) };
    this.say({ kind: 'info', message: 'Cancelling…', actions: [retry] });
    try {
      await this.options.backend.cancelActivity(id);
    } catch (error) {
      this.cancelling = false;
      this.say({ ...errorNotice(error as Error), actions: [retry] });
    }
  }
}

/** Whether one is the same table as the other, with more rows. */
function sameTable(before: Result | null, now: Result): boolean {
  return (
    before !== null &&
    before.id === now.id &&
    before.partial &&
    before.rows <= now.rows &&
    before.columns.length === now.columns.length &&
    before.columns.every(({ name }, at) => name === now.columns[at].name)
  );
}
