import { expect, it, vi } from 'vitest';
import { settle } from '../../../tests/labextension/fake';
import { IdentityStore } from './identities';
import type { IdentityClient } from './identity';
import type { Identity } from './schema';

const identity = (state: Identity['state']): Identity => ({
  service: 'lake',
  name: 'Lake',
  noun: 'lake',
  state,
  kinds: ['userpass'],
  kind: null,
  account: '',
  subject: '',
  issuer: null,
  source: null,
  expires: null,
  renews: false,
  device: false,
  code: false,
  reason: ''
});

function scene() {
  const list = vi.fn(async () => [identity('in')]);
  const limits = vi.fn(async () => null);
  const store = new IdentityStore({ list, limits } as unknown as IdentityClient);
  const told = vi.fn();
  store.subscribe(told);
  return { list, limits, store, told };
}

it('asks nothing for a change before anybody wanted to know', async () => {
  const { list, store } = scene();
  store.changed();
  await settle();
  expect(list).not.toHaveBeenCalled();
});

it('reads logins once for a change, and tells it only where something is different', async () => {
  const { list, limits, store, told } = scene();
  await store.start();
  expect(told).toHaveBeenCalledTimes(1);
  store.changed();
  await settle();
  expect([list.mock.calls.length, limits.mock.calls.length]).toEqual([2, 1]);
  expect(told).toHaveBeenCalledTimes(1);
  list.mockResolvedValue([identity('refused')]);
  store.changed();
  await settle();
  expect(store.get('lake')?.state).toBe('refused');
  expect(told).toHaveBeenCalledTimes(2);
});

it('tells of which service another window has logged out', async () => {
  const { list, store, told } = scene();
  await store.start();
  list.mockResolvedValue([{ ...identity('in'), expires: 5, account: 'alice' }]);
  store.changed();
  await settle();
  expect(told).toHaveBeenLastCalledWith(undefined);
  list.mockResolvedValue([{ ...identity('in'), account: 'bob' }]);
  store.changed();
  await settle();
  expect(told).toHaveBeenLastCalledWith('lake');
  list.mockResolvedValue([identity('out')]);
  store.changed();
  await settle();
  expect(told.mock.calls).toEqual([[undefined], [undefined], ['lake'], ['lake']]);
});

it('reads once more for changes that come while it reads', async () => {
  const { list, store } = scene();
  const started = store.start();
  store.changed();
  store.changed();
  list.mockResolvedValue([identity('out')]);
  await started;
  await settle();
  expect(list).toHaveBeenCalledTimes(2);
  expect(store.get('lake')?.state).toBe('out');
});
