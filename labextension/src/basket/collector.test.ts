import { expect, it, vi } from 'vitest';
import { edit, fakeBasket } from '../../../tests/labextension/basket';
import { result, settle } from '../../../tests/labextension/fake';
import { BasketStore } from '../api/basket';
import type { Did } from '../api/schema';
import type { NoticeContent } from '../components/notice';
import type { Stager } from '../staging/stager';
import { BasketCollector } from './collector';
import { didActions } from './didActions';

function makeCollector() {
  const { client } = fakeBasket([]);
  const notify = vi.fn<(content: NoticeContent) => void>();
  const [stage, show] = [vi.fn(), vi.fn()];
  const store = new BasketStore(client);
  const collector = new BasketCollector({ store, stage, show, notify });
  return { client, collector, notify, show };
}

it('puts rows in by their selection, and a whole result as one item', async () => {
  const { client, collector } = makeCollector();
  const selection = { ranges: [[0, 2]] as [number, number][], sort: 1 };
  await collector.add(result(), selection);
  expect(client.add).toHaveBeenLastCalledWith({ rows: [{ result: 'r1', selection }] });
  await collector.add(result(), null);
  expect(client.add).toHaveBeenLastCalledWith({ results: ['r1'] });
});

it('says what was there already and what could not be taken, and offers to undo', async () => {
  const { client, collector, notify } = makeCollector();
  const refused = [{ code: 'no', message: 'Row 3 has no file.', remedy: 'Choose another.' }];
  vi.mocked(client.add).mockResolvedValueOnce(
    edit({ text: 'Add 2 items', count: 2, present: 1, refused, revision: 5 })
  );
  const content = await collector.add(result(), null);
  expect(content).toMatchObject({
    kind: 'warning',
    message: 'Added 2 items. 1 item was there already. Row 3 has no file. Choose another.'
  });
  content.actions?.find(({ label }) => label === 'Undo')?.run();
  await settle();
  expect(client.undo).toHaveBeenCalledWith(5);
  expect(notify).toHaveBeenCalledOnce();
});

it('names DIDs with their lake, and stages them', async () => {
  const { client, collector, notify } = makeCollector();
  const stageDids = vi.fn();
  const [add, stage] = didActions(collector, { stageDids } as unknown as Stager);
  const did = { scope: 'test', name: 'a.fits' } as Did;
  add.run('first', [did]);
  await settle();
  const address = 'rucio://first/test:a.fits';
  expect(client.add).toHaveBeenCalledWith({ dids: [address], about: { [address]: did } });
  expect(notify).toHaveBeenCalledOnce();
  stage.run('first', [did]);
  expect(stageDids).toHaveBeenCalledWith('first', ['test:a.fits']);
});

it('tells why nothing was added', async () => {
  const { client, collector, notify } = makeCollector();
  vi.mocked(client.add).mockRejectedValueOnce(new Error('The basket is full.'));
  await collector.putAndTell({ urls: ['https://example.org/a'] });
  expect(notify).toHaveBeenCalledWith({
    kind: 'error',
    message: 'Nothing was added to the basket. The basket is full.',
    remedy: ''
  });
});
