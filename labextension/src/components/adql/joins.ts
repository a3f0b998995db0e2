/** The JOIN of a foreign key, in the names that a query has for its tables. */
import { namedTables } from './queryText';
import type { ServiceTables } from './tables';

/** The clause with the query's aliases; any other text stays as it is. */
export function joinedBy(text: string, query: string, tables: ServiceTables): string {
  if (!text.startsWith('JOIN ')) {
    return text;
  }
  const at = text.indexOf(' ON ');
  let tests = text.slice(at);
  for (const { name, alias } of namedTables(query)) {
    const table = alias ? tables.find(name) : null;
    if (table) {
      tests = tests.split(` ${table.adql}.`).join(` ${alias}.`);
    }
  }
  return text.slice(0, at) + tests;
}
