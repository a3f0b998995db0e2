/** One archive's part of a search, from waiting to rows. */
import { hasEnded } from '../../api/activities';
import type { Backend } from '../../api/backend';
import type { Activity, Result } from '../../api/schema';
import { type Component, h, holdsFocus } from '../dom';
import { errorNotice, Notice, type NoticeContent } from '../notice';
import { type Again, missing, over, progress } from './notices';
import { ResultView } from './view';

/** What a part is told and may ask. */
export interface PartOptions {
  backend: Backend;
  /** The archive's name. */
  name: string;
  /** Makes the tools above the rows. */
  toolbar?: (result: Result) => Component;
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
    } else if (changed && activity.state === 'done' && activity.result) {
      void this.open(activity.result, progress(name, activity));
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
      this.notice.show(content);
    }
  }

  private async open(id: string, meanwhile: NoticeContent): Promise<void> {
    this.replace(meanwhile);
    const { turn } = this;
    try {
      const result = await this.options.backend.result(id);
      if (turn === this.turn) {
        this.showResult(result);
      }
    } catch (error) {
      if (turn === this.turn) {
        const retry = { label: 'Retry', run: () => void this.open(id, meanwhile) };
        this.replace({ ...errorNotice(error as Error), actions: [retry] });
      }
    }
  }

  private showResult(result: Result): void {
    const { backend, toolbar, again } = this.options;
    const view = new ResultView({ backend, result, toolbar: toolbar?.(result) });
    this.replace(missing(result, again), view);
    this.result = result;
  }

  private replace(content: NoticeContent | null, view: ResultView | null = null): void {
    const focused = holdsFocus(this.node);
    this.turn += 1;
    this.view?.dispose();
    this.view = view;
    this.result = null;
    this.notice.show(content);
    if (view) {
      this.node.append(view.node);
    }
    if (focused) {
      this.focus();
    }
  }

  private async cancel(id: string): Promise<void> {
    if (this.cancelling) {
      return;
    }
    this.cancelling = true;
    const retry = { label: 'Cancel', run: () => void this.cancel(id) };
    this.notice.show({ kind: 'info', message: 'Cancelling…', actions: [retry] });
    try {
      await this.options.backend.cancelActivity(id);
    } catch (error) {
      this.cancelling = false;
      this.notice.show({ ...errorNotice(error as Error), actions: [retry] });
    }
  }
}
