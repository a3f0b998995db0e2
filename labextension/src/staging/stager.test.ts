import { beforeEach, expect, it, vi } from 'vitest';
import { activity, fakeBackend, result, search, settle } from '../../../tests/labextension/fake';
import { ActivityStore } from '../api/activities';
import type { Activity } from '../api/schema';
import { StagingClient } from '../api/staging';
import type { NoticeContent } from '../components/notice';
import { StageDialog } from '../components/staging/dialog';
import type { PathsSender } from '../kernel';
import type { Notebook } from '../results/notebook';
import type { Notebooks } from '../results/notebooks';
import { Stager } from './stager';

const insert = vi.fn();
beforeEach(() => insert.mockReset());

function makeStager(directory = 'work') {
  const activities = new ActivityStore(fakeBackend().backend);
  const client = new StagingClient({ ask: vi.fn(async () => ({}) as never) });
  const notebook = { name: 'A.ipynb', directory, insert, show: vi.fn() } as unknown as Notebook;
  const notebooks = { current: notebook } as Notebooks;
  const said: NoticeContent[] = [];
  const sender = vi.fn<PathsSender>();
  const reveal = vi.fn();
  const stager = new Stager({
    client,
    activities,
    notebooks,
    sender,
    reveal,
    notify: content => said.push(content),
    showActivity: vi.fn()
  });
  return { stager, client, activities, said, reveal, sender };
}

const ended = (fields: Partial<Activity> = {}) =>
  activity({ id: 'a1', title: 'M31', state: 'done', transfer: 't1', path: 'esap-data', ...fields });
const press = (content: NoticeContent, wanted: string) =>
  content.actions?.find(({ label }) => label === wanted)?.run();

it('offers the files that have come: in the file browser, and as paths in a cell', async () => {
  const { stager, client, said, reveal } = makeStager();
  stager.tell(ended());
  expect(said[0]).toMatchObject({
    kind: 'success',
    message: 'M31 is staged. Its files are in esap-data.'
  });
  press(said[0], 'Reveal');
  expect(reveal).toHaveBeenCalledWith('esap-data');
  client.details = vi.fn(async () => ({
    files: [{ path: 'esap-data/a.fits' }, { path: null }, { path: '/data/b.fits' }],
    total: 3
  })) as never;
  press(said[0], 'Insert code');
  await settle();
  expect(insert.mock.calls[0][0]).toContain(
    '    Path("../esap-data/a.fits"),\n    Path("/data/b.fits"),\n'
  );
  expect(said[1].message).toBe('A cell with 2 paths is in A.ipynb.');
  stager.dispose();
});

it('names the rows that are selected, and none where all are', () => {
  const { stager } = makeStager();
  const shown = vi.spyOn(StageDialog.prototype, 'show').mockResolvedValue();
  stager.stageRows(result(), {
    ranges: [
      [0, 1],
      [4, 4]
    ],
    sort: 2,
    direction: 'descending'
  });
  expect(shown.mock.lastCall?.[0]).toMatchObject({
    words: '3 rows of M31 · 0.5°',
    what: [{ result: 'r1', rows: [0, 1, 4], sort: 2, direction: 'descending' }]
  });
  stager.stageRows(result(), { ranges: [[0, 12]] });
  expect(shown.mock.lastCall?.[0]).toMatchObject({
    words: 'all 13 rows of M31 · 0.5°',
    what: [{ result: 'r1', rows: [] }]
  });
  shown.mockRestore();
  stager.dispose();
});

it('says why not all has come', () => {
  const { stager, said } = makeStager();
  const error = { code: 'checksum', message: '1 of 2 files failed.', remedy: 'Retry it.' };
  stager.tell(ended({ state: 'failed', error }));
  expect(said[0]).toMatchObject({
    kind: 'error',
    message: 'Not all of M31 has come. 1 of 2 files failed. Retry it.'
  });
  stager.tell(ended({ state: 'cancelled' }));
  expect(said).toHaveLength(1);
  stager.dispose();
});

it('stages what a filter lets through without naming the items, and one file of a row', () => {
  const { stager } = makeStager();
  const shown = vi.spyOn(StageDialog.prototype, 'show').mockResolvedValue();
  stager.stageItems({ group: 'M31' }, 100_000, 'Basket: M31');
  expect(shown.mock.lastCall?.[0]).toMatchObject({
    words: '100\u202f000 items of the basket',
    what: [{ basket_where: { group: 'M31' } }]
  });
  stager.stageItems(['a', 'b'], 2, '');
  expect(shown.mock.lastCall?.[0]).toMatchObject({
    title: 'Basket',
    what: [{ basket: ['a', 'b'] }]
  });
  const order = { column: 2, direction: 'descending' as const };
  stager.stageLink(result(), 4, order, 'l7', 'Image');
  expect(shown.mock.lastCall?.[0]).toMatchObject({
    words: 'Image',
    what: [{ result: 'r1', rows: [4], link: 'l7', sort: 2, direction: 'descending' }]
  });
  shown.mockRestore();
  stager.dispose();
});

it('is told of no end that it has not begun', () => {
  const { stager, activities, said } = makeStager();
  activities.take(search({ activities: [ended()] }));
  expect(said).toEqual([]);
  stager.dispose();
});
