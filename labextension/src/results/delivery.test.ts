import { beforeEach, expect, it, vi } from 'vitest';
import { fakeBackend, result, settle } from '../../../tests/labextension/fake';
import { BackendError } from '../api/backend';
import { showNotice } from '../components/notice';
import type { HandoverOptions, HandoverRequest, Outcome } from '../kernel';
import { Delivery } from './delivery';
import type { Notebooks } from './notebooks';

beforeEach(() => document.body.replaceChildren());

type Send = (request: HandoverRequest, options?: HandoverOptions) => Promise<Outcome>;

function makeDelivery(send: Send, notebook: object | null = {}) {
  const { backend } = fakeBackend({
    save: vi.fn(async (_id, request) => ({ path: request.path, size: 1 })),
    code: vi.fn(async () => ({ code: 'm31 = read()', language: 'python' }))
  });
  const notebooks = {
    current: notebook,
    name: 'Untitled.ipynb',
    directory: 'work',
    insert: vi.fn(),
    show: vi.fn(),
    create: vi.fn(async () => {
      notebooks.current = {};
    })
  };
  const place = document.createElement('div');
  document.body.append(place);
  const delivery = new Delivery({
    backend,
    handover: { send: vi.fn(send) },
    notebooks: notebooks as unknown as Notebooks,
    result: result(),
    say: content => showNotice(place, content),
    rename: vi.fn()
  });
  return { backend, notebooks, delivery };
}

const outcome = (fields: Partial<Outcome>): Outcome => ({
  state: 'ready',
  message: 'From the kernel.',
  remedy: '',
  variable: 'm31',
  ...fields
});
const press = (label: string) =>
  [...document.querySelectorAll('button')].find(one => one.textContent === label)?.click();
const words = () => document.body.textContent;

it('says which variable is in which notebook only when the kernel has said so', async () => {
  let finish: (value: Outcome) => void = () => undefined;
  const { delivery } = makeDelivery(() => new Promise(done => (finish = done)));
  const sent = delivery.send('m31', 'astropy', false);
  expect(words()).not.toContain('is in notebook');
  finish(outcome({ rows: 13 }));
  await sent;
  expect(words()).toContain('m31 is in notebook Untitled.ipynb (13 rows).');
});

it('waits in words for a busy kernel, with a Cancel that reaches it', async () => {
  const { delivery } = makeDelivery(
    (_, options) =>
      new Promise(done => {
        options?.onState?.({ state: 'waiting', message: 'The kernel is busy.', remedy: '' });
        options?.signal?.addEventListener('abort', () =>
          done(outcome({ state: 'cancelled', message: 'Cancelled.' }))
        );
      })
  );
  const sent = delivery.send('m31', 'astropy', false);
  expect(words()).toContain('The kernel is busy.');
  press('Cancel');
  await sent;
  expect(words()).toContain('Cancelled.');
});

it('overwrites only after the person has said so', async () => {
  const asked: boolean[] = [];
  const { delivery } = makeDelivery(async request => {
    asked.push(request.overwrite === true);
    return outcome(request.overwrite ? { rows: 13 } : { state: 'exists' });
  });
  await delivery.send('m31', 'astropy', false);
  expect(asked).toEqual([false]);
  press('Overwrite');
  await settle();
  expect(asked).toEqual([false, true]);
});

it('creates a notebook when asked to, then sends', async () => {
  const send = vi.fn<Send>(async request =>
    outcome(request.session === null ? { state: 'no-kernel' } : { rows: 13 })
  );
  const { delivery, notebooks } = makeDelivery(send, null);
  await delivery.send('m31', 'astropy', false);
  expect(notebooks.create).not.toHaveBeenCalled();
  press('Create a notebook');
  await settle();
  expect(notebooks.create).toHaveBeenCalledTimes(1);
  expect(send).toHaveBeenCalledTimes(2);
});

it('saves a file and inserts the cell that reads it, asking before it replaces one', async () => {
  const { backend, delivery, notebooks } = makeDelivery(async () =>
    outcome({ state: 'no-package' })
  );
  const conflict = { code: 'conflict', message: 'm31.vot exists.', remedy: '' };
  vi.mocked(backend.save).mockRejectedValueOnce(new BackendError(conflict));
  await delivery.send('m31', 'astropy', false);
  press('Save file and insert cell');
  await settle();
  expect(words()).toContain('m31.vot exists.');
  expect(notebooks.insert).not.toHaveBeenCalled();
  press('Overwrite');
  await settle();
  expect(backend.save).toHaveBeenLastCalledWith('r1', {
    path: 'work/m31.vot',
    format: 'votable',
    overwrite: true
  });
  expect(notebooks.insert).toHaveBeenCalledWith('m31 = read()');
});
