/** Tables of the notebook in use, whoever knows them. */
import type { Result } from '../../api/schema';

/** A variable of a kernel that holds a table; numbers are null where it cannot tell. */
export interface KernelTable {
  name: string;
  kind: string;
  rows: number | null;
  columns: number | null;
}

/** The tables of one notebook, and how one of them becomes a result. */
export interface NotebookTables {
  /** The notebook's file. */
  notebook: string;
  tables: readonly KernelTable[];
  /** How many more there are. */
  leftOut: number;
  /** Store a table as a result; rejects with {@link BackendError} or when aborted. */
  keep(table: KernelTable, signal: AbortSignal): Promise<Result>;
}

/** Asks the kernel of the notebook in use; rejects with {@link BackendError}. */
export type TablesInUse = () => Promise<NotebookTables>;
