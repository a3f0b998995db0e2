/** A state in words with its ways out: an error, a wait, a warning. */
import { BackendError } from '../api/backend';
import { button, type Component, h, holdsFocus, setAttribute, setText } from './dom';
import { sentence } from './words';

/** A button of a notice. */
export interface Action {
  label: string;
  run(): void;
}

/** What a notice says. */
export interface NoticeContent {
  kind: 'info' | 'success' | 'warning' | 'error';
  message: string;
  remedy?: string;
  actions?: Action[];
}

const SIGNS = { info: 'i', success: '✓', warning: '!', error: '×' } as const;

/**
 * A place for notices. Its live regions are there before they have anything to say, because
 * screen readers miss those that appear with their words.
 */
export class Notice implements Component {
  readonly node: HTMLElement;
  private readonly sign = h('span', { class: 'esap-sign', 'aria-hidden': 'true' });
  private readonly status = h('div', { class: 'esap-notice-text', role: 'status' });
  private readonly alert = h('div', { class: 'esap-notice-text', role: 'alert' });
  private readonly buttons = h('div', { class: 'esap-actions' });
  private actions: readonly Action[] = [];

  constructor() {
    const parts = [this.sign, this.status, this.alert, this.buttons];
    this.node = h('div', { class: 'esap-notice', tabindex: -1 }, ...parts);
  }

  dispose(): void {
    this.node.remove();
  }

  /** Say something; `null` says no more. */
  show(content: NoticeContent | null): void {
    const { kind, actions = [] } = content ?? {};
    setAttribute(this.node, 'data-kind', kind);
    setText(this.sign, kind ? SIGNS[kind] : '');
    say(this.status, kind === 'error' ? null : content);
    say(this.alert, kind === 'error' ? content : null);
    this.offer(actions);
  }

  /** Focus the first way out, or the words where there is none. */
  focus(): void {
    (this.buttons.querySelector('button') ?? this.node).focus();
  }

  // Buttons that stay the same keep the focus while the words above them change.
  private offer(actions: readonly Action[]): void {
    const same = labels(actions) === labels(this.actions);
    this.actions = actions;
    if (!same) {
      const focused = holdsFocus(this.buttons);
      const made = actions.map(({ label }, at) => button(label, () => this.actions[at]?.run()));
      this.buttons.replaceChildren(...made);
      if (focused) {
        this.focus();
      }
    }
  }
}

/** What a notice says of an error, after what it prevented. */
export function errorNotice(error: Error, lead = ''): NoticeContent {
  const remedy = error instanceof BackendError ? error.remedy : '';
  return { kind: 'error', message: `${lead} ${error.message}`.trim(), remedy };
}

function say(region: HTMLElement, content: NoticeContent | null): void {
  const { remedy = '' } = content ?? {};
  const message = remedy ? sentence(content?.message ?? '') : (content?.message ?? '');
  const words = [message, remedy].filter(Boolean).join(' ');
  if (region.textContent !== words) {
    const parts = [h('strong', {}, message), remedy ? ` ${remedy}` : ''];
    region.replaceChildren(...(words ? parts : []));
  }
}

function labels(actions: readonly Action[]): string {
  return actions.map(action => action.label).join('\n');
}
