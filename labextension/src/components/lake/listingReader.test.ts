import { expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import { dataset, did, fakeLake, page } from '../../../../tests/labextension/lakes';
import type { DidPage, DidQuestion } from '../../api/schema';
import { ListingReader } from './listingReader';

const QUESTION: DidQuestion = { scope: 'test', name: '*' };
const many = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => did(`f${from + index}`));

it('shows a first page while the rest still comes', async () => {
  const client = fakeLake();
  let give: (rest: DidPage) => void = () => undefined;
  client.listing = vi
    .fn()
    .mockResolvedValueOnce(page(many(0, 100), { count: 100, ended: false }))
    .mockReturnValueOnce(new Promise<DidPage>(resolve => (give = resolve)));
  const reader = new ListingReader(client, () => undefined);
  void reader.start('mine', QUESTION);
  await settle();
  expect(reader.state).toMatchObject({ reading: true, ended: false });
  expect(reader.state.rows).toHaveLength(100);
  give(page(many(100, 150), { offset: 100, count: 150 }));
  await settle();
  expect(reader.state).toMatchObject({ reading: false, ended: true });
  expect(reader.state.rows).toHaveLength(150);
});

it('takes a few requests for ten thousand rows, and asks before it reads on', async () => {
  const client = fakeLake(many(0, 25_000));
  const reader = new ListingReader(client, () => undefined);
  await reader.start('mine', QUESTION);
  expect(reader.state.rows).toHaveLength(10_000);
  expect(client.listing).toHaveBeenCalledTimes(7);
  await reader.readOn();
  expect(reader.state.rows).toHaveLength(20_000);
  await reader.readOn();
  expect(reader.state.rows).toHaveLength(25_000);
  expect(reader.state.reading).toBe(false);
});

it('does not say that more exist where a portion was just all', async () => {
  const client = fakeLake();
  const all = many(0, 10_000);
  client.listing = vi.fn(async (_lake, _id, { offset, limit }) =>
    page(all.slice(offset, offset + limit), { offset, count: 10_000, ended: offset === 10_000 })
  );
  const reader = new ListingReader(client, () => undefined);
  await reader.start('mine', QUESTION);
  expect(reader.state).toMatchObject({ reading: false, ended: true, known: 10_000 });
  expect(reader.state.rows).toHaveLength(10_000);
});

it('keeps what has come when it is cancelled, and the server stops', async () => {
  const client = fakeLake();
  client.listing = vi
    .fn()
    .mockResolvedValueOnce(page(many(0, 3), { ended: false }))
    .mockReturnValue(new Promise(() => undefined));
  const reader = new ListingReader(client, () => undefined);
  void reader.start('mine', QUESTION);
  await settle();
  reader.cancel();
  expect(reader.state).toMatchObject({ cancelled: true, reading: false });
  expect(reader.state.rows).toHaveLength(3);
  expect(client.stopListing).toHaveBeenCalledWith('mine', 'l1');
});

it('keeps what has come before it breaks off, and tells why', async () => {
  const client = fakeLake();
  const error = { code: 'unreachable', message: 'It broke off.', remedy: 'Retry.' };
  client.listing = vi.fn(async () => page(many(0, 3), { error }));
  const reader = new ListingReader(client, () => undefined);
  await reader.start('mine', QUESTION);
  expect(reader.state.rows).toHaveLength(3);
  expect(reader.state.error?.message).toBe('It broke off.');
});

it('shows nothing of an earlier question', async () => {
  const client = fakeLake();
  let late: (rows: DidPage) => void = () => undefined;
  client.listing = vi
    .fn()
    .mockReturnValueOnce(new Promise<DidPage>(resolve => (late = resolve)))
    .mockResolvedValueOnce(page([did('new')]));
  const reader = new ListingReader(client, () => undefined);
  void reader.start('mine', QUESTION);
  await settle();
  await reader.start('mine', { scope: 'other' });
  late(page([did('old')]));
  await settle();
  expect(reader.state.rows.map(row => row.name)).toEqual(['new']);
});

it('sorts by type and name in the end, unless rows may not change places', async () => {
  const rows = [did('f10'), dataset('b'), did('f9')];
  const sorted = new ListingReader(fakeLake(rows), () => undefined);
  await sorted.start('mine', QUESTION);
  expect(sorted.state.rows.map(row => row.name)).toEqual(['b', 'f9', 'f10']);
  const kept = new ListingReader(
    fakeLake(rows),
    () => undefined,
    () => false
  );
  await kept.start('mine', QUESTION);
  expect(kept.state.rows.map(row => row.name)).toEqual(['f10', 'b', 'f9']);
});
