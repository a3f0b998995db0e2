/**
 * What the components ask of ESAP, whoever answers: the server over REST in the panel, the kernel
 * over comm messages in a widget. Framework-free: nothing here imports JupyterLab.
 */
import type {
  Activity,
  Archive,
  ArchiveForm,
  Citation,
  Code,
  Coverage,
  Direction,
  ErrorInfo,
  Page,
  Result,
  RowFilter,
  Saved,
  SaveRequest,
  Search,
  SearchRequest,
  Target
} from './schema';

/** Which cells of a result are wanted, and in which order its rows stand. */
export interface RowsRequest {
  /** First row, counted in the sorted order. */
  start: number;
  /** One past the last row. */
  stop: number;
  /** Indices into the result's columns. */
  columns: readonly number[];
  /** Index of the column to sort by. */
  sort: number | null;
  direction: Direction;
  /** Which rows are counted; without it all. */
  where?: RowFilter;
}

/** Where it is asked which archives have data. */
export interface CoverageRequest {
  target: string;
  /** Degrees. */
  radius: number;
  archives: readonly string[];
  /** Collections by archive, where it is not the archive’s own. */
  collections?: { [archive: string]: string };
}

/** What an event says: that something changed, never what. */
export interface ActivityChange {
  id: string;
  revision: number;
  state: Activity['state'];
  search?: string | null;
}

/** What is told of a rule of a lake: its id, and Rucio's word for its state. */
export interface RuleChange {
  lake: string;
  rule: string;
  state: string;
}

/** Who wants to know of activities. */
export interface ActivityListener {
  /** One activity has changed; read it again. */
  changed(change: ActivityChange): void;
  /** The stream of events has (re)started; what happened before it is unknown, read all again. */
  connected(): void;
  /** The stream has broken, or does not open; what happens meanwhile is not told. */
  disconnected(reason: string): void;
  /** A login has changed; whoever shows logins reads them again. */
  loginChanged?(): void;
  /** The basket has changed, here or elsewhere. */
  basketChanged?(revision: number): void;
  /** A rule of a lake is in another state; whoever shows what it keeps reads that again. */
  ruleChanged?(change: RuleChange): void;
}

/** Ends a subscription. */
export interface Subscription {
  dispose(): void;
}

/** A subscription to a stream that may break. */
export interface Stream extends Subscription {
  /** Try to open it now. */
  reconnect(): void;
}

/** An error with a cause and a way out, as the server or kernel worded it. */
export class BackendError extends Error {
  /** Stable name of the kind of error, such as `target_not_found`. */
  readonly code: string;
  /** What the person can do about it. */
  readonly remedy: string;

  constructor(info: ErrorInfo) {
    super(info.message);
    this.name = 'BackendError';
    this.code = info.code;
    this.remedy = info.remedy;
  }
}

/**
 * The operations that the components use. All reject with {@link BackendError}; those with a signal
 * reject with the signal's reason (an `AbortError`) once it is aborted.
 */
export interface Backend {
  archives(): Promise<Archive[]>;
  /** Contact the archive: fills its collections, state and reason. */
  check(id: string): Promise<Archive>;
  /** A position for the text; `online` may ask services on the network. */
  resolve(text: string, online: boolean, signal?: AbortSignal): Promise<Target>;
  /** Start a search; answers at once, progress comes as activities. */
  search(request: SearchRequest): Promise<Search>;
  searching(id: string): Promise<Search>;
  /**
   * The rows of all archives of a search, and of those that repeat parts of it, in one result;
   * `distinct` drops repeated data sets.
   */
  merged(ids: readonly string[], distinct: boolean): Promise<Result>;
  /** What an archive can be asked in its own terms. */
  form(id: string, collection: string): Promise<ArchiveForm>;
  /** Which archives have data at a place; contacts them, and tells of each as it comes. */
  coverage(
    request: CoverageRequest,
    signal?: AbortSignal,
    found?: (coverage: Coverage) => void
  ): Promise<Coverage[]>;
  cancelSearch(id: string): Promise<void>;
  activities(): Promise<Activity[]>;
  cancelActivity(id: string): Promise<void>;
  results(): Promise<Result[]>;
  result(id: string): Promise<Result>;
  /** How to cite a result; absent where that cannot be told. */
  citation?(id: string): Promise<Citation>;
  rows(id: string, request: RowsRequest, signal?: AbortSignal): Promise<Page>;
  onActivity(listener: ActivityListener): Stream;
}

/** What a backend with a workspace of files and with other people's kernels can do besides. */
export interface WorkspaceBackend extends Backend {
  /**
   * Source text for a cell that makes the search again, or that reads a saved `file`;
   * `language` is a kernel's language name, such as `python`.
   */
  code(id: string, variable: string, language: string, file?: string): Promise<Code>;
  save(id: string, request: SaveRequest): Promise<Saved>;
}
