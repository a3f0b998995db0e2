/** One archive's part of a search, from waiting to rows. */
import { hasEnded } from '../../api/activities';
import { type Backend, BackendError } from '../../api/backend';
import type { Activity, Result } from '../../api/schema';
import { button, type Component, h, setText } from '../dom';
import { makeNotice } from '../notice';
import { activityState } from '../words';
import { ResultView } from './view';

/** What a part is told and may ask. */
export interface PartOptions {
  backend: Backend;
  /** The archive's name. */
  name: string;
  /** Makes the tools above the rows. */
  toolbar?: (result: Result) => Component;
  /** Ask this archive again, perhaps with a higher limit; absent when the question is not known. */
  again?: (maxrec?: number) => void;
  suppressShortcuts?: boolean;
}

/** Shows progress, error, or rows; each state replaces the one before. */
export class Part implements Component {
  readonly node = h('div', { class: 'esap-part' });
  /** The result, once it is here. */
  result: Result | null = null;
  private view: ResultView | null = null;
  private readonly progress = h('span', { role: 'status' });
  private state = '';
  private activity: Activity | null = null;
  private visible = false;

  constructor(private readonly options: PartOptions) {}

  dispose(): void {
    this.view?.dispose();
    this.node.remove();
  }

  /** Show the state of this activity. */
  update(activity: Activity): void {
    this.activity = activity;
    setText(this.progress, `${this.options.name}: ${activityState(activity)}`);
    if (this.visible) {
      this.render();
    }
  }

  /** Show what there is; rows are fetched from now on. */
  reveal(): void {
    this.visible = true;
    this.render();
  }

  focus(): void {
    (this.view?.grid ?? this.node.querySelector('button'))?.focus();
  }

  private render(): void {
    const activity = this.activity;
    const state = activity ? `${activity.id} ${hasEnded(activity) ? activity.state : ''}` : '';
    if (!activity || state === this.state) {
      return;
    }
    this.state = state;
    if (!hasEnded(activity)) {
      this.replace(this.waiting(activity));
    } else if (activity.state === 'done' && activity.result) {
      void this.open(activity.result);
    } else {
      this.replace(this.over(activity));
    }
  }

  /** Show a stored result. */
  async open(id: string): Promise<void> {
    try {
      this.showResult(await this.options.backend.result(id));
    } catch (error) {
      const remedy = error instanceof BackendError ? error.remedy : '';
      this.replace(
        makeNotice({
          kind: 'error',
          message: (error as Error).message,
          remedy,
          actions: [{ label: 'Retry', run: () => void this.open(id) }]
        })
      );
    }
  }

  private showResult(result: Result): void {
    const { backend, toolbar, again, suppressShortcuts } = this.options;
    this.result = result;
    const view = new ResultView({
      backend,
      result,
      toolbar: toolbar?.(result),
      onHigherLimit: again,
      suppressShortcuts
    });
    this.replace(view.node, view);
  }

  private replace(content: HTMLElement, view: ResultView | null = null): void {
    const focused = this.node.contains(document.activeElement);
    this.view?.dispose();
    this.view = view;
    this.node.replaceChildren(content);
    if (focused) {
      this.focus();
    }
  }

  private waiting(activity: Activity): HTMLElement {
    const cancel = button('Cancel', () => void this.options.backend.cancelActivity(activity.id));
    return h('div', { class: 'esap-waiting' }, this.progress, cancel);
  }

  private over(activity: Activity): HTMLElement {
    const { name, again } = this.options;
    const cancelled = activity.state === 'cancelled';
    return makeNotice({
      kind: cancelled ? 'info' : 'error',
      message: cancelled
        ? `The search of ${name} was cancelled.`
        : (activity.error?.message ?? `The search of ${name} failed.`),
      remedy: cancelled ? '' : (activity.error?.remedy ?? ''),
      actions: again ? [{ label: 'Retry', run: () => again() }] : []
    });
  }
}
