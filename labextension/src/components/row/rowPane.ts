/** The current row: its cells, its preview, what belongs to it. */
import type { Backend } from '../../api/backend';
import type { Link, Result } from '../../api/schema';
import { button, type Component, h, setText, uniqueId } from '../dom';
import { count } from '../format';
import type { RowSource } from '../grid';
import { errorNotice, Notice } from '../notice';
import { errorWords } from '../words';
import type { Around } from './cutoutForm';
import type { RowDetails } from './details';
import { LinkList } from './linkList';
import { Preview } from './preview';
import { Transfer } from './transfer';
import { Values } from './values';

/** What the pane stands on. */
export interface RowPaneOptions {
  readonly backend: Backend;
  readonly details: RowDetails;
  readonly result: Result;
  readonly source: RowSource;
  /** The name and the position of a row. */
  nameOf(row: number): Promise<string>;
  aroundOf(row: number): Promise<Around | null>;
}

/** How long a row has to stay the current one before anybody is asked about it. */
const PATIENCE = 250;

/** Shows one row at a time; archives are asked when the person says so. */
export class RowPane implements Component {
  readonly node: HTMLElement;
  private readonly heading = h('p', { class: 'esap-row-heading' });
  private readonly values: Values;
  private readonly preview = new Preview();
  private readonly notice = new Notice();
  private readonly transfer: Transfer;
  private readonly place = h('div');
  private readonly always: HTMLInputElement;
  private readonly tools: HTMLElement;
  private row = -1;
  private waiting = new AbortController();

  constructor(private readonly options: RowPaneOptions) {
    const { backend, details, result } = options;
    this.values = new Values(result.columns);
    this.transfer = new Transfer(details, id => backend.cancelActivity(id));
    this.always = h('input', {
      type: 'checkbox',
      id: uniqueId('always'),
      on: { change: () => this.always.checked && this.look() }
    });
    this.tools = h(
      'div',
      { class: 'esap-row-tools', role: 'group', 'aria-label': 'This row' },
      button('Show preview', () => void this.showPreview(this.waiting.signal)),
      button('List files', () => void this.listLinks(this.waiting.signal), {
        title: 'Ask the archive which files and services belong to this row'
      }),
      h(
        'span',
        { class: 'esap-inline' },
        this.always,
        h('label', { for: this.always.id }, 'Both for each row')
      )
    );
    this.node = h(
      'div',
      { class: 'esap-row' },
      this.heading,
      this.tools,
      this.preview.node,
      this.notice.node,
      this.place,
      this.transfer.node,
      this.values.node
    );
  }

  dispose(): void {
    this.waiting.abort();
    for (const part of [this.values, this.preview, this.transfer, this.notice]) {
      part.dispose();
    }
    this.node.remove();
  }

  /** Make a row the current one. */
  show(row: number): void {
    if (row < 0) {
      return;
    }
    this.row = row;
    this.waiting.abort();
    this.waiting = new AbortController();
    this.preview.clear();
    this.notice.show(null);
    this.place.replaceChildren();
    const none = row >= this.options.source.rowCount;
    this.tools.hidden = none;
    this.values.node.hidden = none;
    if (none) {
      setText(this.heading, 'No row is shown.');
      return;
    }
    void this.fill(this.waiting.signal);
    if (this.always.checked) {
      this.look();
    }
  }

  private look(): void {
    const { signal } = this.waiting;
    window.setTimeout(() => {
      if (!signal.aborted) {
        void this.showPreview(signal);
        void this.listLinks(signal);
      }
    }, PATIENCE);
  }

  private async fill(signal: AbortSignal): Promise<void> {
    const { source, nameOf } = this.options;
    const { row } = this;
    const columns = source.columns.map((_, at) => at);
    setText(this.heading, `Row ${count(row + 1)} of ${count(source.rowCount)}`);
    try {
      const [cells] = await source.fetch(row, row + 1, columns, signal);
      const name = await nameOf(row);
      if (!signal.aborted) {
        const place = `row ${count(row + 1)} of ${count(source.rowCount)}`;
        const named = name !== `Row ${row + 1}`;
        setText(this.heading, named ? `${name} · ${place}` : `R${place.slice(1)}`);
        this.values.show(cells);
      }
    } catch (error) {
      if (!signal.aborted) {
        this.notice.show(errorNotice(error as Error, 'The row cannot be shown.'));
      }
    }
  }

  private async showPreview(signal: AbortSignal): Promise<void> {
    const { details, result, source, nameOf } = this.options;
    const { row } = this;
    const fetch = () => details.services.preview(result.id, row, source.order, signal);
    await this.preview.load(fetch, await nameOf(row), signal);
  }

  private async listLinks(signal: AbortSignal): Promise<void> {
    const { details, result, source, aroundOf } = this.options;
    const { row } = this;
    this.notice.show({ kind: 'info', message: 'Asking which files belong to this row…' });
    try {
      const links = await details.services.links(result.id, row, source.order, signal);
      const around = await aroundOf(row);
      if (signal.aborted) {
        return;
      }
      this.notice.show(null);
      const list = new LinkList(links, {
        around,
        bring: link => this.bring(row, link),
        stage:
          details.stage &&
          ((link, name) => details.stage?.(result, row, source.order, link.id, name)),
        collect: details.collect && (link => void this.collect(row, link)),
        cutout: (link, parameters) => this.cutout(row, link, parameters)
      });
      this.place.replaceChildren(list.node);
    } catch (error) {
      if (!signal.aborted) {
        const run = () => void this.listLinks(this.waiting.signal);
        const message = errorWords(error as Error);
        this.notice.show({ kind: 'error', message, actions: [{ label: 'Retry', run }] });
      }
    }
  }

  private bring(row: number, link: Link): void {
    const { details, result, source } = this.options;
    const { order } = source;
    void this.transfer.start('the file', () =>
      details.services.bring(result.id, row, order, link.id)
    );
  }

  private async collect(row: number, link: Link): Promise<void> {
    const { details, result, source } = this.options;
    const { signal } = this.waiting;
    try {
      const content = await details.collect?.(result.id, row, source.order, link.id);
      if (!signal.aborted) {
        this.notice.show(content ?? null);
      }
    } catch (error) {
      if (!signal.aborted) {
        this.notice.show(errorNotice(error as Error, 'It was not added to the basket.'));
      }
    }
  }

  private cutout(row: number, link: Link, parameters: { [name: string]: string }): void {
    const { details, result, source } = this.options;
    const { order } = source;
    void this.transfer.start('the cutout', () =>
      details.services.cutout(result.id, row, order, link.id, parameters)
    );
  }
}
