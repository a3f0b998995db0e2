import { expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import { dataset, did, fakeLake, file, page } from '../../../../tests/labextension/lakes';
import type { Did } from '../../api/schema';
import { Forest } from './forest';

const shown = (forest: Forest, top: Did[]) =>
  forest.nodes(top, 'test').map(node => `${node.level} ${node.words || node.did?.name}`);

function planted(client = fakeLake()) {
  const forest = new Forest(client, () => undefined);
  forest.reset('mine');
  return { client, forest };
}

it('asks twice for a dataset that is unfolded, however many files it has', async () => {
  const { client, forest } = planted();
  client.content = vi.fn(async () => page([did('a'), did('b'), did('c')]));
  client.files = vi.fn(async () => [file('b', { state: 'stuck' })]);
  const top = [dataset('ds')];
  forest.toggle(forest.nodes(top, 'test')[0]);
  expect(shown(forest, top)).toEqual(['1 ds', '2 Reading…']);
  await settle();
  expect(shown(forest, top)).toEqual(['1 ds', '2 a', '2 b', '2 c']);
  expect(client.content).toHaveBeenCalledTimes(1);
  expect(client.files).toHaveBeenCalledTimes(1);
  expect(forest.stateOf(did('b'))?.state).toBe('stuck');
  forest.toggle(forest.nodes(top, 'test')[0]);
  forest.toggle(forest.nodes(top, 'test')[0]);
  await settle();
  expect(client.content).toHaveBeenCalledTimes(1);
});

it('says when a collection holds more, and reads on', async () => {
  const rows = Array.from({ length: 700 }, (_, index) => did(`f${index}`));
  const { client, forest } = planted();
  client.content = vi.fn(async (_lake, _did, { offset, limit }) =>
    page(rows.slice(offset, offset + limit), { offset, count: 700 })
  );
  const top = [dataset('ds')];
  forest.toggle(forest.nodes(top, 'test')[0]);
  await settle();
  const nodes = forest.nodes(top, 'test');
  expect(nodes).toHaveLength(502);
  expect(nodes[501]).toMatchObject({ kind: 'more', words: 'Show more: 500 are shown' });
  forest.readOn(nodes[501]);
  await settle();
  expect(forest.nodes(top, 'test')).toHaveLength(701);
});

it('tells in the row why a collection cannot be read, and reads it again', async () => {
  const { client, forest } = planted();
  client.content = vi
    .fn()
    .mockRejectedValueOnce(new Error('The lake is silent.'))
    .mockResolvedValueOnce(page([]));
  const top = [dataset('ds')];
  forest.toggle(forest.nodes(top, 'test')[0]);
  await settle();
  const retry = forest.nodes(top, 'test')[1];
  expect(retry).toMatchObject({ kind: 'more', words: 'Retry: The lake is silent.' });
  forest.readOn(retry);
  await settle();
  expect(shown(forest, top)).toEqual(['1 ds', '2 It is empty.']);
});

it('does not unfold for ever what holds itself', async () => {
  const { client, forest } = planted();
  const round = did('round', { type: 'container' });
  client.content = vi.fn(async () => page([round]));
  forest.toggle(forest.nodes([round], 'test')[0]);
  await settle();
  forest.toggle(forest.nodes([round], 'test')[1]);
  expect(shown(forest, [round])).toEqual(['1 round', '2 round', '3 It holds itself; see above.']);
});
