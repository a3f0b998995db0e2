import { expect, it, vi } from 'vitest';
import { activity, fakeBackend, search, settle } from '../../../tests/labextension/fake';
import { ActivityStore } from './activities';

it('reads all activities once when the stream opens, and again when it opens again', async () => {
  const { backend, listeners } = fakeBackend({
    activities: vi.fn(async () => [activity({ id: 'a1' })])
  });
  const store = new ActivityStore(backend);
  store.start();
  store.start();
  expect(listeners).toHaveLength(1);
  expect(backend.activities).not.toHaveBeenCalled();
  listeners[0].connected();
  await settle();
  expect(store.list().map(one => one.id)).toEqual(['a1']);
  listeners[0].connected();
  await settle();
  expect(backend.activities).toHaveBeenCalledTimes(2);
});

it('reads only the search that an event names, and nothing twice', async () => {
  const done = activity({ id: 'a1', state: 'done', revision: 4, rows: 13 });
  const { backend, listeners } = fakeBackend({
    searching: vi.fn(async () => search({ activities: [done] }))
  });
  const store = new ActivityStore(backend);
  store.start();
  store.take(search());
  const told = vi.fn();
  store.subscribe(told);
  const change = { id: 'a1', revision: 4, state: 'done', search: 's1' } as const;
  listeners[0].changed(change);
  listeners[0].changed(change);
  await settle();
  listeners[0].changed(change);
  await settle();
  expect(backend.searching).toHaveBeenCalledTimes(1);
  expect(backend.activities).not.toHaveBeenCalled();
  expect(store.get('a1')?.rows).toBe(13);
  expect(told).toHaveBeenCalledTimes(1);
});

it('never goes back to an older revision', () => {
  const { backend } = fakeBackend();
  const store = new ActivityStore(backend);
  store.take(search({ activities: [activity({ id: 'a1', revision: 3, state: 'done' })] }));
  store.take(search({ activities: [activity({ id: 'a1', revision: 2 })] }));
  expect(store.get('a1')?.state).toBe('done');
});

it('reads the common list for searches of other processes', async () => {
  const { backend, listeners } = fakeBackend({
    activities: vi.fn(async () => [activity({ id: 'k1', search: 'kernel', revision: 2 })])
  });
  const store = new ActivityStore(backend);
  store.start();
  listeners[0].changed({ id: 'k1', revision: 2, state: 'running', search: 'kernel' });
  await settle();
  expect(store.ofSearch('kernel')).toHaveLength(1);
  expect(backend.searching).not.toHaveBeenCalled();
});

it('says why the activities could not be read, until they can', async () => {
  const { backend } = fakeBackend({ activities: vi.fn(() => Promise.reject(new Error('down'))) });
  const store = new ActivityStore(backend);
  await store.refresh();
  expect(store.error?.message).toBe('down');
  backend.activities = async () => [];
  await store.refresh();
  expect(store.error).toBeNull();
});
