/** What may stand at the cursor: tables, their columns, functions, keywords. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { SchemaTable, TableDetails } from '../api/schema';
import { LONGEST_QUERY } from '../components/adql/drafts';
import { type NamedTable, namedTables, withoutLiterals } from '../components/adql/queryText';
import { columnFacts, plain, type ServiceTables } from '../components/adql/tables';
import { FUNCTIONS, KEYWORDS } from './words';

const NAME = /(?:"(?:[^"]|"")*"?|[A-Za-z0-9_])+(?:\.(?:"(?:[^"]|"")*"?|[A-Za-z0-9_]*))*$/;
const MOST_TABLES = 8;
const VALID = /^[\w."]*$/;

/** Make the source of completions of a service. */
export function completionOf(tables: ServiceTables) {
  const find = sourceOf(tables);
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const found = await find(context);
    // Columns may come after the person has gone on to something else.
    if (!found || context.aborted || context.view?.hasFocus === false) {
      return null;
    }
    const { from, options } = found;
    const word = context.state.sliceDoc(from, context.pos);
    if (!context.explicit && isWhole(word, options)) {
      return null;
    }
    return { from, options, validFor: text => VALID.test(text) && !isWhole(text, options) };
  };
}

// What is typed in full needs no completion, unless longer words begin so.
function isWhole(word: string, options: readonly Completion[]): boolean {
  const typed = word.toLowerCase();
  const same = options.filter(({ label }) => label.toLowerCase().startsWith(typed));
  return same.length > 0 && same.every(({ label }) => label.toLowerCase() === typed);
}

function sourceOf(tables: ServiceTables) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const text = context.state.doc.toString();
    const before = withoutLiterals(text.slice(0, context.pos));
    if (before.length > LONGEST_QUERY || inLiteral(text.slice(0, context.pos), before)) {
      return null;
    }
    const word = NAME.exec(before)?.[0] ?? '';
    if (!word && !context.explicit) {
      return null;
    }
    const from = context.pos - word.length;
    const wantsTable = /(?:\bfrom|\bjoin)\s+$/i.test(before.slice(0, from));
    if (wantsTable) {
      return { from, options: [...tables.uploads, ...tables.all].map(tableOption) };
    }
    const named = namedTables(text);
    const dot = word.lastIndexOf('.');
    if (dot > 0) {
      return dotted(tables, named, word.slice(0, dot), from + dot + 1, from);
    }
    const columns = await columnsOf(tables, named);
    const options = [...columns.flatMap(columnOptions), ...aliases(named), ...functions(tables)];
    return { from, options: [...options, ...keywords(), ...schemas(tables)] };
  };
}

/** Read the columns of the tables that a query names, as far as the service has them. */
export async function columnsOf(
  tables: ServiceTables,
  named: readonly NamedTable[]
): Promise<TableDetails[]> {
  const known = named.map(({ name }) => tables.find(name)).filter(table => table !== null);
  const names = [...new Set(known.map(table => table.name))].slice(0, MOST_TABLES);
  const read = await Promise.allSettled(names.map(name => tables.columns(name)));
  const found = read.filter(one => one.status === 'fulfilled').map(one => one.value);
  const wanted = new Set(named.map(({ name }) => plain(name)));
  return [...tables.uploads.filter(({ name }) => wanted.has(plain(name))), ...found];
}

async function dotted(
  tables: ServiceTables,
  named: readonly NamedTable[],
  prefix: string,
  column: number,
  start: number
): Promise<CompletionResult | null> {
  const wanted = plain(prefix);
  const owner = named.find(({ name, alias }) =>
    alias ? plain(alias) === wanted : [plain(name), last(plain(name))].includes(wanted)
  );
  if (owner) {
    const details = await columnsOf(tables, [owner]);
    return { from: column, options: details.flatMap(columnOptions) };
  }
  const inside = [...tables.uploads, ...tables.all].filter(table =>
    plain(table.name).startsWith(`${wanted}.`)
  );
  return inside.length > 0 ? { from: start, options: inside.map(tableOption) } : null;
}

function last(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

// A literal is blanked, so that the last character of one differs from what was typed.
function inLiteral(typed: string, blanked: string): boolean {
  return typed !== '' && !/\s$/.test(typed) && /\s$/.test(blanked);
}

function tableOption(table: Pick<SchemaTable, 'adql' | 'description'>): Completion {
  return {
    label: table.adql,
    type: 'class',
    detail: 'table',
    info: table.description || undefined
  };
}

function columnOptions(table: TableDetails): Completion[] {
  return table.columns.map(column => ({
    label: column.adql,
    type: 'property',
    detail: column.unit ?? column.datatype,
    info: [column.description, columnFacts(column), table.name].filter(Boolean).join('\n'),
    boost: column.principal ? 3 : 2
  }));
}

function aliases(named: readonly NamedTable[]): Completion[] {
  const found = named.filter(({ alias }) => alias !== '');
  return found.map(({ alias, name }) => ({
    label: alias,
    type: 'variable',
    detail: name,
    boost: 1
  }));
}

function functions(tables: ServiceTables): Completion[] {
  const own = Object.entries(FUNCTIONS).map(([label, takes]) => call(label, `(${takes})`));
  const declared = (tables.schema?.functions ?? []).map(form => {
    const at = form.indexOf('(');
    return call(
      form.slice(0, Math.max(at, 0)) || form,
      at > 0 ? form.slice(at) : '',
      'of the service'
    );
  });
  return [...own, ...declared];
}

function call(label: string, takes: string, info?: string): Completion {
  return { label, apply: `${label}(`, type: 'function', detail: takes, info };
}

function keywords(): Completion[] {
  return KEYWORDS.map(label => ({ label, type: 'keyword', boost: -1 }));
}

function schemas(tables: ServiceTables): Completion[] {
  const names = tables.schema?.schemas.map(schema => schema.name).filter(Boolean) ?? [];
  return names
    .slice(0, 500)
    .map(label => ({ label, type: 'namespace', detail: 'schema', boost: -2 }));
}
