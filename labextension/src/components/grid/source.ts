import type { RowFilter } from '../../api/schema';
import type {
  CellText,
  GridColumn,
  RowOrder,
  RowSource,
  SortState,
  SourceChange
} from './rowSource';

/** Rows in a page. */
export const PAGE_ROWS = 256;
/** Columns in a page. */
export const PAGE_COLUMNS = 32;

/** A page to load: rows `start <= row < stop` of the named columns, in the given order. */
export interface PageRequest {
  readonly start: number;
  readonly stop: number;
  readonly columns: number[];
  readonly sort: number | null;
  readonly direction: SortState['direction'];
  readonly where?: RowFilter;
}

/** A loaded page; the REST model `Page` fits. */
export interface LoadedPage {
  readonly cells: CellText[][];
  /** How many rows the filter lets through. */
  readonly total?: number;
}

/** What a {@link PagedSource} is made of. */
export interface PagedSourceOptions {
  readonly rowCount: number;
  readonly columns: readonly GridColumn[];
  /** Load one page; must reject when `signal` aborts or the page cannot be had. */
  readonly load: (request: PageRequest, signal: AbortSignal) => Promise<LoadedPage>;
  /** How many pages stay in memory (the least recently wanted go first). */
  readonly keep?: number;
  /** Milliseconds that a page must stay in view before it is asked for. */
  readonly patience?: number;
}

interface PageName {
  readonly key: string;
  readonly row: number;
  readonly column: number;
}

/** Rows in pages of 256 x 32, loaded when wanted, with the latest kept in memory. */
export class PagedSource implements RowSource {
  readonly columns: readonly GridColumn[];
  private _allRows: number;
  private matching: number | null = null;
  private _where: RowFilter | null = null;
  private counting: AbortController | null = null;
  private _sort: SortState = { column: null, direction: 'none' };
  private generation = 0;
  private readonly pages = new Map<string, CellText[][]>();
  private readonly pending = new Map<string, AbortController>();
  private readonly failures = new Map<string, string>();
  private readonly listeners = new Set<(change: SourceChange) => void>();
  private readonly load: PagedSourceOptions['load'];
  private readonly keep: number;
  private readonly patience: number;

  constructor({ rowCount, columns, load, keep = 96, patience = 30 }: PagedSourceOptions) {
    this._allRows = rowCount;
    this.columns = columns;
    this.load = load;
    this.keep = keep;
    this.patience = patience;
  }

  get rowCount(): number {
    return this.matching ?? this._allRows;
  }

  get allRows(): number {
    return this._allRows;
  }

  /** More rows have come; those that were here stay where they are unless they are sorted. */
  grow(rowCount: number): void {
    const before = this._allRows;
    this._allRows = rowCount;
    if (this._where) {
      void this.recount(this._where);
      return;
    }
    this.generation += 1;
    if (this._sort.column !== null) {
      this.forget();
    } else {
      this.forgetEnd(Math.floor(before / PAGE_ROWS));
    }
    this.tell({ kind: 'grown' });
  }

  get sort(): SortState {
    return this._sort;
  }

  setSort(sort: SortState): void {
    this._sort = sort.direction === 'none' ? { column: null, direction: 'none' } : sort;
    this.generation += 1;
    this.forget();
    this.tell({ kind: 'sorted' });
  }

  get where(): RowFilter | null {
    return this._where;
  }

  get order(): RowOrder {
    return this._where ? { ...this._sort, where: this._where } : this._sort;
  }

  async filter(where: RowFilter | null): Promise<void> {
    const wanted = where?.conditions?.length || where?.text ? where : null;
    const total = await this.count(wanted);
    this._where = wanted;
    this.recounted(total, 'filtered');
  }

  peek(row: number, column: number): CellText | undefined {
    const page = this.pages.get(nameOf(row, column).key);
    return page?.[row % PAGE_ROWS]?.[column % PAGE_COLUMNS];
  }

  failure(row: number, column: number): string | undefined {
    return this.failures.size ? this.failures.get(nameOf(row, column).key) : undefined;
  }

  want(start: number, stop: number, columns: readonly number[]): void {
    const names = pagesOf(start, stop, columns);
    const keys = new Set(names.map(name => name.key));
    for (const [key, controller] of this.pending) {
      if (!keys.has(key)) {
        this.pending.delete(key);
        controller.abort();
      }
    }
    for (const name of names) {
      const page = this.pages.get(name.key);
      if (page) {
        this.store(name.key, page);
      } else if (!this.pending.has(name.key) && !this.failures.has(name.key)) {
        void this.bring(name);
      }
    }
  }

  retry(): void {
    if (this.failures.size) {
      this.failures.clear();
      this.tell({ kind: 'retried' });
    }
  }

  async fetch(
    start: number,
    stop: number,
    columns: readonly number[],
    signal: AbortSignal
  ): Promise<CellText[][]> {
    const got = new Map<string, CellText[][]>();
    for (const name of pagesOf(start, stop, columns)) {
      got.set(name.key, this.pages.get(name.key) ?? (await this.ask(name, signal)));
    }
    return Array.from({ length: stop - start }, (_, offset) =>
      columns.map(column => {
        const page = got.get(nameOf(start + offset, column).key);
        return page?.[(start + offset) % PAGE_ROWS]?.[column % PAGE_COLUMNS] ?? null;
      })
    );
  }

  subscribe(listener: (change: SourceChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Cancel what is under way and forget all pages and listeners. */
  dispose(): void {
    this.generation += 1;
    this.counting?.abort();
    this.forget();
    this.listeners.clear();
  }

  /** More rows have come while only some are shown. */
  private async recount(where: RowFilter): Promise<void> {
    if (this.counting) {
      // Whoever counts will see that there are more.
      return;
    }
    try {
      this.recounted(await this.count(where), 'grown');
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.tell({ kind: 'failed', start: 0, stop: this.rowCount, message });
    }
  }

  private recounted(total: number | null, kind: 'filtered' | 'grown'): void {
    this.matching = total;
    this.generation += 1;
    this.forget();
    this.tell({ kind });
  }

  /** Ask how many rows a filter lets through, again where more have come meanwhile. */
  private async count(where: RowFilter | null): Promise<number | null> {
    this.counting?.abort();
    if (!where) {
      this.counting = null;
      return null;
    }
    const counting = new AbortController();
    this.counting = counting;
    const nothing = { start: 0, stop: 0, columns: [], sort: null, direction: 'none' } as const;
    try {
      for (;;) {
        const asked = this._allRows;
        const { total } = await this.load({ ...nothing, columns: [], where }, counting.signal);
        counting.signal.throwIfAborted();
        if (total === undefined) {
          throw new Error('The answer does not say how many rows there are.');
        }
        if (asked === this._allRows) {
          return total;
        }
      }
    } finally {
      if (this.counting === counting) {
        this.counting = null;
      }
    }
  }

  /** Forget pages from a block of rows on, and whatever is under way, which knows only the fewer. */
  private forgetEnd(block: number): void {
    for (const key of this.pages.keys()) {
      if (Number(key.split(':')[0]) >= block) {
        this.pages.delete(key);
      }
    }
    this.failures.clear();
    for (const controller of this.pending.values()) {
      controller.abort();
    }
    this.pending.clear();
  }

  private forget(): void {
    this.pages.clear();
    this.failures.clear();
    for (const controller of this.pending.values()) {
      controller.abort();
    }
    this.pending.clear();
  }

  /** Load a page for the view; its outcome is stored and told unless nobody waits any more. */
  private async bring(name: PageName): Promise<void> {
    const controller = new AbortController();
    this.pending.set(name.key, controller);
    const { start, stop, columns } = this.request(name);
    try {
      if (this.pages.size) {
        await pause(this.patience, controller.signal);
      }
      await this.ask(name, controller.signal);
      this.tell({ kind: 'loaded', start, stop, columns });
    } catch (error) {
      if (!controller.signal.aborted) {
        const message = error instanceof Error ? error.message : String(error);
        this.failures.set(name.key, message);
        this.tell({ kind: 'failed', start, stop, message });
      }
    } finally {
      if (this.pending.get(name.key) === controller) {
        this.pending.delete(name.key);
      }
    }
  }

  /** Load and store a page; a reply that belongs to an older order is refused. */
  private async ask(name: PageName, signal: AbortSignal): Promise<CellText[][]> {
    const generation = this.generation;
    const request = this.request(name);
    const { cells } = await this.load(request, signal);
    signal.throwIfAborted();
    if (generation !== this.generation) {
      throw new Error('The order of the rows changed meanwhile.');
    }
    const rows = request.stop - request.start;
    if (cells.length !== rows || cells.some(row => row.length !== request.columns.length)) {
      throw new Error(`The answer does not hold the ${rows} rows asked for.`);
    }
    this.store(name.key, cells);
    return cells;
  }

  private request({ row, column }: PageName): PageRequest {
    const first = column * PAGE_COLUMNS;
    const last = Math.min(this.columns.length, first + PAGE_COLUMNS);
    return {
      start: row * PAGE_ROWS,
      stop: Math.min(this.rowCount, (row + 1) * PAGE_ROWS),
      columns: Array.from({ length: last - first }, (_, index) => first + index),
      sort: this._sort.column,
      direction: this._sort.direction,
      ...(this._where ? { where: this._where } : {})
    };
  }

  private store(key: string, page: CellText[][]): void {
    this.pages.delete(key);
    this.pages.set(key, page);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= this.keep) {
        return;
      }
      this.pages.delete(oldest);
    }
  }

  private tell(change: SourceChange): void {
    for (const listener of this.listeners) {
      listener(change);
    }
  }
}

function nameOf(row: number, column: number): PageName {
  const at = { row: Math.floor(row / PAGE_ROWS), column: Math.floor(column / PAGE_COLUMNS) };
  return { key: `${at.row}:${at.column}`, ...at };
}

function pagesOf(start: number, stop: number, columns: readonly number[]): PageName[] {
  const blocks = new Set(columns.map(column => Math.floor(column / PAGE_COLUMNS)));
  const names: PageName[] = [];
  for (let row = Math.floor(start / PAGE_ROWS) * PAGE_ROWS; row < stop; row += PAGE_ROWS) {
    for (const block of blocks) {
      names.push(nameOf(row, block * PAGE_COLUMNS));
    }
  }
  return names;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
