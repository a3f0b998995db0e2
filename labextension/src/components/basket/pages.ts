/** The items of a basket of any size, read by the page as they come into view. */
import type { BasketItem, BasketView } from '../../api/schema';

/** Reads a part of the basket as it is looked at now. */
export type PageReader = (
  offset: number,
  limit: number,
  signal: AbortSignal
) => Promise<BasketView>;

/** What is told of a reading. */
export interface PagesListener {
  /** Items or the totals have changed. */
  changed(view: BasketView): void;
  failed(error: Error): void;
}

/** As many items as one page holds. */
export const PAGE = 200;
const KEPT = 60;
const MOST = 1000;

/** Keeps what was read; what is read again stands until the new comes. */
export class ItemPages {
  total = 0;
  private pages = new Map<number, readonly BasketItem[]>();
  private readonly paths = new Map<string, string>();
  private readonly fresh = new Set<number>();
  private readonly asked = new Map<number, AbortController>();

  constructor(
    private readonly read: PageReader,
    private readonly listener: PagesListener
  ) {}

  dispose(): void {
    this.stop();
  }

  /** The item in a place, if it has been read. */
  at(index: number): BasketItem | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Where the file of an item is on this machine, if it is. */
  here(id: string): string | undefined {
    return this.paths.get(id);
  }

  /** Where an item stands, among those that have been read; -1 else. */
  indexOf(id: string): number {
    for (const [page, items] of this.pages) {
      const at = items.findIndex(item => item.id === id);
      if (at >= 0) {
        return page * PAGE + at;
      }
    }
    return -1;
  }

  /** Read what is not there yet of these places. */
  need(first: number, last: number): void {
    for (
      let page = Math.floor(first / PAGE);
      page <= Math.floor(Math.max(first, last) / PAGE);
      page += 1
    ) {
      if (page === 0 || page * PAGE < this.total) {
        void this.load(page);
      }
    }
  }

  /** Other items are looked at: forget those that are known. */
  reset(): void {
    this.stop();
    this.pages.clear();
    this.paths.clear();
    this.total = 0;
    this.need(0, 0);
  }

  /** The items may have changed: read those in view again. */
  renew(first: number, last: number): void {
    this.stop();
    this.need(first, Math.min(last, Math.max(0, this.total - 1)));
  }

  /** The items in these places, also those that were not in view. */
  async range(first: number, last: number): Promise<BasketItem[]> {
    const found: BasketItem[] = [];
    for (let index = first; index <= last; index += 1) {
      const item = this.at(index);
      if (!item) {
        return this.readAll(first, last);
      }
      found.push(item);
    }
    return found;
  }

  private async readAll(first: number, last: number): Promise<BasketItem[]> {
    const found: BasketItem[] = [];
    const { signal } = new AbortController();
    while (found.length <= last - first) {
      const offset = first + found.length;
      const { items } = await this.read(offset, Math.min(MOST, last + 1 - offset), signal);
      if (items.length === 0) {
        break;
      }
      found.push(...items);
    }
    return found;
  }

  private async load(page: number): Promise<void> {
    if (this.fresh.has(page) || this.asked.has(page)) {
      return;
    }
    const asking = new AbortController();
    this.asked.set(page, asking);
    try {
      const view = await this.read(page * PAGE, PAGE, asking.signal);
      if (!asking.signal.aborted) {
        this.asked.delete(page);
        this.take(page, view);
      }
    } catch (error) {
      if (!asking.signal.aborted) {
        this.asked.delete(page);
        this.listener.failed(error as Error);
      }
    }
  }

  private take(page: number, view: BasketView): void {
    this.pages.delete(page);
    this.pages.set(page, view.items);
    this.fresh.add(page);
    for (const { id } of view.items) {
      this.paths.delete(id);
    }
    for (const [id, path] of Object.entries(view.here)) {
      this.paths.set(id, path);
    }
    this.total = view.total;
    for (const old of [...this.pages.keys()]) {
      // The first page stands also for a basket with nothing in it, which is read once.
      if (this.pages.size > KEPT || (old > 0 && old * PAGE >= this.total)) {
        this.pages.delete(old);
        this.fresh.delete(old);
      }
    }
    this.listener.changed(view);
  }

  private stop(): void {
    for (const asking of this.asked.values()) {
      asking.abort();
    }
    this.asked.clear();
    this.fresh.clear();
  }
}
