import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeBasket, item } from '../../../../tests/labextension/basket';
import { settle } from '../../../../tests/labextension/fake';
import { BasketStore } from '../../api/basket';
import type { BasketItem, BasketView } from '../../api/schema';
import { BasketPanel } from './view';

let panel: BasketPanel;

beforeEach(() => document.body.replaceChildren());
afterEach(() => panel.dispose());

async function show(items: BasketItem[], fields: Partial<BasketView> = {}) {
  const { client, state } = fakeBasket(items, fields);
  const store = new BasketStore(client);
  const stage = vi.fn();
  panel = new BasketPanel({ store, stage });
  document.body.append(panel.node);
  panel.start();
  await settle();
  return { client, state, store, stage };
}

const three = () => ['a', 'b', 'c'].map(id => item({ id }));
const list = () => document.querySelector<HTMLElement>('[role=listbox]') as HTMLElement;
const rows = () => [...document.querySelectorAll<HTMLElement>('[role=option]')];
const picked = () => rows().filter(row => row.getAttribute('aria-selected') === 'true');
const named = (name: string) =>
  [...document.querySelectorAll('button')].find(
    one => (one.getAttribute('aria-label') ?? one.textContent) === name
  ) as HTMLButtonElement;

async function press(key: string, more: KeyboardEventInit = {}) {
  list().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
  await settle();
}

it('teaches what it is for while it is empty, and asks for nothing more', async () => {
  const { client } = await show([]);
  expect(client.view).toHaveBeenCalledOnce();
  expect(document.body.textContent).toContain('The basket is empty.');
  expect(named('Add a file by its address')).toBeDefined();
  expect(list().hidden).toBe(true);
});

it('puts a file in by its address', async () => {
  const { client } = await show([]);
  named('Add a file by its address').click();
  const form = document.querySelector<HTMLFormElement>('form[aria-label="Add file"]');
  const field = form?.querySelector('input') as HTMLInputElement;
  expect(document.activeElement).toBe(field);
  field.value = 'https://example.org/a.fits';
  form?.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
  expect(client.add).toHaveBeenCalledWith({ urls: ['https://example.org/a.fits'], group: '' });
});

it('names each item with where it is from, its size, its tags and whether it is here', async () => {
  const one = item({ id: 'a', title: 'M31', size: '12000000', tags: ['later'], note: 'Look!' });
  await show([one], { here: { a: 'esap-data/m31.fits' } });
  expect(rows()[0].getAttribute('aria-label')).toBe(
    'M31, sandbox, row, 12.0 MB, tags later, Look!, is here'
  );
});

it('takes out what is picked, and offers to undo that', async () => {
  const { client } = await show(three());
  await press('ArrowDown');
  await press(' ');
  await press('ArrowDown');
  await press(' ');
  expect(picked().map(row => row.dataset.index)).toEqual(['0', '1']);
  expect(document.body.textContent).toContain('2 items picked · 2.0 kB');
  await press('Delete');
  expect(client.remove).toHaveBeenCalledWith({ ids: ['a', 'b'] });
  named('Undo').click();
  await settle();
  expect(client.undo).toHaveBeenCalledWith(2);
});

it('moves items by keys, and leaves another order than the own one alone', async () => {
  const { client } = await show(three());
  await press('End');
  await press('ArrowUp', { altKey: true });
  expect(client.change).toHaveBeenLastCalledWith({ ids: ['c'], move: true, before: 'b' });
  await press('Home');
  await press('ArrowDown', { altKey: true });
  expect(client.change).toHaveBeenLastCalledWith({ ids: ['a'], move: true, before: 'c' });
  await press('ArrowUp', { altKey: true });
  expect(client.change).toHaveBeenCalledTimes(2);
});

it('keeps to the item that the keys act on when others come before it', async () => {
  const { state, store } = await show(three());
  await press('End');
  state.items = [item({ id: 'new' }), ...state.items];
  state.revision = 7;
  store.changed(7);
  await settle();
  expect(list().getAttribute('aria-activedescendant')).toBe(rows()[3].id);
  expect(rows()).toHaveLength(4);
});

it('picks all of a basket of 100 000 by one filter, with few rows on the page', async () => {
  const many = Array.from({ length: 100_000 }, (_, at) => item({ id: `i${at}` }));
  const { client } = await show(many);
  expect(rows().length).toBeLessThan(60);
  expect(rows()[0].getAttribute('aria-setsize')).toBe('100000');
  await press('End');
  expect(rows().length).toBeLessThan(60);
  await press('a', { ctrlKey: true });
  named('Remove').click();
  await settle();
  expect(client.remove).toHaveBeenCalledWith({ where: { text: '' } });
  const asked = vi.mocked(client.view).mock.calls.map(([{ limit }]) => limit ?? 0);
  expect(Math.max(...asked)).toBeLessThanOrEqual(1000);
});

it('looks at one group, and stages all of it', async () => {
  const { stage } = await show([...three(), item({ id: 'd', group: 'M31' })]);
  named('M31: 1 item, 1.0 kB').click();
  await settle();
  expect(rows().map(row => row.getAttribute('aria-label'))).toEqual([
    'Item d, sandbox, row, M31, 1.0 kB'
  ]);
  named('Stage these').click();
  expect(stage).toHaveBeenLastCalledWith({ text: '', group: 'M31' }, 1, 'Basket: M31');
  named('All: 4 items, 4.0 kB').click();
  await settle();
  named('Stage M31').click();
  expect(stage).toHaveBeenLastCalledWith({ group: 'M31' }, 1, 'Basket: M31');
  named('Stage all').click();
  expect(stage).toHaveBeenLastCalledWith({ text: '' }, 4, 'Basket');
  rows()[1].click();
  named('Stage').click();
  expect(stage).toHaveBeenLastCalledWith(['b'], 1, 'Item b');
});

it('says of each group how much is here and how much is to fetch, also when files come', async () => {
  const { client } = fakeBasket([...three(), item({ id: 'd', group: 'M31' })]);
  const none = { here: 0, here_size: '0', fetch: 0, fetch_size: '0' };
  const rest = { unsized: 0, estimated: 0, other: 0 };
  const m31 = { name: 'M31', ...none, fetch: 1, fetch_size: '1000', ...rest, estimated: 1 };
  const free = { name: '', ...none, here: 2, fetch: 1, fetch_size: '2000', ...rest, unsized: 1 };
  const here = vi.spyOn(client, 'here');
  here.mockResolvedValueOnce({ revision: 1, whole: free, groups: [m31, free] });
  let arrive: () => void = () => undefined;
  const onArrival = (listener: () => void) => {
    arrive = listener;
    return { dispose: () => undefined };
  };
  panel = new BasketPanel({ store: new BasketStore(client), stage: vi.fn(), onArrival });
  document.body.append(panel.node);
  panel.start();
  await settle();
  const lines = () =>
    [...document.querySelectorAll('.esap-basket-presence')].map(one => one.textContent);
  expect(lines()).toEqual([
    '2 here · 1 to fetch, 2.0 kB or more',
    '1 to fetch, about 1.0 kB',
    '2 here · 1 to fetch, 2.0 kB or more'
  ]);
  const all = { ...m31, here: 1, fetch: 0 };
  here.mockResolvedValueOnce({ revision: 1, whole: free, groups: [all, free] });
  arrive();
  await settle();
  expect(lines()[1]).toBe('✓ all here');
});

it('takes in a file of one’s own computer, whatever it is', async () => {
  const { client } = await show([]);
  const files = [new File(['<VOTABLE/>'], 'mine.vot')];
  HTMLInputElement.prototype.click = function () {
    Object.defineProperty(this, 'files', { value: files });
    this.dispatchEvent(new Event('change'));
  };
  try {
    named('Import a basket').click();
  } finally {
    // What it inherits is there again.
    Reflect.deleteProperty(HTMLInputElement.prototype, 'click');
  }
  await vi.waitFor(() => expect(client.import).toHaveBeenCalled());
  expect(client.import).toHaveBeenCalledWith({ content: btoa('<VOTABLE/>') });
  await settle();
});

it('changes only what was written to several items', async () => {
  const both = [item({ id: 'a', tags: ['x', 'y'] }), item({ id: 'b', tags: ['x'], group: 'G' })];
  const { client } = await show(both);
  await press('ArrowDown');
  await press('End', { shiftKey: true });
  named('Edit').click();
  const form = document.querySelector('form[aria-label="Details of items"]') as HTMLFormElement;
  const [, group, tags] = form.querySelectorAll('input');
  expect([group.placeholder, tags.value]).toEqual(['several', 'x']);
  tags.value = 'z, z,';
  form.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
  expect(client.change).toHaveBeenCalledWith({
    ids: ['a', 'b'],
    add_tags: ['z'],
    remove_tags: ['x']
  });
});

it('keeps what was typed where it cannot be saved', async () => {
  const { client } = await show(three());
  vi.mocked(client.change).mockRejectedValueOnce(new Error('It was taken out meanwhile.'));
  await press('ArrowDown');
  await press('Enter');
  const form = document.querySelector('form[aria-label="Details of items"]') as HTMLFormElement;
  const note = form.querySelector('textarea') as HTMLTextAreaElement;
  note.value = 'A long note.';
  form.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
  expect(document.body.textContent).toContain('It was taken out meanwhile.');
  expect([form.hidden, note.value]).toEqual([false, 'A long note.']);
  form.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
  expect(form.hidden).toBe(true);
});

it('undoes and redoes what was seen or made here, and nothing newer', async () => {
  const { client } = await show(three(), { revision: 5, can_undo: true, can_redo: true });
  await press('z', { ctrlKey: true });
  expect(client.undo).toHaveBeenLastCalledWith(5);
  const { revision } = await vi.mocked(client.undo).mock.results[0].value;
  // The view after it may not have come yet.
  vi.mocked(client.view).mockImplementation(() => new Promise(() => undefined));
  await press('z', { ctrlKey: true });
  expect(client.undo).toHaveBeenLastCalledWith(revision);
});

it('says why the basket cannot be read, and tries again', async () => {
  const { client } = fakeBasket(three());
  vi.mocked(client.view).mockRejectedValueOnce(new Error('It is busy.'));
  panel = new BasketPanel({ store: new BasketStore(client), stage: vi.fn() });
  document.body.append(panel.node);
  panel.start();
  await settle();
  expect(document.body.textContent).toContain('The basket cannot be read. It is busy.');
  named('Retry').click();
  await settle();
  expect(rows()).toHaveLength(3);
});

it('offers to synchronise with gateways, and says what begins', async () => {
  const { client } = await show(three());
  const gateway = { id: 'esap', name: 'ESAP', url: '', report: null, kept: [] };
  client.gateways = vi.fn(async () => [gateway]);
  client.synchronise = vi.fn(async () => ({}) as never);
  named('More').click();
  await settle();
  const line = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find(
    one => one.textContent === 'Merge with ESAP'
  );
  line?.click();
  await settle();
  expect(client.synchronise).toHaveBeenCalledWith('esap', 'merge');
  expect(document.body.textContent).toContain('Synchronising with ESAP.');
});
