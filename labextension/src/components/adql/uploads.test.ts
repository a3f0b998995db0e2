import { expect, it, vi } from 'vitest';
import { result, settle } from '../../../../tests/labextension/fake';
import { BackendError } from '../../api/backend';
import type { Result } from '../../api/schema';
import type { TablesInUse } from './notebookTables';
import { tableName, Uploads, type UploadsOptions } from './uploads';

const STARS = { name: 'stars', kind: 'Astropy table', rows: 2, columns: 3 };

function made(given: Partial<UploadsOptions> = {}) {
  const say = vi.fn();
  const options: UploadsOptions = {
    results: async () => [result({ id: 'r1', name: 'm31', rows: 13 })],
    selected: () => [],
    keepSelected: async () => result({ id: 'r9', rows: 1 }),
    say,
    ...given
  };
  const uploads = new Uploads(options);
  document.body.replaceChildren(uploads.node);
  const labels = () =>
    [...uploads.node.querySelectorAll('[role=menuitem]')].map(item => item.textContent);
  const open = async () => {
    uploads.node.querySelector<HTMLElement>('[aria-haspopup]')?.click();
    await settle();
  };
  const choose = async (text: string) => {
    await open();
    const items = [...uploads.node.querySelectorAll<HTMLElement>('[role=menuitem]')];
    items.find(item => item.textContent?.includes(text))?.click();
    await settle();
  };
  const chips = () =>
    [...uploads.node.querySelectorAll('.esap-chip')].map(chip => chip.textContent);
  return { uploads, say, labels, open, choose, chips };
}

function notebook(keep: (signal: AbortSignal) => Promise<Result>): TablesInUse {
  return async () => ({
    notebook: 'Stars.ipynb',
    tables: [STARS],
    leftOut: 2,
    keep: (_, signal) => keep(signal)
  });
}

it('lists tables of the kernel, selected rows and results', async () => {
  const selection = { ranges: [[0, 3]] as [number, number][], sort: null };
  const { open, labels } = made({
    notebook: notebook(async () => result()),
    selected: () => [{ result: result({ name: 'm31' }), rows: 4, selection }]
  });
  await open();
  expect(labels()).toEqual([
    'stars · Astropy table · 2 rows, 3 columns',
    '2 more are not listed',
    'm31: selected rows (4)',
    'm31 · 13 rows'
  ]);
  expect(document.activeElement?.textContent).toContain('stars');
});

it('makes a table of the kernel an upload of its own name, once it is stored', async () => {
  let stored: (made: Result) => void = () => undefined;
  const keep = () => new Promise<Result>(resolve => (stored = resolve));
  const { uploads, choose, chips } = made({ notebook: notebook(keep) });
  await choose('stars');
  expect(uploads.waiting).toBe('stars');
  expect(uploads.byName).toEqual({});
  expect(chips()).toEqual(['TAP_UPLOAD.stars = storing stars… ×']);
  stored(result({ id: 'r7', rows: 2 }));
  await settle();
  expect(uploads.waiting).toBeNull();
  expect(uploads.byName).toEqual({ stars: 'r7' });
  expect(chips()).toEqual(['TAP_UPLOAD.stars = stars (2 rows) ×']);
});

it('replaces what was uploaded of the same variable before', async () => {
  const keep = vi
    .fn(async () => result({ id: 'new' }))
    .mockImplementationOnce(async () => result({ id: 'old' }));
  const { uploads, choose } = made({ notebook: notebook(keep) });
  await choose('stars');
  await choose('stars');
  expect(uploads.byName).toEqual({ stars: 'new' });
});

it('says why a table was not stored, and forgets it', async () => {
  const error = new BackendError({ code: 'x', message: 'It is no table.', remedy: 'Choose one.' });
  const { uploads, choose, chips, say } = made({ notebook: notebook(() => Promise.reject(error)) });
  await choose('stars');
  expect(chips()).toEqual([]);
  expect(uploads.waiting).toBeNull();
  expect(say).toHaveBeenLastCalledWith('stars is not uploaded. It is no table. Choose one.');
});

it('cancels one that is on its way, silently', async () => {
  const keep = (signal: AbortSignal) =>
    new Promise<Result>((_, reject) =>
      signal.addEventListener('abort', () => reject(new Error('Cancelled.')))
    );
  const { choose, chips, say, uploads } = made({ notebook: notebook(keep) });
  await choose('stars');
  uploads.node.querySelector<HTMLElement>('[aria-label="Cancel upload stars"]')?.click();
  await settle();
  expect(chips()).toEqual([]);
  expect(say).toHaveBeenLastCalledWith('');
});

it('says why there are no tables of a kernel, and offers the rest', async () => {
  const info = { code: 'busy', message: 'The kernel is busy.', remedy: 'Open the menu again.' };
  const { open, labels, uploads } = made({
    notebook: () => Promise.reject(new BackendError(info))
  });
  await open();
  expect(labels()).toEqual(['The kernel is busy. Open the menu again.', 'm31 · 13 rows']);
  expect(document.activeElement?.textContent).toBe('m31 · 13 rows');
  const [note] = uploads.node.querySelectorAll<HTMLElement>('[role=menuitem]');
  expect(note.getAttribute('aria-disabled')).toBe('true');
  note.click();
  expect(uploads.byName).toEqual({});
});

it('shows results while the kernel is still asked', async () => {
  const { open, labels } = made({ notebook: () => new Promise(() => undefined) });
  await open();
  await vi.waitFor(() => expect(labels()).toEqual(['Asking the kernel…', 'm31 · 13 rows']), 5000);
});

it('stays open when the kernel answers after all', async () => {
  let answer: () => void = () => undefined;
  const late = new Promise<void>(resolve => (answer = resolve));
  const found = notebook(async () => result());
  const { open, labels, uploads } = made({ notebook: () => late.then(found) });
  await open();
  await vi.waitFor(() => expect(labels()).toHaveLength(2), 5000);
  const menu = uploads.node.querySelector<HTMLElement>('[role=menu]') as HTMLElement;
  const replace = menu.replaceChildren.bind(menu);
  // Browsers do so, jsdom does not.
  menu.replaceChildren = (...nodes) => {
    document.activeElement?.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
    replace(...nodes);
  };
  answer();
  await vi.waitFor(() => expect(labels()[0]).toContain('stars'));
  expect(menu.hidden).toBe(false);
  expect(document.activeElement?.textContent).toBe('m31 · 13 rows');
});

it('makes selected rows a result when they are chosen', async () => {
  const selected = {
    result: result({ id: 'r1', name: 'm31' }),
    rows: 1,
    selection: { ranges: [[2, 2]] as [number, number][], sort: 1 }
  };
  const keepSelected = vi.fn(async () => result({ id: 'r9', rows: 1 }));
  const { choose, uploads, chips } = made({ selected: () => [selected], keepSelected });
  await choose('selected rows (1)');
  expect(keepSelected).toHaveBeenCalledWith(selected);
  expect(uploads.byName).toEqual({ mine: 'r9' });
  expect(chips()).toEqual(['TAP_UPLOAD.mine = m31, selected (1 row) ×']);
});

it('gives no two tables one name', async () => {
  const results = [result({ id: 'a', name: 'Mine' }), result({ id: 'b', name: 'mine' })];
  const { choose, uploads } = made({ results: async () => results });
  await choose('mine ·');
  await choose('Mine ·');
  expect(uploads.byName).toEqual({ mine: 'b', Mine_2: 'a' });
  expect(['M 31 · 0.5°', '2mass', 'é', ''].map(tableName)).toEqual([
    'M_31___0_5_',
    'mass',
    'mine',
    'mine'
  ]);
});

it('cuts long names and no counts, and tells the whole name on hover', async () => {
  const name = `long_${'x'.repeat(90)}`;
  const { uploads, open } = made({ results: async () => [result({ name, rows: 13 })] });
  await open();
  const item = uploads.node.querySelector<HTMLElement>('[role=menuitem]');
  expect(item?.querySelector('.esap-menu-label')?.textContent).toBe(name);
  expect(item?.querySelector('.esap-menu-aside')?.textContent).toBe(' · 13 rows');
  expect(item?.title).toContain(`${name} · 13 rows`);
});
