import { beforeEach, expect, it, vi } from 'vitest';
import { activity, fakeBackend, search, settle } from '../../../../tests/labextension/fake';
import { ActivityStore } from '../../api/activities';
import { AdqlClient } from '../../api/adql';
import { History } from './history';

beforeEach(() => document.body.replaceChildren());

const FAILED = {
  state: 'failed' as const,
  archive: 'mine',
  error: { code: 'archive_error', message: 'No such column.', remedy: '' }
};

async function opened(...activities: ReturnType<typeof activity>[]) {
  const { backend } = fakeBackend({ activities: async () => activities });
  const store = new ActivityStore(backend);
  const client = new AdqlClient({ ask: vi.fn() });
  client.results = async () => [];
  client.search = vi.fn(async (id: string) => {
    if (id === 'gone') {
      throw new Error('There is no such search.');
    }
    const adql = id === 'place' ? '' : `SELECT ${id}`;
    return search({ id, request: { archives: ['mine'], adql } });
  });
  store.take(search({ activities }));
  const [use, open] = [vi.fn(), vi.fn()];
  const sent = new Map<string, string>();
  const history = new History({ archive: 'mine', client, activities: store, sent, use, open });
  document.body.append(history.node);
  await history.reveal();
  await settle();
  return { history, client, use };
}

it('knows queries that failed before the page was opened', async () => {
  const { history, client, use } = await opened(
    activity({ id: 'a1', search: 'one', ...FAILED }),
    activity({ id: 'a2', search: 'gone', ...FAILED }),
    activity({ id: 'a3', search: 'place', ...FAILED }),
    activity({ id: 'a4', search: 'other', ...FAILED, archive: 'another' })
  );
  const items = [...document.querySelectorAll('.esap-history li')];
  expect(items.map(item => item.querySelector('button')?.textContent)).toEqual(['SELECT one']);
  expect(items[0].textContent).toContain('failed: No such column.');
  items[0].querySelector('button')?.click();
  expect(use).toHaveBeenCalledWith('SELECT one');
  expect(client.search).toHaveBeenCalledTimes(3);
  await history.reveal();
  expect(client.search).toHaveBeenCalledTimes(3);
});

it('does not call a query that was cancelled a failed one', async () => {
  const error = { ...FAILED.error, code: 'cancelled', message: 'It was cancelled.' };
  await opened(activity({ id: 'a1', search: 'one', ...FAILED, state: 'cancelled', error }));
  const item = document.querySelector('.esap-history li');
  expect(item?.textContent).toContain('SELECT onecancelled · ');
});
