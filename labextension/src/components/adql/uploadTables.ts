/** Tables that go with the query, told of as those of the service are. */
import type { Result, TableDetails } from '../../api/schema';

const REGULAR = /^[A-Za-z][A-Za-z0-9_]*$/;

/** What a result is as a table of the query. */
export function uploadTable(name: string, result: Result): TableDetails {
  const full = `TAP_UPLOAD.${name}`;
  return {
    name: full,
    adql: full,
    source: '',
    description: result.title,
    rows: result.rows,
    ra: null,
    dec: null,
    columns: result.columns.map(column => ({
      ...column,
      adql: REGULAR.test(column.name) ? column.name : quoted(column.name),
      indexed: false,
      principal: false
    })),
    keys: [],
    notes: []
  };
}

function quoted(name: string): string {
  return `"${name.replace(/"/g, '""')}"`;
}
