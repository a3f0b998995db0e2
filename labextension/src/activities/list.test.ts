import { beforeEach, expect, it, vi } from 'vitest';
import { activity, fakeBackend, search, settle } from '../../../tests/labextension/fake';
import { ActivityStore } from '../api/activities';
import { ArchiveStore } from '../api/archives';
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
