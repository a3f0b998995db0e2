import { expect, it, vi } from 'vitest';
import { settle } from '../../../tests/labextension/fake';
import { StagingClient } from '../api/staging';
import type { NoticeContent } from '../components/notice';
import type { Outcome, PathsSender } from '../kernel';
import type { Notebook } from '../results/notebook';
import type { Notebooks } from '../results/notebooks';
import { PathsDelivery, variableFor } from './delivery';

function make(...outcomes: Partial<Outcome>[]) {
  const client = new StagingClient({ ask: vi.fn() });
  const files = [{ path: 'esap-data/a.fits' }, { path: null }, { path: '/data/b.fits' }];
  client.details = vi.fn(async () => ({ files, total: 3 })) as never;
  const [insert, show] = [vi.fn(), vi.fn()];
  const session = {};
  const notebook = { name: 'A.ipynb', directory: 'work', session, insert, show };
  const notebooks = { current: notebook as unknown as Notebook } as Notebooks;
  const sender = vi.fn<PathsSender>();
  for (const one of outcomes) {
    sender.mockResolvedValueOnce({
      variable: '',
      state: 'failed',
      message: '',
      remedy: '',
      ...one
    });
  }
  const said: NoticeContent[] = [];
  const notify = (content: NoticeContent) => said.push(content);
  const delivery = new PathsDelivery({ client, notebooks, sender, notify });
  const press = async (wanted: string) => {
    said
      .at(-1)
      ?.actions?.find(({ label }) => label === wanted)
      ?.run();
    await settle();
  };
  return { client, delivery, insert, said, sender, session, press };
}

it('calls variables after their job', () => {
  expect(variableFor('M31 · 0.5°')).toBe('m31_0_5_paths');
  expect(variableFor('Basket: Local Group')).toBe('basket_local_group_paths');
});

it('has the kernel bind the paths of those files that have come', async () => {
  const { delivery, said, sender, session } = make({
    state: 'ready',
    message: 'm31_paths is in the kernel (2 paths). 1 file of them is gone.',
    rows: 2
  });
  await delivery.send('t1', 'M31');
  expect(sender.mock.calls[0][0]).toEqual({
    session,
    variable: 'm31_paths',
    paths: ['esap-data/a.fits', '/data/b.fits'],
    directory: 'work',
    overwrite: false
  });
  expect(said.at(-1)).toMatchObject({
    kind: 'success',
    message: 'm31_paths is in notebook A.ipynb (2 paths).',
    remedy: '1 file of them is gone.'
  });
});

it('gives the folder of what was unpacked in the place of its archive', async () => {
  const { client, delivery, sender } = make({ state: 'ready', rows: 1 });
  const files = [{ path: 'esap-data/a.zip', unpacked: 'esap-data/a' }];
  client.details = vi.fn(async () => ({ files, total: 1 })) as never;
  await delivery.send('t1', 'M31');
  expect(sender.mock.calls[0][0].paths).toEqual(['esap-data/a']);
});

it('overwrites nothing unasked, and offers another name', async () => {
  const taken = { state: 'exists' as const, message: 'm31_paths exists in the kernel already.' };
  const { delivery, said, sender, press } = make(taken, taken, { state: 'ready', rows: 2 });
  await delivery.send('t1', 'M31');
  expect(said.at(-1)?.actions?.map(({ label }) => label)).toEqual([
    'Overwrite',
    'Call it m31_paths_2'
  ]);
  await press('Call it m31_paths_2');
  expect(sender.mock.lastCall?.[0]).toMatchObject({ variable: 'm31_paths_2', overwrite: false });
  await press('Overwrite');
  expect(sender.mock.lastCall?.[0]).toMatchObject({ variable: 'm31_paths_2', overwrite: true });
});

it('inserts a cell where the kernel has no such package', async () => {
  const { delivery, insert, press } = make({ state: 'no-package', message: 'No esap_jupyter.' });
  await delivery.send('t1', 'M31');
  await press('Insert code');
  expect(insert.mock.calls[0][0]).toContain('    Path("../esap-data/a.fits"),\n');
});

it('says why no paths can be had', async () => {
  const { client, delivery, said, sender } = make();
  client.details = vi.fn(async () => ({ files: [], total: 0 })) as never;
  await delivery.send('t1', 'M31');
  expect(said.at(-1)?.message).toBe('The paths were not sent. None of the files is here.');
  client.details = vi.fn(async () => ({ files: [], total: 60_000 })) as never;
  await delivery.insert('t1');
  expect(said.at(-1)?.message).toContain('There are more than 2\u202f000 files.');
  expect(sender).not.toHaveBeenCalled();
});
