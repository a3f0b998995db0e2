import { beforeEach, expect, it, vi } from 'vitest';
import { fakeBackend, result, settle } from '../../../tests/labextension/fake';
import { BackendError } from '../api/backend';
import { Notice } from '../components/notice';
import type { HandoverOptions, HandoverRequest, Outcome } from '../kernel';
import { Delivery } from './delivery';
import type { Notebook } from './notebook';
import type { Notebooks } from './notebooks';

beforeEach(() => document.body.replaceChildren());

type Send = (request: HandoverRequest, options?: HandoverOptions) => Promise<Outcome>;

function makeNotebook(name: string) {
  const notebook = {
    name,
    directory: 'work',
    session: { of: name },
    insert: vi.fn(),
    show: vi.fn()
  };
  return notebook as unknown as Notebook;
}

function makeDelivery(send: Send, open = true) {
  const { backend } = fakeBackend({
    save: vi.fn(async (_id, request) => ({ path: request.path, size: 1 })),
    code: vi.fn(async () => ({ code: 'm31 = read()', language: 'python' }))
  });
  const notebook = makeNotebook('Untitled.ipynb');
  const notebooks = {
    current: open ? notebook : null,
    create: vi.fn(async () => notebook)
  };
  const notice = new Notice();
  document.body.append(notice.node);
  const delivery = new Delivery({
    backend,
    handover: { send: vi.fn(send) },
    notebooks: notebooks as unknown as Notebooks,
    result: result(),
    say: content => notice.show(content),
    rename: vi.fn()
  });
  return { backend, notebook, notebooks, delivery };
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
  const sent = delivery.send('m31', 'astropy');
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
  const sent = delivery.send('m31', 'astropy');
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
  await delivery.send('m31', 'astropy');
  expect(asked).toEqual([false]);
  press('Overwrite');
  await settle();
  expect(asked).toEqual([false, true]);
});

it('overwrites in the notebook that was asked, wherever the person went meanwhile', async () => {
  const asked: unknown[] = [];
  const { delivery, notebooks } = makeDelivery(async request => {
    asked.push(request.session, request.variable);
    return outcome(request.overwrite ? { rows: 13 } : { state: 'exists' });
  });
  await delivery.send('m31', 'astropy');
  notebooks.current = makeNotebook('Other.ipynb');
  press('Overwrite');
  await settle();
  expect(asked).toEqual([{ of: 'Untitled.ipynb' }, 'm31', { of: 'Untitled.ipynb' }, 'm31']);
  expect(words()).toContain('m31 is in notebook Untitled.ipynb');
});

it('creates a notebook when asked to, then sends', async () => {
  const send = vi.fn<Send>(async request =>
    outcome(request.session === null ? { state: 'no-kernel' } : { rows: 13 })
  );
  const { delivery, notebooks } = makeDelivery(send, false);
  await delivery.send('m31', 'astropy');
  expect(notebooks.create).not.toHaveBeenCalled();
  press('Create a notebook');
  await settle();
  expect(notebooks.create).toHaveBeenCalledTimes(1);
  expect(send).toHaveBeenCalledTimes(2);
});

it('saves a file and inserts the cell that reads it, asking before it replaces one', async () => {
  const { backend, delivery, notebook, notebooks } = makeDelivery(async () =>
    outcome({ state: 'no-package' })
  );
  const conflict = { code: 'conflict', message: 'm31.vot exists.', remedy: '' };
  vi.mocked(backend.save).mockRejectedValueOnce(new BackendError(conflict));
  await delivery.send('m31', 'astropy');
  notebooks.current = makeNotebook('Other.ipynb');
  press('Save file and insert cell');
  await settle();
  expect(words()).toContain('m31.vot exists.');
  expect(notebook.insert).not.toHaveBeenCalled();
  press('Overwrite');
  await settle();
  expect(backend.save).toHaveBeenLastCalledWith('r1', {
    path: 'work/m31.vot',
    format: 'votable',
    overwrite: true
  });
  expect(notebook.insert).toHaveBeenCalledWith('m31 = read()');
});
