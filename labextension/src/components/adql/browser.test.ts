import { beforeEach, expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import { AdqlClient } from '../../api/adql';
import type { ServiceSchema, TableDetails } from '../../api/schema';
import { SchemaBrowser } from './browser';
import { ServiceTables } from './tables';

const table = (name: string, description = '') => ({
  name,
  adql: name,
  title: '',
  description,
  rows: 7,
  kind: ''
});
const column = (name: string, adql = name) => ({
  name,
  adql,
  datatype: 'double',
  arraysize: null,
  unit: 'deg',
  ucd: null,
  utype: null,
  xtype: null,
  description: `About ${name}`,
  numeric: true,
  indexed: false,
  principal: false
});

function made(count = 2, fails = false) {
  const names = Array.from({ length: count }, (_, at) =>
    table(`my.t${at}`, at ? 'Galaxies' : 'Stars')
  );
  const schema: ServiceSchema = {
    archive: 'x',
    source: 'VOSI 1.1 tables',
    notes: [],
    schemas: [{ name: 'my', title: '', description: '<b>mine</b>', tables: names }],
    functions: [],
    declared: true,
    obscore: false,
    uploads: false,
    default_limit: null,
    hard_limit: null
  };
  const details: TableDetails = {
    name: 'my.t0',
    adql: 'my.t0',
    source: 'VOSI',
    description: '',
    rows: 7,
    ra: null,
    dec: null,
    columns: [column('ra'), column('size', '"size"'), column('dec')],
    keys: [],
    notes: []
  };
  const ask = vi.fn(async (_: string, path: string[]) => {
    if (fails) {
      throw new Error('It does not answer.');
    }
    if (path.at(-1) === 'keys') {
      return [{ other: 'my.t1', columns: [['ra', 'a']], description: '', join: 'JOIN my.t1 ON x' }];
    }
    return path.at(-1) === 'schema' ? schema : details;
  });
  const tables = new ServiceTables('x', new AdqlClient({ ask: ask as never }));
  const [insert, chosen] = [vi.fn(), vi.fn()];
  const browser = new SchemaBrowser({ tables, insert, chosen });
  document.body.replaceChildren(browser.node);
  const rows = () => [...browser.node.querySelectorAll<HTMLElement>('[role=treeitem]')];
  const row = (label: string) =>
    rows().find(one => one.querySelector('.esap-tree-label')?.textContent === label) as HTMLElement;
  const tree = browser.node.querySelector('[role=tree]') as HTMLElement;
  const press = (key: string) =>
    tree.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  return { ask, tables, browser, insert, chosen, rows, row, press };
}

beforeEach(() => vi.useRealTimers());

it('lists 5 000 tables with one request and few elements', async () => {
  const { ask, tables, rows, row, press } = made(5000);
  await tables.load();
  expect(ask).toHaveBeenCalledTimes(1);
  row('my').click();
  expect(rows().length).toBeLessThan(100);
  expect(row('my.t3').getAttribute('aria-setsize')).toBe('5000');
  press('End');
  expect(rows().at(-1)?.textContent).toContain('my.t4999');
  expect(ask).toHaveBeenCalledTimes(1);
});

it('reads the columns of the table that is unfolded, once', async () => {
  const { ask, tables, row, press } = made();
  await tables.load();
  row('my.t0').click();
  press('ArrowRight');
  await settle();
  press('ArrowLeft');
  press('ArrowRight');
  await settle();
  expect(ask.mock.calls.map(([, path]) => path.join('/'))).toEqual([
    'archives/x/schema',
    'archives/x/schema/my.t0'
  ]);
  expect(row('ra').textContent).toContain('double · deg');
});

it('inserts names as a query has them, and columns in the order of the clicks', async () => {
  const { tables, insert, row, press, browser } = made();
  await tables.load();
  row('my.t0').click();
  press('ArrowRight');
  await settle();
  row('dec').click();
  row('size').click();
  const button = [...browser.node.querySelectorAll('button')].find(
    one => one.textContent === 'Insert 2 columns'
  );
  button?.click();
  expect(insert).toHaveBeenLastCalledWith('dec, "size"');
  press('Enter');
  expect(insert).toHaveBeenLastCalledWith('"size"');
  row('my.t0').click();
  press('Enter');
  expect(insert).toHaveBeenLastCalledWith('my.t0');
});

it('offers joins of foreign keys, read when they are asked for', async () => {
  const { tables, insert, row, press } = made();
  await tables.load();
  row('my.t0').click();
  press('ArrowRight');
  await settle();
  row('Joins').click();
  press('ArrowRight');
  await settle();
  row('JOIN my.t1').click();
  press('Enter');
  expect(insert).toHaveBeenLastCalledWith('JOIN my.t1 ON x');
});

it('finds words in names and descriptions, all or any', async () => {
  vi.useFakeTimers();
  const { tables, rows, browser } = made(3);
  await tables.load();
  const [input] = browser.node.getElementsByTagName('input');
  const [mode] = browser.node.getElementsByTagName('select');
  const find = (words: string, how: string) => {
    input.value = words;
    mode.value = how;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    vi.runAllTimers();
    return rows().filter(row => row.dataset.kind === 'table').length;
  };
  expect(find('galax t2', 'all')).toBe(1);
  expect(find('galax stars', 'all')).toBe(0);
  expect(find('galax stars', 'any')).toBe(3);
  expect(find('galax', 'names')).toBe(0);
});

it('says what failed, with a way out', async () => {
  const { tables, browser, ask } = made(2, true);
  await tables.load();
  expect(browser.node.querySelector('[role=alert]')?.textContent).toBe('It does not answer.');
  const retry = [...browser.node.querySelectorAll('button')].find(
    one => one.textContent === 'Retry'
  );
  retry?.click();
  await settle();
  expect(ask).toHaveBeenCalledTimes(2);
});

it('shows what services say as text', async () => {
  const { tables, row, browser } = made();
  await tables.load();
  row('my').click();
  expect(browser.node.querySelector('.esap-about')?.textContent).toContain('<b>mine</b>');
  expect(browser.node.querySelector('b')).toBeNull();
});
