/** The list of what is attached to a notebook. */
import type { Attachment } from '../../lake/attachment';
import type { AttachmentState, NotebookAttachments } from '../../lake/notebookAttachments';
import { button, type Component, h, holdsFocus, setAttribute, setText } from '../dom';
import { stateDot, stateWords } from './words';

/** What the buttons of a row do besides what the model does. */
export interface RowActions {
  /** Show a DID in the panel, where it can be made available. */
  show(attachment: Attachment): void;
  login(attachment: Attachment): void;
  /** Ask for another name. */
  rename(attachment: Attachment): void;
}

interface Row {
  node: HTMLElement;
  dot: HTMLElement;
  words: HTMLElement;
  actions: HTMLElement;
  labels: string;
}

/** One row a variable; buttons that stay the same keep the focus. */
export class AttachmentList implements Component {
  readonly node = h('ul', { class: 'esap-attach-list', 'aria-label': 'Attached data' });
  private readonly rows = new Map<string, Row>();

  constructor(
    private readonly model: NotebookAttachments,
    private readonly does: RowActions
  ) {}

  dispose(): void {
    this.node.remove();
  }

  /** Show them as they are now. */
  update(): void {
    const { attachments } = this.model.attached;
    const wanted = new Set(attachments.map(keyOf));
    for (const [key, row] of this.rows) {
      if (!wanted.has(key)) {
        const next = holdsFocus(row.node)
          ? (row.node.nextElementSibling ?? row.node.previousElementSibling)
          : null;
        next?.querySelector('button')?.focus();
        row.node.remove();
        this.rows.delete(key);
      }
    }
    for (const attachment of attachments) {
      this.put(attachment);
    }
  }

  private put(attachment: Attachment): void {
    let row = this.rows.get(keyOf(attachment));
    if (!row) {
      row = makeRow(attachment);
      this.rows.set(keyOf(attachment), row);
      this.node.append(row.node);
    }
    const state = this.model.stateOf(attachment);
    setText(row.words, stateWords(state));
    setAttribute(row.dot, 'data-state', stateDot(state));
    const actions = this.actions(attachment, state);
    const labels = actions.map(([label]) => label).join('\n');
    if (labels !== row.labels) {
      const held = holdsFocus(row.actions);
      row.labels = labels;
      row.actions.replaceChildren(
        ...actions.map(([label, run]) =>
          button(label, run, {
            class: 'esap-link',
            'aria-label': `${label} ${attachment.variableName}`
          })
        )
      );
      if (held) {
        row.actions.querySelector('button')?.focus();
      }
    }
  }

  private actions(attachment: Attachment, state: AttachmentState): [string, () => void][] {
    const { model, does } = this;
    const retry: [string, () => void] = ['Retry', () => void model.retry(attachment)];
    const show: [string, () => void] = ['Make available…', () => does.show(attachment)];
    const detach: [string, () => void] = ['Detach', () => model.remove(attachment.variableName)];
    const rename: [string, () => void] = ['Rename…', () => does.rename(attachment)];
    switch (state.state) {
      case 'ready':
        return (state.here ?? 0) < (state.files ?? 0)
          ? [show, ['Look again', retry[1]], rename, detach]
          : [rename, detach];
      case 'exists':
        return [['Overwrite', () => void model.retry(attachment, true)], rename, detach];
      case 'failed':
        return isLogin(state)
          ? [['Log in…', () => does.login(attachment)], retry, detach]
          : state.error?.code === 'bad_request'
            ? [rename, detach]
            : [retry, rename, detach];
      default:
        return [detach];
    }
  }
}

function isLogin({ error }: AttachmentState): boolean {
  return error?.code === 'not_logged_in' || error?.code === 'login_refused';
}

function keyOf({ variableName, did }: Attachment): string {
  return `${variableName}\n${did}`;
}

function makeRow({ variableName, did }: Attachment): Row {
  const dot = h('span', { class: 'esap-dot', 'aria-hidden': 'true' });
  const words = h('span', { class: 'esap-attach-state' });
  const actions = h('span', { class: 'esap-attach-actions' });
  const name = h('code', { class: 'esap-code', title: variableName }, variableName);
  const what = h('span', { class: 'esap-attach-did', title: did }, did);
  const node = h('li', { class: 'esap-attach-row' }, dot, name, what, words, actions);
  return { node, dot, words, actions, labels: '' };
}
