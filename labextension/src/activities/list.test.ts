import { beforeEach, expect, it, vi } from 'vitest';
import { activity, fakeBackend, search, settle } from '../../../tests/labextension/fake';
import { ActivityStore } from '../api/activities';
import { ActivityLog } from '../api/activityLog';
import { ArchiveStore } from '../api/archives';
import type { Activity } from '../api/schema';
import { StagingClient } from '../api/staging';
import { ActivityList } from './list';

beforeEach(() => document.body.replaceChildren());

function makeList() {
  const { backend } = fakeBackend();
  const activities = new ActivityStore(backend);
  const archives = new ArchiveStore(backend);
  const [onOpen, onSearch] = [vi.fn(), vi.fn()];
  const list = new ActivityList({ backend, activities, archives, onOpen, onSearch });
  document.body.append(list.node);
  return { backend, activities, archives, onOpen, onSearch };
}

const starting = (name: string) =>
  [...document.querySelectorAll('button')].find(
    one => !one.hidden && one.getAttribute('aria-label')?.startsWith(name)
  );

it('moves the focus from Cancel to Show when an activity ends', () => {
  const { activities } = makeList();
  activities.take(search());
  starting('Cancel')?.focus();
  activities.take(
    search({ activities: [activity({ id: 'a1', revision: 2, state: 'cancelled' })] })
  );
  expect(starting('Cancel')).toBeUndefined();
  expect(document.activeElement).toBe(starting('Show'));
});

it('repeats the part of a search that failed', async () => {
  const { backend, activities, onSearch } = makeList();
  const error = { code: 'timed_out', message: 'Nothing came.', remedy: 'Retry.' };
  activities.take(
    search({ activities: [activity({ id: 'a1', revision: 2, state: 'failed', error })] })
  );
  backend.search = vi.fn(async () => search({ id: 's2', activities: [] }));
  starting('Retry')?.click();
  await settle();
  expect(backend.search).toHaveBeenCalledWith(
    expect.objectContaining({ archives: ['sandbox'], target: 'M31' })
  );
  expect(onSearch).toHaveBeenCalledWith(expect.objectContaining({ id: 's2' }), 's1');
});

it('calls an archive by its name, also when that is learnt later', async () => {
  const { activities, archives } = makeList();
  activities.take(search());
  await archives.load();
  expect(document.querySelector('.esap-name')?.textContent).toBe('M31 · 0.5° · Sandbox');
  expect(starting('Cancel')?.getAttribute('aria-label')).toBe('Cancel M31 · 0.5° · Sandbox');
});

function makeTransfers(fields: Partial<Activity> = {}) {
  const { backend } = fakeBackend();
  const activities = new ActivityStore(backend);
  const archives = new ArchiveStore(backend);
  const staging = new StagingClient({ ask: vi.fn(async () => ({}) as never) });
  const log = new ActivityLog({ ask: vi.fn(async () => undefined as never) });
  const acted = vi.spyOn(staging, 'act');
  const [onOpen, onSearch, reveal] = [vi.fn(), vi.fn(), vi.fn()];
  const [deliver, login] = [vi.fn(), vi.fn()];
  const rest = { staging, log, reveal, deliver, login, onOpen, onSearch };
  const options = { backend, activities, archives, ...rest };
  const list = new ActivityList(options);
  document.body.append(list.node);
  let revision = 0;
  const take = (more: Partial<Activity> = {}) => {
    revision += 1;
    const base = { kind: 'transfer', title: 'M31', search: null, archive: null, transfer: 't1' };
    const one = activity({ id: 'a1', ...base, revision, ...fields, ...more });
    backend.activities = vi.fn(async () => [one]);
    activities.take(search({ activities: [one] }));
  };
  return { backend, activities, staging, log, acted, reveal, deliver, login, take };
}

it('pauses a job of transfers, goes on with it, and keeps the focus meanwhile', async () => {
  const { acted, take } = makeTransfers();
  take({ actions: ['cancel', 'pause'] });
  starting('Pause')?.focus();
  starting('Pause')?.click();
  await settle();
  expect(acted).toHaveBeenLastCalledWith('t1', 'pause');
  take({ state: 'queued', idle: true, message: 'paused', actions: ['cancel', 'resume'] });
  expect(document.querySelector('.esap-state')?.textContent).toBe('paused');
  expect(document.activeElement).toBe(starting('Resume'));
  starting('Resume')?.click();
  await settle();
  expect(acted).toHaveBeenLastCalledWith('t1', 'resume');
  starting('Cancel')?.click();
  await settle();
  expect(acted).toHaveBeenLastCalledWith('t1', 'cancel');
});

it('tells the rate that was measured, and the time left by it', () => {
  const { take } = makeTransfers();
  const far = { done: 4_000_000, total: 10_000_000, unit: 'B', message: 'fetching' };
  take({ ...far, rate: 2_000_000, left: 3 });
  expect(document.querySelector('.esap-state')?.textContent).toBe(
    'fetching 4.0 MB of 10.0 MB · 2.0 MB/s, 3.0 s left'
  );
});

it('retries what has failed of a job, reveals what has come, and clears it away', async () => {
  const { acted, staging, log, reveal, activities, take } = makeTransfers();
  const cleared = vi.spyOn(staging, 'clear');
  const error = { code: 'timed_out', message: 'Nothing came.', remedy: 'Retry.' };
  take({ state: 'failed', ended: 1010, error, path: 'esap-data', actions: ['retry', 'clear'] });
  expect(document.querySelector('.esap-cause')?.textContent).toBe('Nothing came. Retry.');
  starting('Retry')?.click();
  await settle();
  expect(acted).toHaveBeenLastCalledWith('t1', 'retry');
  starting('Reveal')?.click();
  expect(reveal).toHaveBeenCalledWith('esap-data');
  starting('Clear M31')?.click();
  await settle();
  expect(cleared).toHaveBeenCalledWith('t1');
  expect(activities.list()).toEqual([]);
  take({ actions: ['cancel'] });
  expect(activities.list()).toHaveLength(1);
  const all = vi.spyOn(log, 'clear');
  take({ state: 'done', ended: 1020, actions: ['clear'] });
  [...document.querySelectorAll('button')].find(one => one.textContent === 'Clear ended')?.click();
  await settle();
  expect(all).toHaveBeenCalledOnce();
  expect(activities.list()).toEqual([]);
});

it('takes off what another page has cleared away, and nothing that goes on', async () => {
  const { backend, activities, take } = makeTransfers();
  take({ state: 'done', ended: 1010, actions: ['clear'] });
  await activities.refresh();
  activities.take(search({ activities: [activity({ id: 'a2' })] }));
  backend.activities = vi.fn(async () => []);
  await activities.refresh();
  expect(activities.list().map(({ id }) => id)).toEqual(['a2']);
});

it('offers the paths of what a job has brought to the kernel, also where not all has come', () => {
  const { deliver, take } = makeTransfers();
  take({ actions: ['cancel'] });
  expect(starting('To kernel')).toBeUndefined();
  const error = { code: 'timed_out', message: 'Nothing came.', remedy: '' };
  take({ state: 'failed', ended: 1010, error, path: 'esap-data', actions: ['clear'] });
  starting('To kernel M31')?.click();
  expect(deliver).toHaveBeenCalledWith(expect.objectContaining({ transfer: 't1', title: 'M31' }));
});

it('says once what several files have failed by, and keeps to what is unfolded', async () => {
  const { staging, take } = makeTransfers();
  take({ actions: ['cancel'] });
  const error = { code: 'x', message: 'The disk is full.', remedy: 'Make room.' };
  const file = { url: '', state: 'failed', path: null, error, verified: [], way: 'https' };
  const files = ['a', 'b', 'c'].map(name => ({ ...file, name }));
  const other = { ...file, name: 'd', error: { ...error, message: 'It is gone.' } };
  const transfer = { state: 'running', needs_server: true, failed: 4 };
  const details = { transfer, start: 0, total: 4, files: [other, ...files] };
  vi.spyOn(staging, 'details').mockResolvedValue(details as never);
  const fold = document.querySelector('details') as HTMLDetailsElement;
  fold.open = true;
  fold.dispatchEvent(new Event('toggle'));
  await settle();
  expect(fold.textContent).toContain('4 files · 4 failed');
  expect(fold.textContent?.match(/The disk is full\. Make room\./g)).toHaveLength(1);
  expect(fold.textContent).toContain('It is gone. Make room.');
  const inner = fold.querySelector('details') as HTMLDetailsElement;
  expect(inner.textContent).toBe(' 3 filesabc');
  inner.open = true;
  inner.dispatchEvent(new Event('toggle'));
  inner.querySelector('summary')?.focus();
  fold.dispatchEvent(new Event('toggle'));
  await settle();
  const again = fold.querySelector('details') as HTMLDetailsElement;
  expect(again).not.toBe(inner);
  expect(again.open).toBe(true);
});

it('opens the login that a job waits for', async () => {
  const { staging, login, take } = makeTransfers();
  take({ state: 'queued', idle: true, message: 'Log in to go on.', actions: ['cancel'] });
  const transfer = { state: 'waiting', needs_server: false, failed: 0, login: 'escape' };
  const details = { transfer, start: 0, total: 0, files: [] };
  vi.spyOn(staging, 'details').mockResolvedValue(details as never);
  const fold = document.querySelector('details') as HTMLDetailsElement;
  fold.open = true;
  fold.dispatchEvent(new Event('toggle'));
  await settle();
  [...fold.querySelectorAll('button')].find(one => one.textContent === 'Log in')?.click();
  expect(login).toHaveBeenCalledWith('escape');
});

it('asks for the files of a job when they are unfolded', async () => {
  const { staging, take } = makeTransfers();
  take({ actions: ['cancel'] });
  const error = { code: 'checksum', message: 'md5 1 is not 2.', remedy: 'Retry.' };
  const file = { number: 0, url: '', archive: '', kind: '', why: '', size: '10', done: '10' };
  const rest = { unpacked: null, row: null, item: '', checksums: {}, request: '', message: '' };
  const files = [
    { ...file, ...rest, name: 'a.fits', state: 'done', way: 'https', path: 'd/a.fits' },
    { ...file, ...rest, name: 'b.fits', state: 'failed', way: 'https', path: null }
  ].map((one, at) => ({ ...one, verified: at ? [] : ['md5'], error: at ? error : null }));
  const transfer = { state: 'running', needs_server: true };
  const details = vi.spyOn(staging, 'details');
  details.mockResolvedValue({ transfer, start: 0, total: 2, files } as never);
  expect(details).not.toHaveBeenCalled();
  const fold = document.querySelector('details') as HTMLDetailsElement;
  fold.open = true;
  fold.dispatchEvent(new Event('toggle'));
  await settle();
  expect(fold.textContent).toContain('2 files · the server has to stay alive');
  expect(fold.textContent).toContain('is here · 10 B · md5 checked');
  expect(fold.textContent).toContain('md5 1 is not 2. Retry.');
});

it('shows the jobs of a request once they were taken, though it began without any', async () => {
  const { backend, activities, archives } = makeList();
  document.body.replaceChildren();
  const more = vi.fn(async () => {
    const node = document.createElement('details');
    return { node, dispose: () => node.remove() };
  });
  const [onOpen, onSearch] = [vi.fn(), vi.fn()];
  const list = new ActivityList({ backend, activities, archives, onOpen, onSearch, more });
  document.body.append(list.node);
  const begun = activity({ id: 'b1', kind: 'batch', batch: null });
  activities.take(search({ activities: [begun] }));
  expect(more).not.toHaveBeenCalled();
  for (const revision of [2, 3]) {
    activities.take(search({ activities: [{ ...begun, revision, batch: 'sweep' }] }));
    await settle();
  }
  expect(more).toHaveBeenCalledTimes(1);
  expect(list.node.querySelectorAll('details')).toHaveLength(1);
  list.dispose();
});
