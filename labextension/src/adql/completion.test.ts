import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { expect, it, vi } from 'vitest';
import { result } from '../../../tests/labextension/fake';
import { AdqlClient } from '../api/adql';
import type { Result } from '../api/schema';
import { ServiceTables } from '../components/adql/tables';
import { uploadTable } from '../components/adql/uploadTables';
import { completionOf } from './completion';

const table = (name: string, adql = name) => ({
  name,
  adql,
  title: '',
  description: '',
  rows: null,
  kind: ''
});
const column = (name: string, adql = name) => ({ name, adql, datatype: 'double', description: '' });

async function made() {
  const ask = vi.fn(async (_: string, path: string[]) =>
    path.at(-1) === 'schema'
      ? {
          schemas: [{ name: 'my', tables: [table('my.stars'), table('my.plates')] }],
          functions: ['gavo_to_mjd(d TIMESTAMP) -> DOUBLE PRECISION'],
          notes: []
        }
      : { name: path.at(-1), columns: [column('mag'), column('size', '"size"')], keys: [] }
  );
  const tables = new ServiceTables('x', new AdqlClient({ ask: ask as never }));
  await tables.load();
  const complete = completionOf(tables);
  // The bar is where the cursor stands.
  const at = async (text: string, explicit = true) => {
    const doc = text.replace('|', '');
    const context = new CompletionContext(EditorState.create({ doc }), text.indexOf('|'), explicit);
    const found = await complete(context);
    return found && { from: found.from, labels: found.options.map(option => option.label) };
  };
  return { at, ask, complete, tables };
}

it('offers tables behind FROM and JOIN, without asking for columns', async () => {
  const { at, ask } = await made();
  expect(await at('SELECT * FROM my.s|')).toEqual({ from: 14, labels: ['my.stars', 'my.plates'] });
  expect((await at('SELECT * FROM my.stars JOIN |'))?.labels).toEqual(['my.stars', 'my.plates']);
  expect(ask.mock.calls.map(([, path]) => path.join('/'))).toContain('archives/x/schema');
});

it('offers columns as a query has them, functions of the service, keywords', async () => {
  const { at, ask } = await made();
  const found = await at('SELECT m| FROM my.stars AS s');
  expect(found?.labels).toEqual(
    expect.arrayContaining(['mag', '"size"', 's', 'SELECT', 'CIRCLE', 'gavo_to_mjd'])
  );
  await at('SELECT mag, s| FROM my.stars');
  const columns = ask.mock.calls.filter(([, path]) => path.includes('my.stars'));
  expect(columns).toHaveLength(1);
});

it('offers the columns of a table by its name or alias, behind a dot', async () => {
  const { at } = await made();
  expect(await at('SELECT s.m| FROM my.stars AS s')).toEqual({
    from: 9,
    labels: ['mag', '"size"']
  });
  expect((await at('SELECT stars.| FROM my.stars'))?.labels).toEqual(['mag', '"size"']);
  expect((await at('SELECT my.| FROM my.stars'))?.labels).toContain('my.plates');
});

it('knows the tables that go with the query, and asks the service nothing of them', async () => {
  const { at, ask, tables } = await made();
  const columns = [column('note'), column('my mag')] as unknown as Result['columns'];
  tables.uploads = [uploadTable('mine', { ...result(), title: 'mine, of a kernel', columns })];
  expect((await at('SELECT * FROM |'))?.labels).toContain('TAP_UPLOAD.mine');
  expect((await at('SELECT * FROM TAP_UPLOAD.|'))?.labels).toContain('TAP_UPLOAD.mine');
  expect((await at('SELECT u.| FROM TAP_UPLOAD.mine AS u'))?.labels).toEqual(['note', '"my mag"']);
  expect((await at('SELECT no| FROM tap_upload.mine'))?.labels).toContain('note');
  expect(ask).toHaveBeenCalledTimes(1);
});

it('asks the service nothing of tables that it does not have', async () => {
  const { at, ask } = await made();
  await at('SELECT m| FROM nobody.knows');
  expect(ask).toHaveBeenCalledTimes(1);
});

it('is silent once a word is typed in full, unless longer ones begin so', async () => {
  const { at } = await made();
  expect(await at('SELECT mag| FROM my.stars', false)).toBeNull();
  expect(await at('SELECT mag FROM| my.stars', false)).toBeNull();
  expect(await at('SELECT mag FROM my.stars|', false)).toBeNull();
  expect((await at('SELECT mag FROM my.stars| ', true))?.labels).toContain('my.stars');
  expect((await at('SELECT RAND| FROM my.stars', false))?.labels).toBeUndefined();
  expect((await at('SELECT LOG| FROM my.stars', false))?.labels).toContain('LOG10');
  expect((await at('SELECT size| FROM my.stars', false))?.labels).toContain('"size"');
});

it('is asked again when a word becomes whole while its list is open', async () => {
  const { complete } = await made();
  const state = EditorState.create({ doc: 'SELECT ma FROM my.stars' });
  const found = await complete(new CompletionContext(state, 9, false));
  const valid = found?.validFor as (text: string) => boolean;
  expect([valid('ma'), valid('mag'), valid('mag+')]).toEqual([true, false, false]);
});

it('is silent when the editor has lost the focus meanwhile', async () => {
  const { complete } = await made();
  const state = EditorState.create({ doc: 'SELECT ma FROM my.stars' });
  const asked = (hasFocus: boolean) =>
    complete(new CompletionContext(state, 9, false, { hasFocus } as EditorView));
  expect(await asked(true)).not.toBeNull();
  expect(await asked(false)).toBeNull();
});

it('is silent in strings, and where nothing is typed', async () => {
  const { at } = await made();
  expect(await at("SELECT 'abc|' FROM my.stars")).toBeNull();
  expect(await at('SELECT | FROM my.stars', false)).toBeNull();
});
