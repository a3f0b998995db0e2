/** What the page around it asks of an editor of queries, whichever it is. */
import type { QueryCheck, TextEdit } from '../../api/schema';
import type { Component } from '../dom';
import type { ServiceTables } from './tables';

/** What an editor tells and asks. */
export interface EditorOptions {
  tables: ServiceTables;
  changed(text: string): void;
  check(text: string, signal: AbortSignal): Promise<QueryCheck>;
  /** What the last check found. */
  checked(check: QueryCheck): void;
  /** The query could not be checked, which keeps nobody from running it. */
  unchecked(error: Error): void;
  run(): void;
  quickLook(): void;
}

/** An editor of several queries, each with its own undo. */
export interface QueryEditor extends Component {
  readonly text: string;
  /** Show a query; `text` is taken when it has not been shown before. */
  open(id: string, text: string): void;
  /** Forget a query. */
  close(id: string): void;
  /** Put text in place of the selection. */
  insert(text: string): void;
  /** Put text in place of all, as one step that Undo takes back. */
  replace(text: string): void;
  apply(edits: readonly TextEdit[]): void;
  focus(): void;
}

/** Makes the editor that the host has. */
export type EditorFactory = (options: EditorOptions) => QueryEditor;
