export { Grid } from './grid';
export type { GridOptions } from './options';
export { RowSet } from './rowSet';
export type {
  CellText,
  Direction,
  GridColumn,
  RowOrder,
  RowSource,
  SortState
} from './rowSource';
export { type LoadedPage, PagedSource, type PagedSourceOptions, type PageRequest } from './source';
