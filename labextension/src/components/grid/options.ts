import type { RowSet } from './rowSet';
import type { SortState } from './rowSource';

/** What a {@link Grid} is told by its owner; rows count from 0 in the order shown. */
export interface GridOptions {
  /** The grid's accessible name. */
  readonly label: string;
  /** Called when other rows are selected. */
  readonly onSelect?: (selection: RowSet) => void;
  /** Called when the person sorts. */
  readonly onSort?: (sort: SortState) => void;
  /** Called when the active row changes; not called for the header. */
  readonly onFocusRow?: (row: number) => void;
}
