// Made from esap_jupyter/models.py by scripts/schema.py; do not edit.

export type ActivityState = 'cancelled' | 'done' | 'failed' | 'queued' | 'running';
export type ArchiveState = 'checking' | 'reachable' | 'unavailable' | 'unknown' | 'unreachable';
export type Direction = 'ascending' | 'descending' | 'none';
export type SaveFormat = 'csv' | 'votable';

/**
 * All models by name.
 */
export interface Models {
  Activity: Activity;
  ActivityState: ActivityState;
  Archive: Archive;
  ArchiveState: ArchiveState;
  Code: Code;
  Collection: Collection;
  Column: Column;
  Direction: Direction;
  ErrorInfo: ErrorInfo;
  Page: Page;
  Provenance: Provenance;
  RenameRequest: RenameRequest;
  Result: Result;
  SaveFormat: SaveFormat;
  SaveRequest: SaveRequest;
  Saved: Saved;
  Search: Search;
  SearchRequest: SearchRequest;
  Target: Target;
}
/**
 * Anything that takes time. ``revision`` grows with each change; times are Unix seconds.
 */
export interface Activity {
  id: string;
  kind: string;
  title: string;
  state: ActivityState;
  revision: number;
  started: number;
  ended: number | null;
  message: string;
  done: number | null;
  total: number | null;
  unit: string;
  search: string | null;
  archive: string | null;
  result: string | null;
  result_name: string | null;
  rows: number | null;
  truncated: boolean;
  error: ErrorInfo | null;
}
/**
 * An error as a state: what happened, and what to do.
 */
export interface ErrorInfo {
  code: string;
  message: string;
  remedy: string;
}
/**
 * A place that answers searches.
 *
 * ``state`` is ``unavailable`` where this version has no connector, and ``unknown`` until
 * somebody asks; ``reason`` says why it is not reachable.
 */
export interface Archive {
  id: string;
  name: string;
  kind: string;
  description: string;
  url: string | null;
  homepage: string | null;
  default: boolean;
  state: ArchiveState;
  reason: string;
  checked: number | null;
  collection: string | null;
  collections: Collection[];
}
/**
 * A named, searchable part of an archive; for a TAP service, a table.
 *
 * ``ra`` and ``dec`` name the columns of the main position, in degrees; without them the
 * collection cannot be searched by target.
 */
export interface Collection {
  id: string;
  title: string;
  description: string;
  rows: number | null;
  ra: string | null;
  dec: string | null;
  columns: Column[];
}
/**
 * A column of a table, in VOTable's words.
 */
export interface Column {
  name: string;
  datatype: string;
  arraysize: string | null;
  unit: string | null;
  ucd: string | null;
  utype: string | null;
  xtype: string | null;
  description: string;
  numeric: boolean;
}
/**
 * Source text for a cell; every value in it is quoted.
 */
export interface Code {
  code: string;
  language: string;
}
/**
 * Cells ``[row][column]`` as text; ``null`` is a missing value.
 */
export interface Page {
  start: number;
  columns: number[];
  cells: (string | null)[][];
}
/**
 * How a result came to be: enough to ask again and to cite.
 */
export interface Provenance {
  archive: string;
  service: string;
  protocol: string;
  language: string;
  query: string;
  target: Target | null;
  radius: number | null;
  maxrec: number | null;
  started: number;
  seconds: number;
  client: string;
}
/**
 * A position (ICRS, degrees) and where it came from.
 */
export interface Target {
  text: string;
  name: string;
  ra: number;
  dec: number;
  sexagesimal: string;
  source: string;
}
/**
 * Another name for a result.
 */
export interface RenameRequest {
  name: string;
}
/**
 * The table that came back. ``path`` is the Arrow IPC file that the kernel maps.
 */
export interface Result {
  id: string;
  name: string;
  title: string;
  archive: string;
  collection: string | null;
  created: number;
  rows: number;
  truncated: boolean;
  columns: Column[];
  provenance: Provenance;
  path: string;
  size: number;
}
/**
 * A file in the workspace (path relative to its root, ``/`` between parts).
 */
export interface SaveRequest {
  path: string;
  format: SaveFormat;
  overwrite?: boolean;
}
/**
 * Where the file was written, relative to the workspace.
 */
export interface Saved {
  path: string;
  size: number;
}
/**
 * One question to one or more archives; each archive has its own activity.
 */
export interface Search {
  id: string;
  title: string;
  request: SearchRequest;
  target: Target | null;
  started: number;
  activities: Activity[];
}
/**
 * A question: a target with a radius (degrees), or ADQL for one archive.
 */
export interface SearchRequest {
  archives: string[];
  target?: string;
  radius?: number;
  adql?: string;
  collections?: {
    [k: string]: string;
  };
  maxrec?: number | null;
}
