/** Reads of an unfinished query which tables it names, and under which names. */

const NAME = '(?:"(?:[^"]|"")+"|[A-Za-z_][A-Za-z0-9_]*)';
const FULL = `${NAME}(?:\\.${NAME}){0,2}`;
const TABLE = new RegExp(`(?:\\bfrom|\\bjoin|,)\\s+(${FULL})(?:\\s+(?:as\\s+)?(${NAME}))?`, 'gi');
const AFTER =
  /^(?:where|group|order|having|join|left|right|inner|full|cross|natural|on|using|union|except|intersect|offset|as)$/i;

/** A table that a query names, and the name that it has there. */
export interface NamedTable {
  name: string;
  alias: string;
}

/** The query without its comments and strings; all else keeps its place. */
export function withoutLiterals(text: string): string {
  return text.replace(/--[^\n]*|'(?:[^']|'')*'?/g, found => ' '.repeat(found.length));
}

/** The tables of all FROM clauses, in their order; what follows a comma is only a guess. */
export function namedTables(text: string): NamedTable[] {
  const bare = withoutLiterals(text);
  const found: NamedTable[] = [];
  TABLE.lastIndex = 0;
  for (let match = TABLE.exec(bare); match; match = TABLE.exec(bare)) {
    const [whole, name, alias = ''] = match;
    const comma = whole.startsWith(',');
    if (
      comma &&
      !/\bfrom\b(?![\s\S]*\b(?:where|group|order|having)\b)/i.test(bare.slice(0, match.index))
    ) {
      TABLE.lastIndex = match.index + 1;
      continue;
    }
    const used = AFTER.test(alias) ? '' : alias;
    found.push({ name, alias: used });
    TABLE.lastIndex = match.index + whole.length - (alias && !used ? alias.length + 1 : 0);
  }
  return found;
}
