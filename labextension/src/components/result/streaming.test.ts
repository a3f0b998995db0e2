import { beforeEach, expect, it, vi } from 'vitest';
import { activity, fakeBackend, result, search, settle } from '../../../../tests/labextension/fake';
import { ActivityStore } from '../../api/activities';
import { ArchiveStore } from '../../api/archives';
import type { Backend } from '../../api/backend';
import { h } from '../dom';
import { SearchView } from './searchView';

beforeEach(() => document.body.replaceChildren());

function makeView(methods: Partial<Backend>) {
  const { backend } = fakeBackend(methods);
  const activities = new ActivityStore(backend);
  const toolbar = vi.fn(() => ({ node: h('div', {}, 'tools'), dispose: () => undefined }));
  const view = new SearchView({
    backend,
    archives: new ArchiveStore(backend),
    activities,
    toolbar
  });
  document.body.append(view.node);
  view.add(search());
  let revision = 1;
  const tell = async (fields: object) => {
    revision += 1;
    activities.take(search({ activities: [activity({ id: 'a1', revision, ...fields })] }));
    await settle();
  };
  return { backend, view, tell, toolbar };
}

const grid = () => document.querySelector('[role=grid]');
const words = () => document.body.textContent ?? '';

it('shows rows as they come, in the same grid, and the tools at the end', async () => {
  const answers = [
    result({ partial: true, rows: 300 }),
    result({ partial: true, rows: 700 }),
    result({ rows: 900 })
  ];
  const { tell, toolbar } = makeView({ result: async () => answers.shift() ?? result() });
  await tell({ result: 'r1', rows: 300 });
  const first = grid();
  expect(first?.getAttribute('aria-rowcount')).toBe('301');
  expect(words()).toContain('300 rows so far');
  expect(words()).toContain('once all rows are here');
  expect(toolbar).not.toHaveBeenCalled();
  await tell({ result: 'r1', rows: 700 });
  expect(grid()?.getAttribute('aria-rowcount')).toBe('701');
  await tell({ state: 'done', ended: 2000, result: 'r1', rows: 900 });
  expect(grid()).toBe(first);
  expect(grid()?.getAttribute('aria-rowcount')).toBe('901');
  expect(toolbar).toHaveBeenCalledTimes(1);
  expect(words()).toContain('900 rows');
  expect(words()).not.toContain('so far');
});

it('keeps what came of an answer that broke off, below why', async () => {
  const { tell } = makeView({ result: async () => result({ rows: 300, truncated: true }) });
  const error = { code: 'unreachable', message: 'It broke off.', remedy: 'The 300 rows are kept.' };
  await tell({ state: 'failed', ended: 2000, result: 'r1', rows: 300, error });
  expect(document.querySelector('.esap-notice [role=alert]')?.textContent).toBe(
    'It broke off. The 300 rows are kept.'
  );
  expect(grid()?.getAttribute('aria-rowcount')).toBe('301');
});

it('says what of the question an archive did not apply', async () => {
  const { provenance } = result();
  const notes = ['It was not restricted by a time range.'];
  const answer = result({ provenance: { ...provenance, notes } });
  const { tell } = makeView({ result: async () => answer });
  await tell({ state: 'done', ended: 2000, result: 'r1', rows: 13 });
  expect(words()).toContain('It was not restricted by a time range.');
});

it('tells how each archive did, in a table with all that was said as text', async () => {
  const error = { code: 'target_not_found', message: "Nobody knows 'Qx'.", remedy: '' };
  const unresolved = [{ text: 'Qx', error }];
  const report = [
    {
      archive: 'sandbox',
      name: 'Sandbox',
      state: 'failed' as const,
      rows: null,
      truncated: false,
      seconds: 1.5,
      error: { code: 'x', message: '<b>No</b>', remedy: 'Retry.' },
      query: 'SELECT 1',
      notes: [],
      result: null
    }
  ];
  const { backend } = makeView({ searching: vi.fn(async () => search({ report, unresolved })) });
  expect(backend.searching).not.toHaveBeenCalled();
  const details = document.querySelector('.esap-report') as HTMLDetailsElement;
  details.open = true;
  details.dispatchEvent(new Event('toggle'));
  await settle();
  const cells = [...details.querySelectorAll('tbody th, tbody td')].map(one => one.textContent);
  const said = '<b>No</b>. Retry.';
  expect(cells).toEqual(['Sandbox', 'failed', '–', 'no', '1.5 s', said, 'CopySELECT 1']);
  const missing = [...details.querySelectorAll('li')].map(one => one.textContent);
  expect(missing).toEqual(["Qx: Nobody knows 'Qx'."]);
});

it('merges the rows of all archives when somebody looks, and again when others have come', async () => {
  const merged = vi.fn(async (_: readonly string[], distinct: boolean) =>
    result({ id: distinct ? 'once' : 'all', archive: 'all', rows: 5 })
  );
  const { backend } = fakeBackend({ merged });
  const activities = new ActivityStore(backend);
  const view = new SearchView({ backend, archives: new ArchiveStore(backend), activities });
  document.body.append(view.node);
  const done = (id: string, archive: string) =>
    activity({ id, archive, revision: 9, state: 'done', ended: 2, result: `r${id}`, rows: 2 });
  view.add(search({ activities: [done('1', 'a'), done('2', 'b'), activity({ id: '3' })] }));
  await settle();
  expect(merged).not.toHaveBeenCalled();
  view.select('all');
  await settle();
  expect(merged).toHaveBeenCalledWith(['s1'], false);
  expect(view.result?.id).toBe('all');
  const box = document.querySelector('.esap-once input') as HTMLInputElement;
  box.checked = true;
  box.dispatchEvent(new Event('change'));
  await settle();
  expect(merged).toHaveBeenLastCalledWith(['s1'], true);
  activities.take(search({ activities: [done('3', 'c')] }));
  await settle();
  expect(merged).toHaveBeenCalledTimes(3);
});

it('leaves the rows that somebody is working on, and says that others have come', async () => {
  const merged = vi.fn(async () =>
    result({ id: `all${merged.mock.calls.length}`, archive: 'all', rows: 5 })
  );
  const { backend } = fakeBackend({ merged });
  const activities = new ActivityStore(backend);
  const view = new SearchView({ backend, archives: new ArchiveStore(backend), activities });
  document.body.append(view.node);
  const done = (id: string, archive: string) =>
    activity({ id, archive, revision: 9, state: 'done', ended: 2, result: `r${id}`, rows: 2 });
  view.add(search({ activities: [done('1', 'a'), done('2', 'b'), activity({ id: '3' })] }));
  view.select('all');
  await settle();
  const all = () => document.querySelector('.esap-once-line ~ .esap-result [role=grid]');
  const before = all();
  expect(before).not.toBeNull();
  before?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
  activities.take(search({ activities: [done('3', 'c')] }));
  await settle();
  expect(merged).toHaveBeenCalledTimes(1);
  expect(all()).toBe(before);
  expect(words()).toContain('Rows of other archives have come since.');
  const more = [...document.querySelectorAll('button')].find(
    one => one.textContent === 'Show them'
  );
  expect(more?.hidden).toBe(false);
  more?.click();
  await settle();
  expect(merged).toHaveBeenCalledTimes(2);
  expect(view.result?.id).toBe('all2');
  expect(more?.hidden).toBe(true);
});
