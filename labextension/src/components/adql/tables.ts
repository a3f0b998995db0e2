/** What is known of one service's tables: the list at once, each table's columns when asked for. */
import type { AdqlClient } from '../../api/adql';
import type { Subscription } from '../../api/backend';
import type {
  ForeignKey,
  SchemaColumn,
  SchemaTable,
  ServiceSchema,
  TableDetails
} from '../../api/schema';

/** A name without the quotes of its parts, in lower case, as two names are compared. */
export function plain(name: string): string {
  return name
    .replace(/"((?:[^"]|"")*)"/g, (_, inner: string) => inner.replace(/""/g, '"'))
    .toLowerCase();
}

/** Asks for each thing once, also while several wait for it. */
export class ServiceTables {
  /** The tables, once they are here. */
  schema: ServiceSchema | null = null;
  /** Why they are not. */
  error: Error | null = null;
  loading = false;
  /** Tables that go with the query; the service itself does not list them. */
  uploads: readonly TableDetails[] = [];
  private readonly byName = new Map<string, SchemaTable>();
  private readonly details = new Map<string, TableDetails>();
  private readonly asked = new Map<string, Promise<TableDetails>>();
  private readonly joins = new Map<string, Promise<ForeignKey[]>>();
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly archive: string,
    private readonly client: AdqlClient
  ) {}

  subscribe(listener: () => void): Subscription {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Read the list of tables; `again` asks the service anew. */
  async load(again = false): Promise<void> {
    if (this.loading || (this.schema && !again)) {
      return;
    }
    this.loading = true;
    this.error = null;
    this.tell();
    try {
      this.take(await this.client.schema(this.archive, again));
    } catch (error) {
      this.error = error as Error;
    }
    this.loading = false;
    this.tell();
  }

  /** All tables, in the service's order. */
  get all(): SchemaTable[] {
    return this.schema?.schemas.flatMap(schema => schema.tables) ?? [];
  }

  /** The table of a name as a query may have it, with or without quotes and schema. */
  find(name: string): SchemaTable | null {
    return this.byName.get(plain(name)) ?? null;
  }

  /** The columns of a table, if they are here. */
  known(name: string): TableDetails | null {
    return this.details.get(plain(name)) ?? null;
  }

  /** The columns of a table: one request, the first time. */
  columns(name: string): Promise<TableDetails> {
    const key = plain(name);
    const asked = this.asked.get(key) ?? this.read(key, this.find(name)?.name ?? name);
    this.asked.set(key, asked);
    return asked;
  }

  /** What a table can be joined with: one request, the first time. */
  keys(name: string): Promise<ForeignKey[]> {
    const key = plain(name);
    const asked = this.joins.get(key) ?? this.client.keys(this.archive, name);
    this.joins.set(key, asked);
    asked.catch(() => this.joins.delete(key));
    return asked;
  }

  private async read(key: string, name: string): Promise<TableDetails> {
    try {
      const details = await this.client.table(this.archive, name);
      this.details.set(key, details);
      this.details.set(plain(details.name), details);
      this.tell();
      return details;
    } catch (error) {
      this.asked.delete(key);
      throw error;
    }
  }

  private take(schema: ServiceSchema): void {
    this.schema = schema;
    for (const held of [this.byName, this.details, this.asked, this.joins]) {
      held.clear();
    }
    const short = new Map<string, SchemaTable | null>();
    for (const table of this.all) {
      const name = plain(table.name);
      const last = name.slice(name.lastIndexOf('.') + 1);
      this.byName.set(name, table);
      short.set(last, short.has(last) ? null : table);
    }
    for (const [name, table] of short) {
      if (table && !this.byName.has(name)) {
        this.byName.set(name, table);
      }
    }
  }

  private tell(): void {
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}

/** A column's facts in one line: `double, deg, pos.eq.ra`. */
export function columnFacts(column: SchemaColumn): string {
  const size = column.arraysize ? `[${column.arraysize}]` : '';
  const type = `${column.datatype}${size}`;
  return [type, column.unit, column.ucd, column.indexed ? 'indexed' : null]
    .filter(Boolean)
    .join(' · ');
}
