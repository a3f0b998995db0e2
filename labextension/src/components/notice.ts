/** A state in words with its ways out: an error, a wait, a warning. */
import { button, h } from './dom';

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

const ROLES = { info: 'status', success: 'status', warning: 'status', error: 'alert' } as const;
const SIGNS = { info: 'i', success: '✓', warning: '!', error: '×' } as const;

/** Put a notice into a place; `null` empties it. */
export function showNotice(place: HTMLElement, content: NoticeContent | null): void {
  place.replaceChildren(...(content ? [makeNotice(content)] : []));
  place.hidden = content === null;
}

/** Make a notice. */
export function makeNotice(content: NoticeContent): HTMLElement {
  const { kind, message, remedy = '', actions = [] } = content;
  const text = h(
    'div',
    { class: 'esap-notice-text', role: ROLES[kind] },
    h('strong', {}, message),
    remedy ? h('span', {}, ` ${remedy}`) : null
  );
  const buttons = actions.map(action => button(action.label, action.run));
  return h(
    'div',
    { class: 'esap-notice', 'data-kind': kind },
    h('span', { class: 'esap-sign', 'aria-hidden': 'true' }, SIGNS[kind]),
    text,
    buttons.length > 0 ? h('div', { class: 'esap-actions' }, ...buttons) : null
  );
}
