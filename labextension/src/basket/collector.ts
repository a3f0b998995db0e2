/** Puts things into the basket from wherever they are seen, and says so. */
import type { BasketStore } from '../api/basket';
import type { RowServices } from '../api/links';
import type { BasketAddition, BasketEdit, Did, Result, RowSelection } from '../api/schema';
import { editWords } from '../components/basket/words';
import { didText } from '../components/lake/words';
import { errorNotice, type NoticeContent } from '../components/notice';
import type { Collector } from '../results/collectTools';

/** What the collector stands on. */
export interface BasketCollectorOptions {
  store: BasketStore;
  /** Show what bringing the files of rows would take. */
  stage(result: Result, selection: RowSelection | null): void;
  /** Show the basket. */
  show(): void;
  /** Say what happened to somebody who looks elsewhere. */
  notify(content: NoticeContent): void;
}

/** Rows, results, files of rows, DIDs. */
export class BasketCollector implements Collector {
  constructor(private readonly options: BasketCollectorOptions) {}

  add(result: Result, selection: RowSelection | null): Promise<NoticeContent> {
    const what = selection
      ? { rows: [{ result: result.id, selection }] }
      : { results: [result.id] };
    return this.put(what);
  }

  stage(result: Result, selection: RowSelection | null): void {
    this.options.stage(result, selection);
  }

  /** Put a file of a row in, as the row's list of files names it. */
  addLink(
    result: string,
    row: number,
    order: Parameters<RowServices['links']>[2],
    link: string
  ): Promise<NoticeContent> {
    const { column, direction, where } = order;
    const rest = where ? { where } : {};
    return this.put({ links: [{ result, row, link, sort: column, direction, ...rest }] });
  }

  /** Put DIDs of a lake in, with what it has told of them, and tell of it. */
  async addDids(lake: string, dids: readonly Did[]): Promise<void> {
    const about = Object.fromEntries(dids.map(did => [`rucio://${lake}/${didText(did)}`, did]));
    await this.putAndTell({ dids: Object.keys(about), about });
  }

  /** Put anything in, and tell of it. */
  async putAndTell(addition: BasketAddition): Promise<void> {
    try {
      this.options.notify(await this.put(addition));
    } catch (error) {
      this.options.notify(errorNotice(error as Error, 'Nothing was added to the basket.'));
    }
  }

  private async put(addition: BasketAddition): Promise<NoticeContent> {
    const { store } = this.options;
    const edit = await store.client.add(addition);
    store.changed(edit.revision);
    return this.words(edit);
  }

  private words(edit: BasketEdit): NoticeContent {
    const show = { label: 'Show basket', run: () => this.options.show() };
    const undo = { label: 'Undo', run: () => void this.undo(edit.revision) };
    const kind = edit.refused.length > 0 ? 'warning' : edit.count > 0 ? 'success' : 'info';
    const actions = edit.count > 0 ? [show, undo] : [show];
    return { kind, message: editWords(edit), actions };
  }

  private async undo(revision: number): Promise<void> {
    const { store, notify } = this.options;
    try {
      const edit = await store.client.undo(revision);
      store.changed(edit.revision);
      notify({ kind: 'info', message: editWords(edit) });
    } catch (error) {
      notify(errorNotice(error as Error));
    }
  }
}
