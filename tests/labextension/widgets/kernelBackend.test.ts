import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BackendError } from '../../../labextension/src/api/backend';
import { KernelBackend } from '../../../labextension/src/widgets/kernelBackend';
import { FakeModel } from './fakeModel';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const silent = vi.fn();
const mute = () => undefined;

test('a question is answered by its own answer', async () => {
  const model = new FakeModel(({ id, method }, kernel) => kernel.receive({ id, ok: [method] }));
  const backend = new KernelBackend(model, silent);
  const answers = await Promise.all([backend.archives(), backend.activities()]);
  expect(answers).toEqual([['archives'], ['activities']]);
  expect(model.questions[0]).toMatchObject({ method: 'archives', params: {} });
});

test('two views of one widget do not take each other’s answers', async () => {
  const model = new FakeModel(mute);
  const one = vi.fn();
  void new KernelBackend(model, silent).archives().then(one);
  const two = new KernelBackend(model, silent).archives();
  model.receive({ id: model.questions[1].id, ok: 'two' });
  expect(await two).toBe('two');
  expect(one).not.toHaveBeenCalled();
});

test('an error is rejected with its way out', async () => {
  const error = { code: 'target_not_found', message: 'Nobody knows it.', remedy: 'Spell it.' };
  const model = new FakeModel(({ id }, kernel) => kernel.receive({ id, error }));
  const failing = new KernelBackend(model, silent).resolve('x', true);
  await expect(failing).rejects.toBeInstanceOf(BackendError);
  await expect(failing).rejects.toMatchObject(error);
});

test('an aborted question is over at once, and its late answer is nobody’s', async () => {
  const model = new FakeModel(mute);
  const abort = new AbortController();
  const page = { start: 0, stop: 1, columns: [0], sort: null, direction: 'none' } as const;
  const rows = new KernelBackend(model, silent).rows('r1', page, abort.signal);
  abort.abort();
  await expect(rows).rejects.toMatchObject({ name: 'AbortError' });
  model.receive({ id: model.questions[0].id, ok: {} });
});

test('a silent kernel is said aloud, until it has seen the question', () => {
  const model = new FakeModel(mute);
  const onSilence = vi.fn();
  void new KernelBackend(model, onSilence).archives();
  vi.advanceTimersByTime(1000);
  expect(onSilence).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(onSilence.mock.calls).toEqual([[true]]);
  model.receive({ id: model.questions[0].id, seen: true });
  expect(onSilence.mock.calls).toEqual([[true], [false]]);
});

test('a slow archive is not a silent kernel', () => {
  const model = new FakeModel(mute);
  const onSilence = vi.fn();
  void new KernelBackend(model, onSilence).check('sandbox');
  model.receive({ id: model.questions[0].id, seen: true });
  vi.advanceTimersByTime(60_000);
  expect(onSilence).not.toHaveBeenCalled();
});

test('news reach who subscribed, and nobody after that', async () => {
  const model = new FakeModel(mute);
  const backend = new KernelBackend(model, silent);
  const listener = { changed: vi.fn(), connected: vi.fn(), disconnected: vi.fn() };
  const subscription = backend.onActivity(listener);
  await Promise.resolve();
  expect(listener.connected).toHaveBeenCalledOnce();
  const activity = { id: 'a', revision: 2, state: 'done', search: 's' };
  model.receive({ activity });
  expect(listener.changed.mock.calls).toEqual([[activity]]);
  subscription.dispose();
  model.receive({ activity });
  expect(listener.changed).toHaveBeenCalledOnce();
  backend.dispose();
  expect(model.listening).toBe(0);
});
