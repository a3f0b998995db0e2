/** What those who write ADQL ask of the server. Framework-free. */
import type {
  ColumnValues,
  DraftRequest,
  Example,
  ForeignKey,
  QueryCheck,
  QueryDraft,
  Result,
  RowSelection,
  Search,
  ServiceSchema,
  TableDetails
} from './schema';

/** Sends a request below `esap/`; the REST backend is one. */
export interface Asker {
  ask<T>(
    method: string,
    path: string[],
    options?: { query?: { [key: string]: string }; body?: unknown; signal?: AbortSignal }
  ): Promise<T>;
}

/** Tables of services, checks of queries, queries of constraints. */
export class AdqlClient {
  constructor(private readonly asker: Asker) {}

  /** The tables of an archive, without columns; `again` reads what is known already. */
  schema(archive: string, again = false): Promise<ServiceSchema> {
    const query: { [key: string]: string } = again ? { again: 'true' } : {};
    return this.asker.ask('GET', ['archives', archive, 'schema'], { query });
  }

  table(archive: string, name: string): Promise<TableDetails> {
    return this.asker.ask('GET', ['archives', archive, 'schema', name]);
  }

  keys(archive: string, name: string): Promise<ForeignKey[]> {
    return this.asker.ask('GET', ['archives', archive, 'schema', name, 'keys']);
  }

  values(archive: string, table: string, column: string): Promise<ColumnValues> {
    const path = ['archives', archive, 'schema', table, 'values'];
    return this.asker.ask('GET', path, { query: { column } });
  }

  examples(archive: string, table: string): Promise<Example[]> {
    return this.asker.ask('GET', ['archives', archive, 'examples'], { query: { table } });
  }

  check(archive: string, adql: string, signal?: AbortSignal): Promise<QueryCheck> {
    return this.asker.ask('POST', ['adql', 'check'], { body: { archive, adql }, signal });
  }

  draft(request: DraftRequest, signal?: AbortSignal): Promise<QueryDraft> {
    return this.asker.ask('POST', ['adql', 'draft'], { body: request, signal });
  }

  /** A search as it was asked, also one of an earlier page. */
  search(id: string): Promise<Search> {
    return this.asker.ask('GET', ['searches', id]);
  }

  results(): Promise<Result[]> {
    return this.asker.ask('GET', ['results']);
  }

  /** Make selected rows of a result a result of their own. */
  keepSelected(id: string, selection: RowSelection): Promise<Result> {
    return this.asker.ask('POST', ['results', id, 'selections'], { body: selection });
  }

  deleteResult(id: string): Promise<void> {
    return this.asker.ask('DELETE', ['results', id]);
  }
}
