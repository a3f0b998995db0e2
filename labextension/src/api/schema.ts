// Made from esap_jupyter/models by scripts/schema.py; do not edit.

export type ActivityState = 'cancelled' | 'done' | 'failed' | 'queued' | 'running';
export type ActivityAction = 'cancel' | 'clear' | 'pause' | 'resume' | 'retry';
export type ArchiveState = 'checking' | 'reachable' | 'unavailable' | 'unknown' | 'unreachable';
export type SourceState = 'failed' | 'read' | 'unread';
export type Direction = 'ascending' | 'descending' | 'none';
export type RowOperator = '!=' | '<' | '<=' | '=' | '>' | '>=' | 'contains' | 'missing' | 'present';
export type DidType = 'container' | 'dataset' | 'file';
export type BasketKind = 'did' | 'result' | 'row' | 'url' | 'workflow' | 'zooniverse';
export type BasketFormat = 'json' | 'votable';
export type SyncMode = 'add' | 'merge' | 'read';
export type BasketSort = 'added' | 'archive' | 'kind' | 'position' | 'size' | 'title';
export type BatchState = 'done' | 'failed' | 'killed' | 'lost' | 'queued' | 'running';
export type CodeWish = 'data' | 'module' | 'open';
export type Presence = 'data' | 'failed' | 'none' | 'silent' | 'undeclared';
export type Covers = 'unasked' | 'undeclared' | 'yes';
export type CredentialSource = 'environment' | 'file' | 'hub' | 'login' | 'store';
export type Severity = 'error' | 'info' | 'warning';
export type SpectralUnit =
  'Angstrom' | 'GHz' | 'Hz' | 'MHz' | 'MeV' | 'THz' | 'eV' | 'keV' | 'm' | 'mm' | 'nm' | 'um';
export type EnvironmentKind =
  'apt' | 'conda' | 'conda-lock' | 'docker' | 'julia' | 'pip' | 'postbuild' | 'project' | 'r';
export type Existing = 'beside' | 'keep' | 'replace';
export type ExportKind = 'html' | 'pdf';
export type FacilityAbility = 'batch' | 'launch';
export type ShapeKind = 'circle' | 'polygon';
export type LoginState = 'expired' | 'in' | 'out' | 'refused' | 'unknown';
export type LoginKind =
  'client_credentials' | 'oidc' | 'token' | 'userpass' | 'x509' | 'x509_proxy';
export type JobPhase =
  | 'ABORTED'
  | 'ARCHIVED'
  | 'COMPLETED'
  | 'ERROR'
  | 'EXECUTING'
  | 'HELD'
  | 'PENDING'
  | 'QUEUED'
  | 'SUSPENDED'
  | 'UNKNOWN';
export type Mode = 'async' | 'auto' | 'sync';
export type LakeMode = 'download' | 'replica';
export type LakeFileState =
  | 'available'
  | 'elsewhere'
  | 'failed'
  | 'fetching'
  | 'here'
  | 'no_replica'
  | 'replicating'
  | 'stuck';
export type LaunchState = 'cancelled' | 'failed' | 'ready' | 'starting' | 'waiting';
export type ParameterKind = 'choice' | 'circle' | 'number' | 'polygon' | 'range' | 'text';
export type WorkflowKind = 'dataset' | 'notebook' | 'other' | 'software';
export type WorkflowAccess = 'embargoed' | 'metadata' | 'open' | 'restricted';
export type PlannedState = 'failed' | 'fetch' | 'here' | 'wait';
export type StageWay = 'https' | 'lake' | 'mounted' | 'other' | 's3' | 'tape';
export type RepositoryStateName = 'cached' | 'failed' | 'ok';
export type SaveFormat = 'csv' | 'votable';
export type WhichLinks = 'all' | 'this';
export type TransferState =
  'cancelled' | 'done' | 'failed' | 'paused' | 'queued' | 'running' | 'waiting';
export type TransferFileState = 'done' | 'failed' | 'here' | 'queued' | 'running' | 'waiting';

/**
 * All models by name.
 */
export interface Models {
  Activity: Activity;
  ActivityAction: ActivityAction;
  ActivityState: ActivityState;
  Archive: Archive;
  ArchiveForm: ArchiveForm;
  ArchiveSource: ArchiveSource;
  ArchiveState: ArchiveState;
  Arrival: Arrival;
  ArrivedTable: ArrivedTable;
  AttachRequest: AttachRequest;
  BasketAddition: BasketAddition;
  BasketChange: BasketChange;
  BasketCount: BasketCount;
  BasketDocumentRequest: BasketDocumentRequest;
  BasketEdit: BasketEdit;
  BasketFilter: BasketFilter;
  BasketFormat: BasketFormat;
  BasketGateway: BasketGateway;
  BasketGroup: BasketGroup;
  BasketHere: BasketHere;
  BasketImport: BasketImport;
  BasketItem: BasketItem;
  BasketKind: BasketKind;
  BasketLink: BasketLink;
  BasketPresence: BasketPresence;
  BasketProvenance: BasketProvenance2;
  BasketRemoval: BasketRemoval;
  BasketRows: BasketRows;
  BasketSaveRequest: BasketSaveRequest;
  BasketSort: BasketSort;
  BasketStep: BasketStep;
  BasketView: BasketView;
  BatchFetch: BatchFetch;
  BatchJob: BatchJob;
  BatchLog: BatchLog;
  BatchPlan: BatchPlan;
  BatchRequest: BatchRequest1;
  BatchState: BatchState;
  BatchSubmission: BatchSubmission;
  CheckRequest: CheckRequest;
  Citation: Citation;
  Code: Code;
  CodeLogin: CodeLogin;
  CodeRequest: CodeRequest;
  CodeWish: CodeWish;
  Collection: Collection;
  Column: Column;
  ColumnFilter: ColumnFilter;
  ColumnValues: ColumnValues;
  Coverage: Coverage;
  Covers: Covers;
  CredentialSource: CredentialSource;
  CutoutRequest: CutoutRequest;
  DataReference: DataReference;
  DeviceLogin: DeviceLogin;
  Diagnostic: Diagnostic;
  Did: Did;
  DidDetails: DidDetails;
  DidFilter: DidFilter;
  DidPage: DidPage;
  DidQuestion: DidQuestion;
  DidType: DidType;
  Direction: Direction;
  DownloadRequest: DownloadRequest;
  DraftRequest: DraftRequest;
  EnvironmentFile: EnvironmentFile;
  EnvironmentKind: EnvironmentKind;
  ErrorInfo: ErrorInfo;
  Example: Example;
  Existing: Existing;
  ExportKind: ExportKind;
  Facility: Facility;
  FacilityAbility: FacilityAbility;
  FacilityFit: FacilityFit;
  FacilityForm: FacilityForm;
  FetchRequest: FetchRequest;
  FitRequest: FitRequest;
  Footprints: Footprints;
  ForeignKey: ForeignKey;
  Identity: Identity;
  Interval: Interval;
  Job: Job;
  JobChange: JobChange;
  JobPhase: JobPhase;
  Lake: Lake;
  LakeAccount: LakeAccount;
  LakeFile: LakeFile;
  LakeFileState: LakeFileState;
  LakeMode: LakeMode;
  Launch: Launch;
  LaunchRequest: LaunchRequest1;
  LaunchState: LaunchState;
  Limits: Limits;
  Link: Link;
  Links: Links;
  Listing: Listing;
  Lock: Lock;
  LoginKind: LoginKind;
  LoginRequest: LoginRequest;
  LoginState: LoginState;
  Match: Match;
  MatchRequest: MatchRequest;
  MissingPackage: MissingPackage;
  Mode: Mode;
  NewArchive: NewArchive;
  NewBasketItem: NewBasketItem;
  NotebookRequest: NotebookRequest;
  NotebookSummary: NotebookSummary;
  OpenPlan: OpenPlan;
  OpenRequest: OpenRequest;
  OpenableKernel: OpenableKernel;
  Page: Page;
  Parameter: Parameter;
  ParameterKind: ParameterKind;
  Person: Person;
  PlannedFile: PlannedFile;
  PlannedState: PlannedState;
  Positions: Positions;
  Presence: Presence;
  Provenance: Provenance;
  Publication: Publication;
  PublicationRequest: PublicationRequest;
  QueryCheck: QueryCheck;
  QueryDraft: QueryDraft;
  QueryNotebookRequest: QueryNotebookRequest;
  Quota: Quota;
  RegistryAnswer: RegistryAnswer;
  RegistryHit: RegistryHit;
  RegistryService: RegistryService;
  RenameRequest: RenameRequest;
  Replica: Replica;
  ReplicaPlace: ReplicaPlace;
  Report: Report;
  RepositoryState: RepositoryState;
  RepositoryStateName: RepositoryStateName;
  Result: Result;
  RowCondition: RowCondition;
  RowFilter: RowFilter;
  RowOperator: RowOperator;
  RowSelection: RowSelection;
  Rse: Rse;
  Rule: Rule;
  RulePreview: RulePreview;
  RuleRequest: RuleRequest;
  SaveFormat: SaveFormat;
  SaveRequest: SaveRequest;
  Saved: Saved;
  SchemaColumn: SchemaColumn;
  SchemaTable: SchemaTable;
  Scope: Scope;
  Search: Search;
  SearchRequest: SearchRequest;
  Service: Service;
  ServiceSchema: ServiceSchema;
  Settings: Settings;
  Severity: Severity;
  Shape: Shape;
  ShapeKind: ShapeKind;
  SourceState: SourceState;
  SpectralUnit: SpectralUnit;
  StagePlan: StagePlan;
  StageRequest: StageRequest;
  StageWay: StageWay;
  StageWhat: StageWhat;
  SyncLeft: SyncLeft;
  SyncMode: SyncMode;
  SyncReport: SyncReport;
  SyncRequest: SyncRequest;
  TableDetails: TableDetails;
  TableSchema: TableSchema;
  Target: Target;
  TextEdit: TextEdit;
  Transfer: Transfer;
  TransferDetails: TransferDetails;
  TransferFile: TransferFile;
  TransferFileState: TransferFileState;
  TransferRequest: TransferRequest;
  TransferState: TransferState;
  TutorialCopy: TutorialCopy;
  TutorialRequest: TutorialRequest;
  Unresolved: Unresolved;
  UploadRequest: UploadRequest;
  WhichLinks: WhichLinks;
  Workflow: Workflow;
  WorkflowAccess: WorkflowAccess;
  WorkflowCode: WorkflowCode;
  WorkflowFile: WorkflowFile;
  WorkflowKind: WorkflowKind;
  WorkflowPage: WorkflowPage;
  WorkflowQuestion: WorkflowQuestion;
}
/**
 * Anything that takes time. ``revision`` grows with each change; times are Unix seconds.
 *
 * ``path`` is the file or folder that came of it, relative to the workspace. ``rate`` is in
 * ``unit`` a second and ``left`` in seconds, while they are known. ``transfer`` is the job that
 * it tells of (see `esap_jupyter.models.staging.Transfer`), ``launch`` the launch (see
 * `esap_jupyter.models.facilities.Launch`), ``batch`` the jobs of one request at a facility (the
 * ``sweep`` of `esap_jupyter.models.facilities.BatchJob`), ``idle`` whether it only waits, so
 * that this server may end meanwhile. ``actions`` are what can be done with it now.
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
  path: string | null;
  rate: number | null;
  left: number | null;
  transfer: string | null;
  launch: string | null;
  batch: string | null;
  idle: boolean;
  actions: ActivityAction[];
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
 * somebody asks; ``reason`` says why it is not reachable. ``takes`` names what a question to it
 * may hold: see `esap_jupyter.archives.base.TAKES`. ``source`` is where it is described: None
 * for a catalogue's file, ``mine`` where the person added it, else the id of a source.
 */
export interface Archive {
  id: string;
  name: string;
  kind: string;
  description: string;
  url: string | null;
  homepage: string | null;
  default: boolean;
  ivoid: string | null;
  acknowledgement: string;
  takes: string[];
  state: ArchiveState;
  reason: string;
  checked: number | null;
  collection: string | null;
  source: string | null;
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
 * What an archive can be asked in its own terms, as JSON Schema of an object, if anything.
 */
export interface ArchiveForm {
  schema: {} | null;
}
/**
 * Where more archives are described.
 *
 * It is contacted only when somebody asks. ``archives`` are the ids of those that it gave when
 * it was ``read`` last (Unix seconds), also where it has ``failed`` since; ``reason`` says why,
 * and ``notes`` what of it was left out.
 */
export interface ArchiveSource {
  id: string;
  name: string;
  kind: string;
  url: string;
  description: string;
  state: SourceState;
  read: number | null;
  reason: string;
  notes: string[];
  archives: string[];
}
/**
 * A table of a kernel on its way; ``path`` is where its Arrow file will be.
 */
export interface Arrival {
  id: string;
  path: string;
}
/**
 * A table of a kernel that has come whole.
 *
 * ``name`` is the wish for the result's name, ``kind`` its class in the kernel, and ``rows``
 * what the kernel counted.
 */
export interface ArrivedTable {
  name: string;
  kind: string;
  rows: number;
}
/**
 * The address of a job, and its archive where that cannot be told from the address.
 */
export interface AttachRequest {
  url: string;
  archive?: string;
}
/**
 * What to put in; all of it in one group, with these tags and this note.
 *
 * Rows of results, results (ids or names), DIDs (``rucio://lake/scope:name``), files of rows,
 * addresses, or items as they are. ``about`` is what is known of such DIDs already, by address.
 */
export interface BasketAddition {
  rows?: BasketRows[];
  results?: string[];
  dids?: string[];
  about?: {
    [k: string]: Did;
  };
  links?: BasketLink[];
  urls?: string[];
  items?: NewBasketItem[];
  group?: string;
  /**
   * @maxItems 50
   */
  tags?: string[];
  note?: string;
}
/**
 * Rows of a stored result, by its id or name.
 */
export interface BasketRows {
  result: string;
  selection: RowSelection;
}
/**
 * Rows of a result: first and last of each range, both included.
 *
 * They count from 0 in the order of the column ``sort``, among the rows that ``where`` lets
 * through.
 */
export interface RowSelection {
  ranges: [number, number][];
  sort?: number | null;
  direction?: Direction;
  where?: RowFilter | null;
}
/**
 * Which rows of a result: those that meet all conditions, with ``text`` in any text column.
 */
export interface RowFilter {
  /**
   * @maxItems 100
   */
  conditions?: RowCondition[];
  text?: string;
}
/**
 * What the values of a column (by its position) have to be.
 *
 * ``value`` is text that is read by the column's type; ``missing`` and ``present`` need none.
 */
export interface RowCondition {
  column: number;
  operator: RowOperator;
  value?: string;
}
/**
 * A data identifier ``scope:name``; ``size`` is in bytes, ``length`` in files.
 */
export interface Did {
  scope: string;
  name: string;
  type: DidType;
  size: string | null;
  length: number | null;
  adler32: string | null;
  md5: string | null;
}
/**
 * A file of a row of a result: one of its links, by id.
 *
 * ``row`` counts in the order of the column ``sort``, among the rows that ``where`` lets
 * through, as when the links were asked for.
 */
export interface BasketLink {
  result: string;
  row: number;
  link: string;
  sort?: number | null;
  direction?: Direction;
  where?: RowFilter | null;
}
/**
 * Something to be kept.
 *
 * ``data`` has for each of ``columns`` the cell as exact text, or null where it is missing;
 * whatever else is in it is JSON, with whole numbers above 2^53 as text. ``url`` is an address
 * without secrets, ``did`` one such as ``rucio://lake/scope:name``. ``size`` is in bytes, and
 * ``estimate`` what an archive has guessed of it, where nobody has told it. ``checksums`` are
 * hexadecimal, by their names (``md5``, ``adler32``, ``sha256``). ``origin`` says which other
 * basket the item came from, such as a gateway's.
 */
export interface NewBasketItem {
  kind: BasketKind;
  title?: string;
  archive?: string;
  collection?: string;
  data?: {};
  columns?: Column[];
  provenance?: BasketProvenance;
  url?: string;
  did?: string;
  size?: string | null;
  estimate?: string | null;
  checksums?: {
    [k: string]: string;
  };
  content_type?: string;
  group?: string;
  /**
   * @maxItems 50
   */
  tags?: string[];
  note?: string;
  origin?: string;
}
/**
 * Where an item came from: enough to ask again and to cite.
 *
 * ``result`` and ``row`` are the stored result and the number of the row in it, as it is stored,
 * where the item was chosen; ``started`` is when the archive was asked, in Unix seconds.
 */
export interface BasketProvenance {
  archive?: string;
  archive_name?: string;
  service?: string;
  protocol?: string;
  language?: string;
  query?: string;
  started?: number | null;
  ivoid?: string | null;
  acknowledgement?: string;
  result?: string | null;
  result_title?: string;
  row?: number | null;
}
/**
 * What to change of items, named by id or by a filter; what is None stays as it is.
 *
 * With ``move``, the items go, in the order of ``ids``, before the item ``before``, or to the
 * end.
 */
export interface BasketChange {
  ids?: string[];
  where?: BasketFilter | null;
  group?: string | null;
  tags?: string[] | null;
  /**
   * @maxItems 50
   */
  add_tags?: string[];
  /**
   * @maxItems 50
   */
  remove_tags?: string[];
  note?: string | null;
  title?: string | null;
  move?: boolean;
  before?: string | null;
}
/**
 * Which items: those that meet all of it. All words of ``text`` are looked for anywhere.
 *
 * ``group`` is None for any, and empty for those in no group.
 */
export interface BasketFilter {
  text?: string;
  group?: string | null;
  tag?: string;
  kind?: BasketKind | null;
  archive?: string;
}
/**
 * How many items a tag, a kind or an archive has.
 */
export interface BasketCount {
  name: string;
  count: number;
}
/**
 * Which items to write into one document; all of them unless ids or a filter are given.
 */
export interface BasketDocumentRequest {
  ids?: string[];
  where?: BasketFilter | null;
}
/**
 * What became of an edit.
 *
 * ``text`` says it for people, ``count`` counts the items that it changed, and ``ids`` has the
 * first thousand of them. ``present`` counts those that were there already, and ``refused`` says
 * of which things nothing could be made, and why.
 */
export interface BasketEdit {
  revision: number;
  text: string;
  count: number;
  ids: string[];
  present: number;
  refused: ErrorInfo[];
}
/**
 * An ESAP gateway that keeps a basket for whoever logs in.
 *
 * ``report`` is of the last synchronisation from here, if there was one. ``kept`` are the names
 * of baskets that were read there before they were written over, the newest first.
 */
export interface BasketGateway {
  id: string;
  name: string;
  url: string;
  report: SyncReport | null;
  kept: string[];
}
/**
 * What came of a synchronisation.
 *
 * Numbers are of items: ``added_here`` and ``removed_here`` of our basket, ``added_there`` and
 * ``removed_there`` of the gateway's, which had ``items`` at last. ``put_back`` had gone from
 * there as if somebody had written over them, and are there again. ``writes`` says how often it
 * was written: more than once where others wrote at the same time. ``unheld`` counts the items
 * of ours that a gateway cannot hold, of which ``left`` has the first twenty. ``user`` is whose
 * basket it is; times are Unix seconds.
 */
export interface SyncReport {
  gateway: string;
  mode: SyncMode;
  user: string;
  started: number;
  ended: number;
  items: number;
  added_here: number;
  added_there: number;
  removed_here: number;
  removed_there: number;
  put_back: number;
  writes: number;
  unheld: number;
  left: SyncLeft[];
  notes: string[];
}
/**
 * An item that is on one side only, and why.
 */
export interface SyncLeft {
  title: string;
  reason: string;
}
/**
 * A group; the name of those in none is empty.
 *
 * ``size`` is the bytes of those items whose size is known or guessed, ``estimated`` counts those
 * of which it is guessed, and ``unsized`` the others.
 */
export interface BasketGroup {
  name: string;
  count: number;
  size: string;
  unsized: number;
  estimated: number;
}
/**
 * What of the items that a filter lets through is here, by their groups too.
 */
export interface BasketHere {
  revision: number;
  whole: BasketPresence;
  groups: BasketPresence[];
}
/**
 * What of a group, or of all, is on this machine, and what is to be fetched.
 *
 * ``here`` and ``fetch`` count items, ``here_size`` and ``fetch_size`` are their bytes as far as
 * they are known or guessed. Of those to fetch, ``estimated`` counts the guesses, and ``unsized``
 * those of which nothing is known. ``other`` counts items that name no file by themselves, such
 * as whole results.
 */
export interface BasketPresence {
  name: string;
  here: number;
  here_size: string;
  fetch: number;
  fetch_size: string;
  unsized: number;
  estimated: number;
  other: number;
}
/**
 * A basket to read: a file of the workspace, a document such as notebooks carry, or bytes.
 *
 * ``content`` are those of a file from elsewhere (base64), such as one of a person's own computer.
 */
export interface BasketImport {
  path?: string;
  content?: string | null;
  document?: {} | null;
  group?: string | null;
}
/**
 * Something that is kept; times are Unix seconds, and items stand in the order of position.
 */
export interface BasketItem {
  kind: BasketKind;
  title: string;
  archive: string;
  collection: string;
  data: {};
  columns: Column[];
  provenance: BasketProvenance1;
  url: string;
  did: string;
  size: string | null;
  estimate: string | null;
  checksums: {
    [k: string]: string;
  };
  content_type: string;
  group: string;
  /**
   * @maxItems 50
   */
  tags: string[];
  note: string;
  origin: string;
  id: string;
  position: number;
  added: number;
  changed: number;
}
/**
 * Where an item came from: enough to ask again and to cite.
 *
 * ``result`` and ``row`` are the stored result and the number of the row in it, as it is stored,
 * where the item was chosen; ``started`` is when the archive was asked, in Unix seconds.
 */
export interface BasketProvenance1 {
  archive?: string;
  archive_name?: string;
  service?: string;
  protocol?: string;
  language?: string;
  query?: string;
  started?: number | null;
  ivoid?: string | null;
  acknowledgement?: string;
  result?: string | null;
  result_title?: string;
  row?: number | null;
}
/**
 * Where an item came from: enough to ask again and to cite.
 *
 * ``result`` and ``row`` are the stored result and the number of the row in it, as it is stored,
 * where the item was chosen; ``started`` is when the archive was asked, in Unix seconds.
 */
export interface BasketProvenance2 {
  archive?: string;
  archive_name?: string;
  service?: string;
  protocol?: string;
  language?: string;
  query?: string;
  started?: number | null;
  ivoid?: string | null;
  acknowledgement?: string;
  result?: string | null;
  result_title?: string;
  row?: number | null;
}
/**
 * Which items to take out, by id or by a filter.
 *
 * With ``duplicates``, of the items that are the same bytes (by DID or address) all but the
 * first.
 */
export interface BasketRemoval {
  ids?: string[];
  where?: BasketFilter | null;
  duplicates?: boolean;
}
/**
 * A file in the workspace to write items to (path relative to its root, ``/`` between parts).
 *
 * All of them, unless ids or a filter are given.
 */
export interface BasketSaveRequest {
  path: string;
  format?: BasketFormat;
  overwrite?: boolean;
  ids?: string[];
  where?: BasketFilter | null;
}
/**
 * A step to undo or to do again; refused where the basket is at another ``revision`` by now.
 */
export interface BasketStep {
  revision?: number | null;
}
/**
 * A page of the basket.
 *
 * ``total`` counts the items that the filter lets through, with the bytes ``size`` of those whose
 * size is known or guessed, the number ``estimated`` of the guesses and that of the others,
 * ``unsized``; ``count`` counts all items. ``groups``,
 * ``tags``, ``kinds`` and ``archives`` are those of the whole basket. ``here`` has the paths of
 * those items of the page whose files are on this machine. ``revision`` grows with each change.
 */
export interface BasketView {
  items: BasketItem[];
  total: number;
  size: string;
  unsized: number;
  estimated: number;
  count: number;
  groups: BasketGroup[];
  tags: BasketCount[];
  kinds: BasketCount[];
  archives: BasketCount[];
  here: {
    [k: string]: string;
  };
  revision: number;
  can_undo: boolean;
  can_redo: boolean;
  undo_text: string;
  redo_text: string;
}
/**
 * Where to put what a job gave.
 *
 * Parameters
 * ----------
 * folder
 *     A folder of the workspace; made of the job's name by default.
 * lake, scope, rse
 *     Where in a lake its files become DIDs, too; not stored there without a lake. The storage
 *     element is the lake's own one by default.
 * dataset
 *     A dataset of the scope that they are put into.
 */
export interface BatchFetch {
  folder?: string;
  lake?: string;
  scope?: string;
  rse?: string;
  dataset?: string;
}
/**
 * A job at a facility, as it was when it was last looked at.
 *
 * ``remote`` is its id there, ``status`` and ``minor`` the facility's own words, ``state`` ours:
 * ``lost`` where the facility does not know it any more. Times are Unix seconds. ``jdl`` is what
 * was sent, in the facility's own language; ``outputs`` are files that came back into
 * ``folder``, relative to the workspace, and ``dids`` what came of it in a lake. ``sweep`` is
 * shared by the jobs of one request; ``parameters`` are those of this job alone.
 */
export interface BatchJob {
  id: string;
  facility: string;
  remote: string;
  name: string;
  state: BatchState;
  status: string;
  minor: string;
  submitted: number;
  changed: number;
  checked: number | null;
  ended: number | null;
  jdl: string;
  problem: string;
  folder: string;
  outputs: string[];
  dids: string[];
  sweep: string;
  parameters: {};
  activity: string;
  request: BatchRequest;
}
/**
 * What to run unattended, once for each set of parameters.
 *
 * Parameters
 * ----------
 * facility
 *     Its id; the address of a request names it already.
 * name
 *     What people call the job; made of the file's name by default.
 * workflow
 *     Id of a workflow that the notebook or script is in.
 * path
 *     The notebook or script: inside the workflow or, without one, in the workspace.
 * arguments
 *     What a script is called with.
 * parameters
 *     What a notebook's parameters cell is given, a job for each; one job without any.
 * inputs
 *     Files of the workspace that travel along.
 * dids
 *     What the job reads: ``rucio://<lake>/<scope>:<name>`` and web addresses, which it fetches
 *     where esap is installed; ``<scope>:<name>`` in the facility's own lake; or what the
 *     facility itself brings, such as ``LFN:/…`` at DIRAC.
 * outputs
 *     Patterns of the files that come back; all that are new by default.
 * folder
 *     Where in the workspace they go by themselves when a job has ended; if empty, only when
 *     they are fetched.
 * basket
 *     A basket's document that travels along as ``esap-basket.json``.
 * options
 *     Values of the facility's form.
 */
export interface BatchRequest {
  facility?: string;
  name?: string;
  workflow?: string;
  path?: string;
  arguments?: string[];
  parameters?: {}[];
  inputs?: string[];
  dids?: string[];
  outputs?: string[];
  folder?: string;
  basket?: {} | null;
  options?: {};
}
/**
 * What a job has said so far; ``truncated`` where only the end of it is here.
 */
export interface BatchLog {
  text: string;
  truncated: boolean;
}
/**
 * What would be sent, in the facility's own language; nothing has been.
 */
export interface BatchPlan {
  text: string;
}
/**
 * What to run unattended, once for each set of parameters.
 *
 * Parameters
 * ----------
 * facility
 *     Its id; the address of a request names it already.
 * name
 *     What people call the job; made of the file's name by default.
 * workflow
 *     Id of a workflow that the notebook or script is in.
 * path
 *     The notebook or script: inside the workflow or, without one, in the workspace.
 * arguments
 *     What a script is called with.
 * parameters
 *     What a notebook's parameters cell is given, a job for each; one job without any.
 * inputs
 *     Files of the workspace that travel along.
 * dids
 *     What the job reads: ``rucio://<lake>/<scope>:<name>`` and web addresses, which it fetches
 *     where esap is installed; ``<scope>:<name>`` in the facility's own lake; or what the
 *     facility itself brings, such as ``LFN:/…`` at DIRAC.
 * outputs
 *     Patterns of the files that come back; all that are new by default.
 * folder
 *     Where in the workspace they go by themselves when a job has ended; if empty, only when
 *     they are fetched.
 * basket
 *     A basket's document that travels along as ``esap-basket.json``.
 * options
 *     Values of the facility's form.
 */
export interface BatchRequest1 {
  facility?: string;
  name?: string;
  workflow?: string;
  path?: string;
  arguments?: string[];
  parameters?: {}[];
  inputs?: string[];
  dids?: string[];
  outputs?: string[];
  folder?: string;
  basket?: {} | null;
  options?: {};
}
/**
 * Jobs on their way to a facility: ``sweep`` is what they will have in common.
 *
 * How it goes is told by the activity; the jobs are listed as soon as they were taken.
 */
export interface BatchSubmission {
  sweep: string;
  activity: string;
  facility: string;
  jobs: BatchJob[];
}
/**
 * A query that somebody is writing for an archive.
 */
export interface CheckRequest {
  archive: string;
  adql: string;
}
/**
 * How to cite a result: for people, and for BibTeX.
 */
export interface Citation {
  text: string;
  bibtex: string;
}
/**
 * Source text for a cell; every value in it is quoted.
 */
export interface Code {
  code: string;
  language: string;
}
/**
 * Where the browser goes to log in by code with PKCE (RFC 7636).
 */
export interface CodeLogin {
  service: string;
  url: string;
  expires: number | null;
}
/**
 * Which code of a workflow is wanted.
 */
export interface CodeRequest {
  notebook?: string;
  archive?: string;
  wish?: CodeWish;
}
/**
 * A condition as a person writes it: ``> 5``, ``1 .. 3``, ``LIKE M%``, ``IS NULL``.
 */
export interface ColumnFilter {
  column: string;
  text: string;
}
/**
 * What stands in a column; ``complete`` unless there is more.
 */
export interface ColumnValues {
  column: string;
  values: string[];
  complete: boolean;
}
/**
 * Whether an archive has data at a place, as far as can be told before asking it.
 *
 * ``rows`` are a count where there is one, ``approximate`` where it is not exact; ``source``
 * says who told: answers that were seen before, the service's own count, the registry, or
 * MocServer. ``error`` says why the service itself could not tell: it is ``silent`` where it
 * does not answer, or not in time, and ``failed`` where it answered with an error.
 */
export interface Coverage {
  archive: string;
  presence: Presence;
  rows: number | null;
  approximate: boolean;
  source: '' | 'count' | 'mocserver' | 'registry' | 'seen';
  note: string;
  error: ErrorInfo | null;
}
/**
 * Which service of a row to ask, with values as text.
 */
export interface CutoutRequest {
  link: string;
  parameters?: {
    [k: string]: string;
  };
}
/**
 * Data that are not in the workflow itself; ``why`` says where they are named.
 *
 * ``folder`` is where they are unpacked or expected, where that is known: a path like those of
 * notebooks.
 */
export interface DataReference {
  url: string;
  why: string;
  folder: string;
}
/**
 * A login by device code under way (RFC 8628): the person opens ``uri`` and types ``code``.
 *
 * ``uri_complete`` holds the code already. ``interval`` is in seconds, ``expires`` in Unix
 * seconds.
 */
export interface DeviceLogin {
  id: string;
  service: string;
  state: 'cancelled' | 'done' | 'failed' | 'waiting';
  uri: string;
  uri_complete: string | null;
  code: string;
  interval: number;
  expires: number | null;
  error: ErrorInfo | null;
}
/**
 * What may be wrong with a query; offsets in UTF-16 units, line and column from 1.
 */
export interface Diagnostic {
  start: number;
  end: number;
  line: number;
  column: number;
  severity: Severity;
  message: string;
  remedy: string;
}
/**
 * All that is cheaply known of a DID: its metadata as text, by key; parents; rules.
 */
export interface DidDetails {
  did: Did;
  metadata: {
    [k: string]: string;
  };
  own_metadata: {
    [k: string]: string;
  };
  parents: Did[];
  account: string;
  created: number | null;
  open: boolean | null;
  closed: number | null;
}
/**
 * One condition on metadata; ``like`` takes ``*`` for any text.
 */
export interface DidFilter {
  key: string;
  operator?: '!=' | '<' | '<=' | '=' | '>' | '>=' | 'like';
  value?: string;
}
/**
 * Some of what a listing has, or what a collection holds.
 */
export interface DidPage {
  rows: Did[];
  offset: number;
  count: number;
  ended: boolean;
  more: boolean;
  error: ErrorInfo | null;
}
/**
 * What to list: ``filters`` are alternatives (OR), each a list of conditions (AND).
 *
 * ``name`` is a pattern with ``*``, ``type`` one of Rucio's.
 */
export interface DidQuestion {
  scope: string;
  name?: string;
  type?: 'all' | 'collection' | 'container' | 'dataset' | 'file';
  filters?: DidFilter[][];
  recursive?: boolean;
}
/**
 * DIDs (``scope:name``) to bring into the workspace; ``folder`` is relative to it.
 */
export interface DownloadRequest {
  dids: string[];
  folder?: string;
}
/**
 * Constraints on one table, which make a query.
 *
 * ``target`` is a name or coordinates, ``radius`` and ``polygon`` (ra, dec, ra, dec, …) are in
 * degrees, ICRS; ``overlaps`` asks for footprints (``s_region``) instead of positions. Times are
 * ISO dates. ``band`` is in ``band_unit``. ``values`` are wanted values by column.
 */
export interface DraftRequest {
  archive: string;
  table: string;
  columns?: string[];
  target?: string;
  radius?: number | null;
  polygon?: number[];
  overlaps?: boolean;
  time_from?: string;
  time_to?: string;
  band?: Interval | null;
  band_unit?: SpectralUnit;
  values?: {
    [k: string]: string[];
  };
  filters?: ColumnFilter[];
  top?: number | null;
}
/**
 * A range; a missing end is open.
 */
export interface Interval {
  low: number | null;
  high: number | null;
}
/**
 * A file that says what a workflow needs installed, as repo2docker reads them.
 */
export interface EnvironmentFile {
  kind: EnvironmentKind;
  path: string;
}
/**
 * A query to begin with.
 */
export interface Example {
  group: string;
  title: string;
  adql: string;
  description: string;
}
/**
 * Somewhere else to run.
 *
 * ``kind`` is the name of an entry point of the group ``esap_jupyter.facilities``; ``can`` says
 * whether notebooks are opened there (``launch``) or run unattended (``batch``). ``login`` is the
 * service of `esap_jupyter.models.identity.Identity` that one logs in to, or empty where none is
 * needed. ``problem`` says why it cannot be used.
 */
export interface Facility {
  id: string;
  name: string;
  kind: string;
  url: string;
  description: string;
  can: FacilityAbility[];
  login: string;
  is_logged_in: boolean;
  problem: string;
}
/**
 * How well a facility fits: ``score`` from 0 (cannot) to 1, and the reasons in words.
 *
 * ``why`` speaks for it, ``but`` against it; ``ability`` is how it would run there.
 */
export interface FacilityFit {
  facility: string;
  ability: FacilityAbility;
  score: number;
  why: string[];
  but: string[];
}
/**
 * What can be chosen for a launch or a job, as JSON Schema of an object, if anything.
 */
export interface FacilityForm {
  schema: {} | null;
}
/**
 * Which link of a row to bring into the workspace.
 */
export interface FetchRequest {
  link: string;
}
/**
 * What is to run, to be compared with all facilities; see `LaunchRequest`.
 */
export interface FitRequest {
  workflow?: string;
  notebook?: string;
  basket?: {} | null;
}
/**
 * Regions of rows for a plot; ``unread`` counts those that cannot be drawn here.
 *
 * Of more than fit a plot, those of every n-th row are given; ``total`` says how many rows
 * have one.
 */
export interface Footprints {
  total: number;
  unread: number;
  shapes: Shape[];
}
/**
 * A region of the sky in degrees: ra, dec and radius, or ra and dec of each corner.
 */
export interface Shape {
  row: number;
  kind: ShapeKind;
  values: number[];
}
/**
 * Tables that belong together; ``join`` is the clause that joins ``other`` to the table.
 */
export interface ForeignKey {
  other: string;
  columns: string[][];
  description: string;
  join: string;
}
/**
 * Who one is at a service; ``expires`` is in Unix seconds, None where nobody says.
 *
 * ``service`` is the id of a lake, archive, facility or repository. ``kinds`` are the ways of
 * logging in that it offers, ``kind`` the one in use. ``device`` and ``code`` say whether an OIDC
 * login can be started from here, by device code or in a browser. ``renews`` says that the login
 * is renewed without asking.
 */
export interface Identity {
  service: string;
  name: string;
  noun: 'archive' | 'facility' | 'lake' | 'repository';
  state: LoginState;
  kinds: LoginKind[];
  kind: LoginKind | null;
  account: string;
  subject: string;
  issuer: string | null;
  source: CredentialSource | null;
  expires: number | null;
  renews: boolean;
  device: boolean;
  code: boolean;
  reason: string;
}
/**
 * An asynchronous query at its service, as it was when it was last looked at.
 *
 * Times are Unix seconds, ``duration`` and ``quote`` as the service gives them: the seconds that
 * it may compute, and when it expects to be done. ``gone`` says that the service does not have
 * it any more, ``remembered`` that it is among the jobs kept here; others the service has
 * told of. ``request`` asks the same again; ``result`` is the stored result that it gave.
 */
export interface Job {
  id: string;
  archive: string;
  url: string;
  phase: JobPhase;
  gone: boolean;
  remembered: boolean;
  title: string;
  query: string;
  owner: string;
  run_id: string;
  quote: number | null;
  created: number | null;
  started: number | null;
  ended: number | null;
  duration: number | null;
  destruction: number | null;
  parameters: {
    [k: string]: string;
  };
  error: string;
  request: SearchRequest | null;
  activity: string | null;
  result: string | null;
  result_name: string | null;
  checked: number | null;
}
/**
 * A question: where (and when, and at which wavelengths), or ADQL for one archive.
 *
 * The place is a ``target``, several ``targets`` or a ``polygon`` (ICRS, degrees: ra, dec, ra,
 * dec, …); ``radius`` is in degrees. ``time`` is in MJD (days), ``band`` in metres of wavelength,
 * ``product`` a dataproduct_type of ObsCore. ``parameters`` are, by archive, values of its own
 * form; a question may consist of them alone. ``uploads`` are ids of results by the name of
 * the table that they become in ``TAP_UPLOAD``.
 */
export interface SearchRequest {
  archives: string[];
  target?: string;
  targets?: string[];
  radius?: number;
  polygon?: number[];
  time?: Interval | null;
  band?: Interval | null;
  product?: string;
  parameters?: {
    [k: string]: {};
  };
  adql?: string;
  mode?: Mode;
  uploads?: {
    [k: string]: string;
  };
  collections?: {
    [k: string]: string;
  };
  maxrec?: number | null;
}
/**
 * What to do with a job: keep it so many hours from now, or stop it.
 */
export interface JobChange {
  hours?: number | null;
  abort?: boolean;
}
/**
 * A Rucio instance.
 *
 * ``mode`` is how data are made available unless asked otherwise; ``rse`` where a rule puts
 * them, ``mounted`` whether that RSE can be read as files here. ``origin`` says where it is
 * described: a catalogue's file, RucioConfig, a rucio.cfg or the environment. ``state`` is
 * ``unavailable`` where the description makes no sense, ``reason`` says why.
 */
export interface Lake {
  id: string;
  name: string;
  url: string;
  kind: string;
  description: string;
  webui: string | null;
  mode: LakeMode;
  rse: string;
  mounted: boolean;
  lifetime: number | null;
  account: string;
  vo: string;
  origin: 'RucioConfig' | 'catalogue' | 'environment' | 'rucio.cfg';
  state: 'reachable' | 'unavailable' | 'unknown' | 'unreachable';
  version: string;
  reason: string;
}
/**
 * Who one is in a lake, and how much room there is.
 */
export interface LakeAccount {
  lake: string;
  account: string;
  vo: string;
  type: string;
  admin: boolean;
  quotas: Quota[];
  expires: number | null;
}
/**
 * What an account uses of an RSE, or of all of an expression, in bytes; no limit is None.
 */
export interface Quota {
  rse: string;
  used: string;
  files: number | null;
  limit: string | null;
}
/**
 * A file of the lake as seen from here. ``path`` is set where it can be opened.
 */
export interface LakeFile {
  did: Did;
  state: LakeFileState;
  path: string | null;
  rses: string[];
  done: number | null;
  reason: string;
}
/**
 * A notebook on its way to a facility, or there.
 *
 * ``url`` is what to open once it is ``ready``; there is no token in it, so that the person has
 * to be logged in there. ``progress`` is from 0 to 1 where it is known, ``log`` the last lines
 * that the facility said, ``notes`` what else the person should know, such as what did not
 * travel. ``conflicts`` are files that are there already, where ``existing`` was ``ask``.
 */
export interface Launch {
  id: string;
  facility: string;
  activity: string;
  title: string;
  state: LaunchState;
  message: string;
  progress: number | null;
  url: string;
  log: string[];
  notes: string[];
  conflicts: string[];
  error: ErrorInfo | null;
  started: number;
  ended: number | null;
  request: LaunchRequest;
}
/**
 * What to open at a facility, and with which data.
 *
 * Parameters
 * ----------
 * facility
 *     Its id; the address of a request names it already.
 * workflow
 *     Id of a workflow, ``<repository>:<record>``.
 * notebook
 *     Path inside the workflow or, without one, in the workspace.
 * basket
 *     A basket's document; it travels as ``esap-basket.json``.
 * options
 *     Values of the facility's form.
 * existing
 *     What happens to files of the same name there: ``ask`` stops and names them in
 *     `Launch.conflicts`, ``overwrite`` replaces them, ``keep`` opens them as they are, and
 *     ``beside`` writes to other names.
 */
export interface LaunchRequest {
  facility?: string;
  workflow?: string;
  notebook?: string;
  basket?: {} | null;
  options?: {};
  existing?: 'ask' | 'beside' | 'keep' | 'overwrite';
}
/**
 * What to open at a facility, and with which data.
 *
 * Parameters
 * ----------
 * facility
 *     Its id; the address of a request names it already.
 * workflow
 *     Id of a workflow, ``<repository>:<record>``.
 * notebook
 *     Path inside the workflow or, without one, in the workspace.
 * basket
 *     A basket's document; it travels as ``esap-basket.json``.
 * options
 *     Values of the facility's form.
 * existing
 *     What happens to files of the same name there: ``ask`` stops and names them in
 *     `Launch.conflicts`, ``overwrite`` replaces them, ``keep`` opens them as they are, and
 *     ``beside`` writes to other names.
 */
export interface LaunchRequest1 {
  facility?: string;
  workflow?: string;
  notebook?: string;
  basket?: {} | null;
  options?: {};
  existing?: 'ask' | 'beside' | 'keep' | 'overwrite';
}
/**
 * What the machine or the Hub leaves to this server; what nobody says is None.
 *
 * ``memory`` and ``memory_used`` are in bytes, as text; ``cpu`` in cores; ``image`` names the
 * container. ``abnormal`` says why the server did not start as it should.
 */
export interface Limits {
  image: string;
  memory: string | null;
  memory_used: string | null;
  cpu: number | null;
  abnormal: string;
}
/**
 * Something that belongs to a row: a file, or a service on it, or why there is none.
 *
 * ``semantics`` is DataLink's term, ``group`` the same for people, ``content_length`` the
 * number of bytes.
 */
export interface Link {
  id: string;
  semantics: string;
  group: string;
  description: string;
  content_type: string;
  content_length: string | null;
  url: string;
  error: string;
  service: Service | null;
}
/**
 * A service on the data of a row; ``cutout`` where it cuts out parts (SODA).
 */
export interface Service {
  title: string;
  cutout: boolean;
  parameters: Parameter[];
}
/**
 * A value that a service takes.
 *
 * ``minimum`` and ``maximum`` are numbers: one, two for a range, those of the largest circle
 * (ra, dec, radius) or polygon; empty where the service tells none.
 */
export interface Parameter {
  name: string;
  kind: ParameterKind;
  unit: string;
  description: string;
  minimum: number[];
  maximum: number[];
  options: string[];
  value: string;
}
/**
 * What belongs to a row; ``origin`` says how it was found: by DataLink, or by its columns.
 */
export interface Links {
  row: number;
  origin: 'columns' | 'datalink' | 'none';
  message: string;
  links: Link[];
}
/**
 * DIDs that are being listed: ``count`` so far; ``more`` says that the limit cut it off.
 */
export interface Listing {
  id: string;
  lake: string;
  question: DidQuestion;
  count: number;
  ended: boolean;
  more: boolean;
  seconds: number;
  error: ErrorInfo | null;
}
/**
 * One file of a rule, on one RSE: OK, REPLICATING or STUCK.
 */
export interface Lock {
  did: Did;
  rse: string;
  state: string;
}
/**
 * What is needed to log in; what is empty is not sent. Files are paths in the workspace.
 *
 * It goes one way only: nothing answers with any of it, nor is it shown.
 */
export interface LoginRequest {
  kind: LoginKind;
  account?: string;
  username?: string;
  password?: string;
  token?: string;
  certificate?: string;
  key?: string;
  proxy?: string;
  client_id?: string;
  client_secret?: string;
}
/**
 * A notebook that fits data; ``score`` is from 0 to 1, and ``why`` says it in sentences.
 *
 * ``notebook`` and ``archive`` are empty where the workflow fits as a whole.
 */
export interface Match {
  workflow: Workflow;
  notebook: string;
  archive: string;
  title: string;
  score: number;
  why: string[];
}
/**
 * A notebook, or several, and what belongs to them, in a repository.
 *
 * ``id`` is ``<repository>:<record>``. ``published`` is a date (ISO 8601), or a part of one.
 * ``doi`` is of this version, ``concept_doi`` of all of them; ``newer`` is the id of the newest
 * version where this is not it. ``url`` is a page for people. ``ref`` is the branch, tag or
 * commit of ``code_repository``. ``size`` is of all files, None where nobody told.
 * ``notebooks`` are None as long as nobody has looked inside. ``group`` is where it stands in a
 * menu, ``Getting started/Searching``. ``problems`` are told to people.
 */
export interface Workflow {
  id: string;
  repository: string;
  title: string;
  description: string;
  authors: Person[];
  keywords: string[];
  license: string;
  version: string;
  published: string;
  doi: string;
  concept_doi: string;
  url: string;
  code_repository: string;
  ref: string;
  kind: WorkflowKind;
  access: WorkflowAccess;
  size: string | null;
  files: WorkflowFile[];
  newer: string;
  runtime: string[];
  environment: EnvironmentFile[];
  data: DataReference[];
  notebooks: NotebookSummary[] | null;
  requirements: string[];
  group: string;
  problems: string[];
}
/**
 * Somebody who wrote a workflow; ``orcid`` is the identifier alone, ``0000-0002-…``.
 */
export interface Person {
  name: string;
  orcid: string;
  affiliation: string;
}
/**
 * A file of a record; ``checksum`` is ``md5:<hex>`` where the repository tells one.
 *
 * ``url`` is where its bytes are; it is empty where they are on this machine.
 */
export interface WorkflowFile {
  name: string;
  size: string;
  checksum: string;
  url: string;
}
/**
 * What is known of a notebook without running it.
 *
 * ``path`` is relative to the workflow, or to what is packed in ``archive``, the file of the
 * record that it is inside of, exactly as it stands there. ``imports`` are top-level modules,
 * ``reads`` names of files and addresses that cells open, ``parameters`` the names that the cell
 * with the tag ``parameters`` sets. ``problem`` says why nothing more is known.
 */
export interface NotebookSummary {
  path: string;
  title: string;
  size: string;
  kernel: string;
  language: string;
  nbformat: string;
  imports: string[];
  reads: string[];
  parameters: string[];
  problem: string;
  archive: string;
}
/**
 * The data that notebooks are looked for: rows of results, items of the basket, or words.
 */
export interface MatchRequest {
  what?: StageWhat[];
  words?: string[];
  limit?: number;
}
/**
 * One of the things to bring: rows of a result, an address, a DID, or items of the basket.
 *
 * ``rows`` count in the order that ``sort``, ``direction`` and ``where`` give, as in a page of
 * rows; none are all of them. ``link`` chooses one link of the rows by its id. With
 * ``parameters``, which are values as text, the cutout service of each row is asked for that
 * part instead of the whole. ``did`` is ``rucio://lake/scope:name``. ``basket`` are ids of items,
 * and ``basket_where`` means the items that it lets through, whichever they are by then: those of
 * a group or a search, and the whole basket where it is empty (``{}``).
 */
export interface StageWhat {
  result?: string;
  rows?: number[];
  sort?: number | null;
  direction?: Direction;
  where?: RowFilter | null;
  link?: string;
  parameters?: {
    [k: string]: string;
  };
  url?: string;
  did?: string;
  basket?: string[];
  basket_where?: BasketFilter | null;
}
/**
 * A module that a kernel lacks, and what is to be installed for it as far as that is known.
 */
export interface MissingPackage {
  module: string;
  package: string;
}
/**
 * A service that the person adds to the archives; without an id, one is made of its name.
 */
export interface NewArchive {
  name: string;
  kind: string;
  url: string;
  id?: string;
  description?: string;
  homepage?: string | null;
  collection?: string | null;
  ivoid?: string | null;
}
/**
 * A notebook to run on this machine; how it goes is an activity of kind ``notebook``.
 *
 * Parameters
 * ----------
 * path
 *     The notebook, in the workspace.
 * parameters
 *     What its cell that is tagged ``parameters`` is overridden with.
 * output
 *     Where the notebook goes as it was left; ``<name>-run.ipynb`` beside it by default, or the
 *     next name that is free.
 * overwrite
 *     Whether what lies at ``output`` is replaced, which may be the notebook itself.
 * run
 *     Whether it is run; without, it is only exported as it is.
 * export
 *     What is made of it besides, beside ``output``.
 * kernel
 *     The kernel, instead of the notebook's own.
 */
export interface NotebookRequest {
  path: string;
  parameters?: {};
  output?: string;
  overwrite?: boolean;
  run?: boolean;
  export?: ExportKind[];
  kernel?: string;
}
/**
 * What opening would do; nothing has been fetched for it.
 *
 * ``folder`` and ``path`` (of the notebook) are relative to the workspace. ``files`` are fetched,
 * ``size`` is their bytes, None where nobody told. ``is_opened`` says that it was opened there
 * before, ``edited`` names files there that have been changed since. ``data`` are offered, of
 * which ``has_data`` are there already. ``parameters`` are names that the notebook lets be set,
 * ``filled`` those that paths of data would be given to. ``notes`` are told to people.
 */
export interface OpenPlan {
  workflow: string;
  title: string;
  notebook: string;
  archive: string;
  folder: string;
  path: string;
  files: WorkflowFile[];
  size: string | null;
  is_opened: boolean;
  edited: string[];
  data: DataReference[];
  has_data: string[];
  parameters: string[];
  filled: string[];
  imports: string[];
  kernel: OpenableKernel | null;
  can_create_environment: boolean;
  notes: string[];
}
/**
 * A kernel that was asked for packages.
 *
 * ``is_here`` says whether there is one of that name; ``problem`` why it could not be asked, so
 * that nobody knows what it lacks.
 */
export interface OpenableKernel {
  name: string;
  display_name: string;
  is_here: boolean;
  missing: MissingPackage[];
  problem: string;
}
/**
 * What to open, and with what.
 *
 * ``notebook`` and ``archive`` are those of its `NotebookSummary`; without them it is the only
 * one. ``dest`` is a folder of the workspace, in which the workflow gets one of its own.
 * ``data`` are addresses of the workflow's own data to be fetched as well. ``what`` is data to
 * bring, whose paths become parameters; ``values`` are parameters by name, as JSON. ``kernel``
 * is the one that packages are looked for in, the notebook's own by default.
 */
export interface OpenRequest {
  notebook?: string;
  archive?: string;
  dest?: string;
  data?: string[];
  existing?: Existing;
  what?: StageWhat[];
  values?: {};
  without_outputs?: boolean;
  kernel?: string;
}
/**
 * Cells ``[row][column]`` as text; ``null`` is a missing value.
 *
 * ``total`` says how many rows there are to be cut from: those that the filter lets through.
 */
export interface Page {
  start: number;
  total: number;
  columns: number[];
  cells: (string | null)[][];
}
/**
 * A file of a plan.
 *
 * ``folder`` is where it will lie, relative to the workspace, ``path`` where it is already:
 * relative to the workspace, or absolute where it is elsewhere. ``why`` says in words why it
 * comes the ``way`` that it does. ``row`` is the one that names it. ``estimated`` says that its
 * archive has only guessed the size.
 */
export interface PlannedFile {
  id: string;
  name: string;
  folder: string;
  state: PlannedState;
  way: StageWay;
  why: string;
  size: string | null;
  estimated: boolean;
  content_type: string;
  kind: string;
  archive: string;
  collection: string;
  semantics: string;
  url: string;
  path: string | null;
  result: string;
  row: number | null;
  item: string;
  error: ErrorInfo | null;
}
/**
 * Positions of rows (ICRS, degrees) for a plot; ``rows`` count in the order asked for.
 *
 * Of more than fit a plot, every n-th is given; ``total`` says how many rows have one.
 */
export interface Positions {
  total: number;
  rows: number[];
  ra: number[];
  dec: number[];
}
/**
 * How a result came to be: enough to ask again and to cite.
 *
 * ``request`` is the question as it was put to this archive alone; ``notes`` say what of it
 * was not applied, or how; ``job`` is the address of the asynchronous job; ``part_of`` is the
 * result whose rows these are, where somebody selected them.
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
  search: string | null;
  request: SearchRequest | null;
  notes: string[];
  ivoid: string | null;
  acknowledgement: string;
  archive_name: string;
  job: string | null;
  part_of: string | null;
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
 * A draft that nobody but its owner sees, and that only they publish, on its page.
 *
 * ``doi`` is what the repository has reserved for it. ``warnings`` say what others would miss.
 */
export interface Publication {
  repository: string;
  id: string;
  url: string;
  doi: string;
  title: string;
  files: string[];
  warnings: string[];
}
/**
 * What is to be uploaded as a draft; paths are relative to the workspace.
 *
 * What is empty is looked for beside the notebook: ``environment`` as environment.yml,
 * requirements.txt and others, ``codemeta`` as codemeta.json. ``basket`` is whether the basket's
 * items go along as a list, without their files. ``others`` are more files.
 */
export interface PublicationRequest {
  notebook: string;
  environment?: string;
  codemeta?: string;
  others?: string[];
  basket?: boolean;
}
/**
 * What is known of a query before it is sent; ``tables`` are those that it names.
 */
export interface QueryCheck {
  diagnostics: Diagnostic[];
  edits: TextEdit[];
  tables: string[];
}
/**
 * Put ``text`` in place of what stands from ``start`` to before ``end`` (UTF-16 units).
 */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
  reason: string;
}
/**
 * The query that constraints make, and Python that sends it.
 */
export interface QueryDraft {
  adql: string;
  python: string;
}
/**
 * What a notebook is to repeat, and the file to write (relative to the workspace).
 *
 * That is one of: the ``result`` of a search (its id or name), a ``job`` (its id), or a
 * ``request`` whose result is not kept, with a ``title`` for it. Without ``path``, a name is
 * made that no file has.
 */
export interface QueryNotebookRequest {
  path?: string;
  result?: string;
  job?: string;
  request?: SearchRequest | null;
  title?: string;
}
/**
 * What a registry found, the closest first; ``truncated`` where there is more.
 */
export interface RegistryAnswer {
  registry: string;
  hits: RegistryHit[];
  truncated: boolean;
  notes: string[];
}
/**
 * A resource of the registry; ``covers`` tells whether it declares data at the place asked.
 */
export interface RegistryHit {
  ivoid: string;
  title: string;
  short_name: string;
  description: string;
  publisher: string;
  wavebands: string[];
  content_types: string[];
  reference_url: string | null;
  covers: Covers;
  services: RegistryService[];
}
/**
 * One way to ask a resource; ``kind`` is the connector's, ``problem`` why it cannot be.
 */
export interface RegistryService {
  kind: string;
  url: string;
  standard_id: string;
  problem: string;
}
/**
 * Another name for a result.
 */
export interface RenameRequest {
  name: string;
}
/**
 * Where one file is; ``states`` by RSE are Rucio's words (AVAILABLE, COPYING, …).
 */
export interface Replica {
  did: Did;
  places: ReplicaPlace[];
  states: {
    [k: string]: string;
  };
}
/**
 * One address of a replica, best first; ``path`` where it is mounted here.
 */
export interface ReplicaPlace {
  url: string;
  rse: string;
  scheme: string;
  type: string;
  domain: string;
  priority: number | null;
  path: string | null;
}
/**
 * How one archive's part of a search went: what was asked, what came, what went wrong.
 *
 * ``seconds`` is the time from the question to the end, or until now; ``query`` is what was
 * sent, in the archive's own language.
 */
export interface Report {
  archive: string;
  name: string;
  state: ActivityState;
  rows: number | null;
  truncated: boolean;
  seconds: number;
  error: ErrorInfo | null;
  query: string;
  notes: string[];
  result: string | null;
}
/**
 * What came of asking one repository; ``when`` is the age of what is shown (Unix seconds).
 *
 * ``kind`` is the one of the catalogue; ``found`` is how many it says it has, None where it
 * does not tell.
 */
export interface RepositoryState {
  repository: string;
  name: string;
  kind: string;
  url: string;
  description: string;
  state: RepositoryStateName;
  message: string;
  remedy: string;
  when: number | null;
  found: number | null;
}
/**
 * The table that came back. ``path`` is the Arrow IPC file that the kernel maps.
 *
 * While ``partial``, the answer is still coming: there are more rows each time one looks.
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
  partial: boolean;
}
/**
 * A storage element; ``writable`` says whether it takes new data.
 */
export interface Rse {
  name: string;
  type: string;
  deterministic: boolean;
  volatile: boolean;
  writable: boolean;
  mounted: boolean;
}
/**
 * A replication rule; times are Unix seconds, ``state`` is Rucio's word.
 *
 * ``error`` says why it is stuck. ``mine`` says that the account owns it; ``webui`` is its page.
 */
export interface Rule {
  id: string;
  did: Did;
  account: string;
  rse_expression: string;
  copies: number;
  state: string;
  created: number | null;
  expires: number | null;
  locks_ok: number;
  locks_replicating: number;
  locks_stuck: number;
  error: string;
  comment: string;
  mine: boolean;
  webui: string | null;
}
/**
 * What a rule would take, before it is made: bytes and files, and the room for them.
 *
 * ``missing`` are the bytes that no RSE of the expression has yet.
 */
export interface RulePreview {
  rses: string[];
  files: number;
  size: string;
  missing: string | null;
  quotas: Quota[];
  fits: boolean | null;
  note: string;
}
/**
 * A rule to make; ``lifetime`` is in seconds, None for ever.
 */
export interface RuleRequest {
  scope: string;
  name: string;
  rse_expression: string;
  copies?: number;
  lifetime?: number | null;
  comment?: string;
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
 * A column of a service's table; ``adql`` is its name as a query has it.
 */
export interface SchemaColumn {
  name: string;
  datatype: string;
  arraysize: string | null;
  unit: string | null;
  ucd: string | null;
  utype: string | null;
  xtype: string | null;
  description: string;
  numeric: boolean;
  adql: string;
  indexed: boolean;
  principal: boolean;
}
/**
 * A table without its columns; ``adql`` is its name as a query has it.
 */
export interface SchemaTable {
  name: string;
  adql: string;
  title: string;
  description: string;
  rows: number | null;
  kind: string;
}
/**
 * A scope; ``own`` says that the account writes there.
 */
export interface Scope {
  name: string;
  own: boolean;
}
/**
 * One question to one or more archives; each archive has its own activity.
 *
 * ``report`` tells of each archive what came of it. A list of targets is resolved while the
 * search runs, so that ``targets`` and ``unresolved`` grow.
 */
export interface Search {
  id: string;
  title: string;
  request: SearchRequest;
  target: Target | null;
  targets: Target[];
  unresolved: Unresolved[];
  started: number;
  activities: Activity[];
  report: Report[];
}
/**
 * A target of a list that could not be found, and why; it was left out.
 */
export interface Unresolved {
  text: string;
  error: ErrorInfo;
}
/**
 * The tables of a service, and what its language can do.
 *
 * ``source`` says where the tables were read, ``notes`` what failed before. ``functions`` are
 * the forms of functions that the service declares besides ADQL's own; ``declared`` says whether
 * it declares its functions at all. Limits are in rows.
 */
export interface ServiceSchema {
  archive: string;
  source: string;
  notes: string[];
  schemas: TableSchema[];
  functions: string[];
  declared: boolean;
  obscore: boolean;
  uploads: boolean;
  default_limit: number | null;
  hard_limit: number | null;
}
/**
 * A schema and its tables.
 */
export interface TableSchema {
  name: string;
  title: string;
  description: string;
  tables: SchemaTable[];
}
/**
 * What the operator offers, and what is wrong with the person's own list of archives.
 *
 * See `esap_jupyter.catalogue.Features` for the switches.
 */
export interface Settings {
  adql: boolean;
  add: boolean;
  registry: boolean;
  local: boolean;
  problems: string[];
}
/**
 * What would come, before anything is fetched; kept for an hour.
 *
 * ``files`` are the first of them, and ``total``, ``here``, ``fetch``, ``wait`` and ``failed``
 * count all. ``size`` is the number of bytes to fetch as far as they are known, ``unknown``
 * counts the files to fetch whose size nobody tells, ``estimated`` those of which it is guessed,
 * ``free`` are the bytes left on the disk.
 * ``later`` counts rows that are asked for their files only when their turn comes, as there are
 * too many to ask before. ``message`` is for people.
 */
export interface StagePlan {
  id: string;
  files: PlannedFile[];
  total: number;
  here: number;
  fetch: number;
  wait: number;
  failed: number;
  size: string;
  here_size: string;
  unknown: number;
  estimated: number;
  later: number;
  free: string | null;
  fits: boolean;
  folder: string;
  message: string;
}
/**
 * What to bring, and how.
 *
 * ``which`` are the links of rows that are meant: the data, or all files. ``folder`` is below
 * the workspace; without one, files go where the deployment's layout says. Without ``copy``,
 * what can be opened elsewhere on this machine is left there. With ``unpack``, archives (zip,
 * tar) are unpacked beside themselves.
 */
export interface StageRequest {
  what: StageWhat[];
  which?: WhichLinks;
  folder?: string;
  copy?: boolean;
  unpack?: boolean;
}
/**
 * How to synchronise with a gateway.
 */
export interface SyncRequest {
  mode?: SyncMode;
}
/**
 * The columns and foreign keys of one table; ``notes`` say what could not be had.
 */
export interface TableDetails {
  name: string;
  adql: string;
  source: string;
  description: string;
  rows: number | null;
  ra: string | null;
  dec: string | null;
  columns: SchemaColumn[];
  keys: ForeignKey[];
  notes: string[];
}
/**
 * A job that brings files; ``activity`` tells how it goes as it goes.
 *
 * ``bytes`` are those of all files as far as they are known, ``done`` those that have come.
 * ``rate`` is in bytes a second, ``left`` in seconds. ``needs_server`` says whether this server
 * must stay alive for it to go on. ``login`` is the id of a service to which one has to log in
 * before all of it goes on. ``actions`` are what can be done with it now.
 */
export interface Transfer {
  id: string;
  title: string;
  state: TransferState;
  activity: string;
  started: number;
  ended: number | null;
  files: number;
  here: number;
  failed: number;
  waiting: number;
  bytes: string;
  done: string;
  unknown: number;
  rate: number | null;
  left: number | null;
  folder: string;
  path: string | null;
  message: string;
  needs_server: boolean;
  login: string;
  actions: ActivityAction[];
  error: ErrorInfo | null;
}
/**
 * A job with a page of its files, in the order in which they were asked for.
 *
 * ``total`` counts the files of the states that were asked for.
 */
export interface TransferDetails {
  transfer: Transfer;
  start: number;
  total: number;
  files: TransferFile[];
}
/**
 * A file of a job, and how far it is.
 *
 * ``path`` is where it is, relative to the workspace, or absolute where that is elsewhere;
 * ``unpacked`` the folder of what was in it. ``verified`` names the checksums that were
 * compared. ``request`` is that of the tape or lake which it waits for, ``login`` the id of the
 * service to which one has to log in before it goes on.
 */
export interface TransferFile {
  number: number;
  name: string;
  state: TransferFileState;
  way: StageWay;
  why: string;
  size: string | null;
  done: string;
  path: string | null;
  unpacked: string | null;
  url: string;
  archive: string;
  kind: string;
  row: number | null;
  item: string;
  checksums: {
    [k: string]: string;
  };
  verified: string[];
  request: string;
  login: string;
  message: string;
  error: ErrorInfo | null;
}
/**
 * What to begin: a plan, all of it or the files whose ids are given; or a request at once.
 *
 * ``skip`` has the ids of files of the plan that are left out.
 */
export interface TransferRequest {
  plan?: string;
  files?: string[] | null;
  skip?: string[];
  request?: StageRequest | null;
  title?: string;
}
/**
 * Where the notebook of a tutorial lies, and whether it was written just now.
 */
export interface TutorialCopy {
  path: string;
  written: boolean;
}
/**
 * Where to copy a tutorial, and what to do with a file of that name.
 *
 * ``ask`` is to refuse, unless the file has what the tutorial has; ``beside`` makes a name that
 * no file has. Without ``path``, the tutorial's own name is taken.
 */
export interface TutorialRequest {
  path?: string;
  existing?: 'ask' | 'beside' | 'keep' | 'replace';
}
/**
 * Files and folders of the workspace to store in the lake.
 *
 * ``paths`` are relative to the workspace, ``results`` ids of stored results. ``dataset`` is a
 * name in the scope, made where it is missing; ``lifetime`` is in seconds.
 */
export interface UploadRequest {
  scope: string;
  rse: string;
  paths?: string[];
  results?: string[];
  dataset?: string;
  lifetime?: number | null;
  metadata?: {
    [k: string]: string;
  };
}
/**
 * Python for a cell.
 */
export interface WorkflowCode {
  code: string;
}
/**
 * A page of what was found.
 *
 * ``total`` is how many there are as far as known, of which ``is_least`` says that there may be
 * more.
 */
export interface WorkflowPage {
  items: Workflow[];
  total: number;
  is_least: boolean;
  states: RepositoryState[];
}
/**
 * What is looked for; all that is given has to fit.
 *
 * ``text`` are words in any order, ``keyword`` is one of the keywords, ``author`` a part of a
 * name or an ORCID, ``runtime`` a part of what it runs on: all without regard to case. With
 * ``kind`` of ``notebook`` come also those that nobody has looked into. No ``repositories`` are
 * all of them. ``is_offline`` asks the index alone.
 */
export interface WorkflowQuestion {
  text: string;
  keyword: string;
  author: string;
  kind: WorkflowKind | '';
  runtime: string;
  repositories: string[];
  offset: number;
  limit: number;
  is_offline: boolean;
}
