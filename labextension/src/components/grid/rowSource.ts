import type { RowFilter } from '../../api/schema';

/** A sort order; `none` is the order in which the rows came. */
export type Direction = 'none' | 'ascending' | 'descending';

/** The column that orders the rows, `null` when none does. */
export interface SortState {
  readonly column: number | null;
  readonly direction: Direction;
}

/** How rows are counted: in which order, and which; the REST model `RowSelection` says the same. */
export interface RowOrder extends SortState {
  readonly where?: RowFilter;
}

/** A column in VOTable's words; the REST model `Column` fits. */
export interface GridColumn {
  readonly name: string;
  readonly datatype?: string;
  readonly arraysize?: string | null;
  readonly unit?: string | null;
  readonly ucd?: string | null;
  readonly description?: string;
  readonly numeric?: boolean;
}

/** Exact text of a cell; `null` is a missing value. */
export type CellText = string | null;

/** What a source tells its listeners. Rows are half-open: `start <= row < stop`. */
export type SourceChange =
  | { kind: 'loaded'; start: number; stop: number; columns: readonly number[] }
  | { kind: 'failed'; start: number; stop: number; message: string }
  | { kind: 'retried' }
  | { kind: 'grown' }
  | { kind: 'sorted' }
  | { kind: 'filtered' };

/** Where the grid's rows come from. Columns are named by their index in `columns`. */
export interface RowSource {
  /** How many rows there are to be shown: those that the filter lets through. */
  readonly rowCount: number;
  /** How many there are without the filter. */
  readonly allRows: number;
  readonly columns: readonly GridColumn[];
  readonly sort: SortState;
  /** Which rows are shown, `null` for all. */
  readonly where: RowFilter | null;
  /** What a row's number means. */
  readonly order: RowOrder;
  /** Order the rows anew; everything loaded before is forgotten. */
  setSort(sort: SortState): void;
  /**
   * Show only some of the rows, `null` for all; everything loaded before is forgotten.
   *
   * Rejects, and leaves all as it is, when the filter makes no sense or another one is wanted
   * meanwhile.
   */
  filter(where: RowFilter | null): Promise<void>;
  /** The cell's text without waiting, `undefined` while it is not here. */
  peek(row: number, column: number): CellText | undefined;
  /** Why the cell's page could not be loaded, `undefined` when nothing failed. */
  failure(row: number, column: number): string | undefined;
  /** Ask for what is in view; requests for anything else are cancelled. */
  want(start: number, stop: number, columns: readonly number[]): void;
  /** Forget that pages failed, so that the next `want` asks for them again. */
  retry(): void;
  /**
   * Cells `[row][column]`, loading what is not here.
   *
   * Rejects with the cause when a page cannot be loaded, when `signal` aborts, or when the
   * order changes meanwhile.
   */
  fetch(
    start: number,
    stop: number,
    columns: readonly number[],
    signal: AbortSignal
  ): Promise<CellText[][]>;
  /** Call `listener` at every change; returns how to stop it. */
  subscribe(listener: (change: SourceChange) => void): () => void;
}
