/** The rows of the schema browser, of what is known, unfolded, picked and searched for. */
import type { ForeignKey, SchemaTable, TableDetails, TableSchema } from '../../api/schema';
import { counted } from '../format';
import { columnFacts } from './tables';
import type { TreeNode } from './tree';

/** How words are looked for. */
export interface Search {
  words: string[];
  /** Whether one word is enough. */
  any: boolean;
  descriptions: boolean;
}

/** What the rows are made of. */
export interface TreeState {
  schemas: readonly TableSchema[];
  search: Search;
  unfolded: ReadonlySet<string>;
  /** Schemas that are folded while something is searched for, which unfolds all that it finds. */
  folded: ReadonlySet<string>;
  /** Full ids of columns, in the order in which they were picked. */
  picked: readonly string[];
  details(table: string): TableDetails | null;
  keys(table: string): ForeignKey[] | null;
  problem(table: string): string;
}

/** The nodes in view, from top to bottom. */
export function treeNodes(state: TreeState): TreeNode[] {
  const { search } = state;
  const found = state.schemas
    .map(schema => ({ schema, tables: schema.tables.filter(table => matches(table, search)) }))
    .filter(({ tables }) => tables.length > 0 || search.words.length === 0);
  return found.flatMap(({ schema, tables }, index) => {
    const id = `schema ${schema.name}`;
    const searching = search.words.length > 0;
    const expanded = searching ? !state.folded.has(id) : state.unfolded.has(id);
    const node: TreeNode = {
      id,
      level: 1,
      label: schema.name || '(no schema)',
      facts: counted(tables.length, 'table'),
      about: schema.description || schema.title,
      kind: 'schema',
      expanded,
      picked: null,
      position: index + 1,
      siblings: found.length
    };
    const inside = (table: SchemaTable, at: number) => tableNodes(state, table, at, tables.length);
    return expanded ? [node, ...tables.flatMap(inside)] : [node];
  });
}

function matches(table: SchemaTable, { words, any, descriptions }: Search): boolean {
  if (words.length === 0) {
    return true;
  }
  const text = `${table.name}${descriptions ? ` ${table.title} ${table.description}` : ''}`;
  const lower = text.toLowerCase();
  const has = (word: string) => lower.includes(word);
  return any ? words.some(has) : words.every(has);
}

function tableNodes(
  state: TreeState,
  table: SchemaTable,
  at: number,
  siblings: number
): TreeNode[] {
  const id = `table ${table.name}`;
  const expanded = state.unfolded.has(id);
  const rows = table.rows === null ? '' : counted(table.rows, 'row');
  const node: TreeNode = {
    id,
    level: 2,
    label: table.name,
    facts: rows,
    about: [table.title, table.description].filter(Boolean).join(' – '),
    kind: 'table',
    expanded,
    picked: null,
    position: at + 1,
    siblings
  };
  return expanded ? [node, ...contents(state, table)] : [node];
}

function contents(state: TreeState, table: SchemaTable): TreeNode[] {
  const details = state.details(table.name);
  if (!details) {
    return [note(table, state.problem(table.name) || 'Reading the columns…')];
  }
  const keys = state.keys(table.name) ?? details.keys;
  const joinsId = `joins ${table.name}`;
  const siblings = details.columns.length + 1;
  const columns = details.columns.map((column, at): TreeNode => {
    const id = `column ${table.name}\n${column.name}`;
    return {
      id,
      level: 3,
      label: column.name,
      facts: columnFacts(column),
      about: column.description,
      kind: 'column',
      expanded: null,
      picked: state.picked.indexOf(id) + 1,
      position: at + 1,
      siblings
    };
  });
  const joins: TreeNode = {
    ...note(table, 'Joins'),
    id: joinsId,
    label: 'Joins',
    facts: '',
    kind: 'join',
    about: 'Tables that foreign keys lead to',
    expanded: state.unfolded.has(joinsId),
    position: siblings,
    siblings
  };
  return [...columns, joins, ...(joins.expanded ? joinNodes(state, table, keys) : [])];
}

function joinNodes(state: TreeState, table: SchemaTable, keys: readonly ForeignKey[]): TreeNode[] {
  if (state.keys(table.name) === null) {
    return [{ ...note(table, state.problem(`keys ${table.name}`) || 'Reading…'), level: 4 }];
  }
  if (keys.length === 0) {
    return [{ ...note(table, 'The service declares no foreign keys of it.'), level: 4 }];
  }
  return keys.map(
    (key, at): TreeNode => ({
      id: `join ${table.name}\n${at}`,
      level: 4,
      label: `JOIN ${key.other}`,
      facts: key.columns.map(([mine, theirs]) => `${mine} = ${theirs}`).join(', '),
      about: key.description || key.join,
      kind: 'join',
      expanded: null,
      picked: null,
      position: at + 1,
      siblings: keys.length
    })
  );
}

function note(table: SchemaTable, words: string): TreeNode {
  return {
    id: `note ${table.name} ${words}`,
    level: 3,
    label: words,
    facts: '',
    about: words,
    kind: 'note',
    expanded: null,
    picked: null,
    position: 1,
    siblings: 1
  };
}
