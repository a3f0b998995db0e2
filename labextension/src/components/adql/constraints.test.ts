import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AdqlClient } from '../../api/adql';
import { Constraints } from './constraints';
import { ServiceTables } from './tables';

const column = (name: string, numeric = true, ucd = '') => ({
  ...{ name, adql: name, datatype: numeric ? 'double' : 'char', arraysize: null, unit: null, ucd },
  ...{ utype: null, xtype: null, description: '', numeric, indexed: false, principal: false }
});
const OBSCORE = {
  name: 'ivoa.obscore',
  ra: 's_ra',
  dec: 's_dec',
  keys: [],
  columns: [
    ...['s_ra', 's_dec', 't_min', 't_max', 'em_min', 'em_max'].map(name => column(name)),
    ...['s_region', 'obs_collection', 'dataproduct_type'].map(name => column(name, false))
  ]
};
const PLAIN = { name: 'my.plain', ra: null, dec: null, keys: [], columns: [column('x')] };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function made(table: object) {
  const ask = vi.fn(
    async (_: string, path: string[], __?: { body?: unknown }): Promise<unknown> => {
      if (path.at(-1) === 'values') {
        return { column: 'obs_collection', values: ['a', "it's"], complete: true };
      }
      return path.at(-1) === 'draft' ? { adql: 'SELECT 1', python: 'esap.adql()' } : table;
    }
  );
  const client = new AdqlClient({ ask: ask as never });
  const [toEditor, insertPython] = [vi.fn(), vi.fn()];
  const tables = new ServiceTables('x', client);
  const part = new Constraints({ client, tables, toEditor, insertPython });
  document.body.replaceChildren(part.node);
  await part.choose((table as { name: string }).name);
  const later = () => vi.advanceTimersByTimeAsync(1000);
  const type = async (label: string, value: string) => {
    const labels = [...part.node.querySelectorAll('label')];
    const id = labels.find(one => one.textContent === label)?.htmlFor ?? '';
    const input = document.getElementById(id) as HTMLInputElement;
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await later();
  };
  const box = (name: string) =>
    part.node.querySelector(`[aria-label="Use ${name}"]`) as HTMLInputElement;
  const press = (name: string) => {
    const all = [...part.node.querySelectorAll('button')];
    all.find(one => one.textContent === name)?.click();
  };
  const sent = () => ask.mock.calls.filter(([, path]) => path.at(-1) === 'draft').at(-1)?.[2]?.body;
  await later();
  return { part, ask, type, box, press, sent, later, toEditor, insertPython };
}

it('ticks a panel as soon as it makes sense, and no sooner', async () => {
  const { type, box, sent } = await made(OBSCORE);
  expect(box('position').checked).toBe(false);
  await type('Target', 'M31');
  expect(box('position').checked).toBe(true);
  expect(sent()).toEqual({
    ...{ archive: 'x', table: 'ivoa.obscore', top: 1000 },
    ...{ target: 'M31', radius: 0.5, overlaps: false }
  });
  await type('Target', '');
  expect(box('position').checked).toBe(false);
  await type('Polygon', '1 2, 3 4, 5 6');
  expect(sent()).toMatchObject({ polygon: [1, 2, 3, 4, 5, 6] });
  await type('From (UTC)', 'yesterday');
  expect(box('time').checked).toBe(false);
  await type('From (UTC)', '2024-05-17');
  expect(sent()).toMatchObject({ time_from: '2024-05-17', time_to: '' });
});

it('leaves out what somebody has unticked', async () => {
  const { type, box, sent, later } = await made(OBSCORE);
  await type('Target', 'M31');
  box('position').click();
  await later();
  expect(sent()).not.toHaveProperty('target');
});

it('reads values of the service when asked, and sends those chosen', async () => {
  const { part, press, sent, later, ask } = await made(OBSCORE);
  expect(ask.mock.calls.some(([, path]) => path.at(-1) === 'values')).toBe(false);
  press('Read values');
  await later();
  const select = part.node.querySelector('select[data-column=obs_collection]') as HTMLSelectElement;
  select.options[1].selected = true;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await later();
  expect(sent()).toMatchObject({ values: { obs_collection: ["it's"] } });
});

it('offers only what the table has columns for', async () => {
  const { part, type, sent } = await made(PLAIN);
  const shown = [...part.node.querySelectorAll<HTMLElement>('.esap-panel')].filter(
    one => !one.hidden
  );
  expect(shown.map(one => one.querySelector('summary')?.textContent)).toEqual(['Columns']);
  await type('x', '> 5');
  expect(sent()).toMatchObject({ filters: [{ column: 'x', text: '> 5' }] });
});

it('hands the query to the editor and the cell to the notebook', async () => {
  const { press, toEditor, insertPython } = await made(PLAIN);
  press('To ADQL');
  expect(toEditor).toHaveBeenCalledWith('SELECT 1', 'my.plain');
  press('Insert Python');
  expect(insertPython).toHaveBeenCalledWith('esap.adql()');
});
