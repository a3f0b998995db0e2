/** The bar of a notebook that has data of a lake: how they are, and what can be done. */
import type { Lake } from '../../api/schema';
import type { Attachment } from '../../lake/attachment';
import type { NotebookAttachments } from '../../lake/notebookAttachments';
import { button, type Component, h, setAttribute, setText, uniqueId } from '../dom';
import { sentence } from '../words';
import { AttachmentList, type RowActions } from './list';
import { leftAlone, question, stateDot, summary } from './words';

/** What the bar shows, and what its buttons do. */
export interface AttachmentBarOptions extends RowActions {
  model: NotebookAttachments;
  /** The lakes as the server describes them; none is contacted. */
  lakes(): Promise<Lake[]>;
}

/** Hidden while nothing is attached. */
export class AttachmentBar implements Component {
  readonly node: HTMLElement;
  private readonly dot = h('span', { class: 'esap-dot', 'aria-hidden': 'true' });
  private readonly words = h('span', { class: 'esap-attach-words', role: 'status' });
  private readonly choice = h('select', { class: 'esap-input', 'aria-label': 'Data lake' });
  private readonly actions = h('span', { class: 'esap-attach-actions' });
  private readonly fold: HTMLButtonElement;
  private readonly list: AttachmentList;
  private lakes: Lake[] | null = null;
  private offered = '';

  constructor(private readonly options: AttachmentBarOptions) {
    this.list = new AttachmentList(options.model, options);
    this.list.node.id = uniqueId('attached');
    this.list.node.hidden = true;
    this.fold = button('Show data', () => this.toggle(), {
      class: 'esap-link',
      'aria-expanded': 'false',
      'aria-controls': this.list.node.id
    });
    this.node = h(
      'div',
      { class: 'esap-attach esap-scope', role: 'region', 'aria-label': 'Data lake' },
      h(
        'div',
        { class: 'esap-attach-line' },
        this.dot,
        this.words,
        this.choice,
        this.actions,
        this.fold
      ),
      this.list.node
    );
    this.choice.hidden = true;
    this.update();
  }

  dispose(): void {
    this.node.remove();
  }

  /** Show it as it is now. */
  update(): void {
    const { model } = this.options;
    const { attachments, broken } = model.attached;
    this.node.hidden = attachments.length + broken === 0;
    if (this.node.hidden) {
      return;
    }
    const states = attachments.map(attachment => model.stateOf(attachment));
    const asks = model.asks && !model.isPostponed;
    const all = asks
      ? question(attachments, this.names(attachments))
      : sentence(`Data lake: ${summary(states)}`);
    const words = [attachments.length > 0 ? all : 'Data lake:', leftAlone(broken)];
    setText(this.words, words.filter(Boolean).join(' '));
    const dots = states.map(stateDot);
    const worst = ['failed', 'running', 'queued', 'unknown', 'cancelled', 'done'];
    setAttribute(this.dot, 'data-state', worst.find(dot => dots.includes(dot)) ?? 'unknown');
    setAttribute(this.node, 'data-asks', asks);
    this.offer(asks);
    this.list.update();
    if (this.lakes === null) {
      void this.readLakes();
    }
  }

  private offer(asks: boolean): void {
    const { model } = this.options;
    const kind = asks ? 'asks' : model.asks ? 'later' : '';
    this.choice.hidden = !(model.asks && this.choice.options.length > 1);
    if (kind === this.offered) {
      return;
    }
    this.offered = kind;
    const attach = () => void model.agree(this.choice.hidden ? null : this.choice.value);
    const buttons = {
      asks: [
        button('Attach', attach, { class: 'esap-button esap-primary' }),
        button('Not now', () => model.postpone())
      ],
      later: [button('Attach', attach)],
      '': []
    }[kind];
    this.actions.replaceChildren(...(buttons ?? []));
  }

  private toggle(): void {
    const open = this.list.node.hidden;
    this.list.node.hidden = !open;
    setAttribute(this.fold, 'aria-expanded', String(open));
    setText(this.fold, open ? 'Hide data' : 'Show data');
  }

  private async readLakes(): Promise<void> {
    this.lakes = [];
    this.lakes = await this.options.lakes().catch(() => []);
    const nameless = this.options.model.attached.attachments.some(({ lake }) => !lake);
    if (nameless && this.lakes.length > 1) {
      const made = this.lakes.map(({ id, name }) => h('option', { value: id }, name));
      this.choice.replaceChildren(...made);
    }
    this.update();
  }

  private names(attachments: readonly Attachment[]): string[] {
    const ids = new Set(attachments.map(({ lake }) => lake).filter(id => id !== undefined));
    if (ids.size === 0 && this.lakes?.length === 1) {
      return [this.lakes[0].name];
    }
    return [...ids].map(id => this.lakes?.find(lake => lake.id === id)?.name ?? id);
  }
}
