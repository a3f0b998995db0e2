import type { ISessionContext } from '@jupyterlab/apputils';
import { Signal } from '@lumino/signaling';
import { expect, it, vi } from 'vitest';
import { watchKernel } from './side';

function make(status: string | null) {
  const session = { session: status ? { kernel: { status } } : null } as unknown as ISessionContext;
  const statusChanged = new Signal<ISessionContext, string>(session);
  const kernelChanged = new Signal<ISessionContext, unknown>(session);
  Object.assign(session, { statusChanged, kernelChanged });
  const listener = { fresh: vi.fn(), gone: vi.fn() };
  const subscription = watchKernel(session, listener);
  const go = (...all: string[]) => {
    for (const each of all) {
      statusChanged.emit(each);
    }
  };
  const counts = () => [listener.fresh.mock.calls.length, listener.gone.mock.calls.length];
  return { session, go, kernelChanged, counts, subscription };
}

it('is fresh at once where a kernel runs, and once', () => {
  const { counts, go } = make('idle');
  go('busy', 'idle', 'busy');
  expect(counts()).toEqual([1, 0]);
});

it.each(['restarting', 'autorestarting'])('is fresh after %s when it answers, not before', how => {
  const { counts, go } = make('idle');
  go(how, 'starting', 'unknown');
  expect(counts()).toEqual([1, 1]);
  go('idle', 'busy');
  expect(counts()).toEqual([2, 1]);
});

it('is fresh with another kernel, and never with none', () => {
  const { session, counts, go, kernelChanged } = make(null);
  expect(counts()).toEqual([0, 0]);
  Object.assign(session, { session: { kernel: { status: 'starting' } } });
  kernelChanged.emit(null);
  expect(counts()).toEqual([0, 1]);
  go('idle', 'dead');
  expect(counts()).toEqual([1, 2]);
});
