import { beforeEach, expect, it, vi } from 'vitest';
import { BackendError } from '../api/backend';
import type { Lake, LakeFile } from '../api/schema';
import type { Attachment } from './attachment';
import { Consent } from './consent';
import { NotebookAttachments } from './notebookAttachments';
import type { Parcel, Receipt } from './toKernel';

const EVENTS: Attachment = { did: 'test:e', type: 'collection', variableName: 'e', lake: 'first' };
const IMAGE: Attachment = { did: 'test:i', type: 'file', variableName: 'i', lake: 'first' };

const file = (fields: Partial<LakeFile> = {}): LakeFile => ({
  did: {
    scope: 'test',
    name: 'f',
    type: 'file',
    size: '6',
    length: null,
    adler32: null,
    md5: null
  },
  state: 'here',
  path: '/f',
  rses: [],
  done: null,
  reason: '',
  ...fields
});

function make(attached: unknown, fields: { trusted?: boolean; lakes?: string[] } = {}) {
  const received = (parcels: readonly Parcel[]): Receipt[] =>
    parcels.map(({ attachment, files }) => ({
      variable: attachment.variableName,
      files: files.length,
      here: files.filter(({ state }) => state === 'here').length
    }));
  const carry = vi.fn(async (parcels: readonly Parcel[]) => received(parcels));
  const files = vi.fn(async () => [file()]);
  const ids = fields.lakes ?? ['first'];
  const list = vi.fn(async () => ids.map(id => ({ id }) as Lake));
  const notebook = {
    metadata: attached,
    isTrusted: fields.trusted ?? true,
    hasKernel: true,
    carry
  };
  const consent = new Consent(localStorage, 'consent');
  const changed = vi.fn();
  const model = new NotebookAttachments({ notebook, lakes: { files, list }, consent, changed });
  return { model, notebook, carry, files, list, consent };
}

beforeEach(() => localStorage.clear());

it('asks no lake for a notebook of somebody else before the person agrees', async () => {
  const { model, files, list, carry } = make([EVENTS]);
  await model.reattach();
  await model.refresh();
  expect(model.asks).toBe(true);
  model.postpone();
  await model.reattach();
  expect([files, list, carry].map(each => each.mock.calls.length)).toEqual([0, 0, 0]);
  expect(model.stateOf(EVENTS).state).toBe('asking');
  await model.agree(null);
  expect(model.stateOf(EVENTS)).toMatchObject({ state: 'ready', files: 1, here: 1 });
});

it('asks about a notebook that is not trusted though its data are known', async () => {
  make([]).consent.give([EVENTS]);
  expect(make([EVENTS]).model.asks).toBe(false);
  expect(make([EVENTS], { trusted: false }).model.asks).toBe(true);
});

it('attaches what the person asks for, and not what others had attached', async () => {
  const { model, carry, notebook } = make([EVENTS]);
  await model.add(IMAGE);
  expect(notebook.metadata).toEqual([EVENTS, IMAGE]);
  expect(carry.mock.calls.map(([parcels]) => parcels.map(p => p.attachment.did))).toEqual([
    ['test:i']
  ]);
  expect(model.asks).toBe(true);
});

it('brings what it knows into a new kernel without asking the lake again', async () => {
  const { model, carry, files } = make([EVENTS]);
  await model.agree(null);
  model.forget();
  expect(model.stateOf(EVENTS).state).toBe('waiting');
  await model.reattach();
  expect(files).toHaveBeenCalledTimes(1);
  expect(carry).toHaveBeenCalledTimes(2);
  expect(model.stateOf(EVENTS).state).toBe('ready');
});

it('lets one that fails fail alone, and says why', async () => {
  const { model, files, carry } = make([EVENTS, IMAGE]);
  const info = { code: 'not_logged_in', message: 'You are not logged in.', remedy: 'Log in.' };
  files.mockRejectedValueOnce(new BackendError(info));
  await model.agree(null);
  expect(model.stateOf(EVENTS)).toEqual({ state: 'failed', error: info });
  expect(model.stateOf(IMAGE).state).toBe('ready');
  await model.loggedIn();
  expect(model.stateOf(EVENTS).state).toBe('ready');
  expect(carry).toHaveBeenCalledTimes(2);
});

it('hides no name of Python, and contacts nobody for it', async () => {
  const open = { ...IMAGE, variableName: 'open' };
  const { model, files, carry } = make([open]);
  await model.agree(null);
  expect(model.stateOf(open).error?.code).toBe('bad_request');
  expect(files).not.toHaveBeenCalled();
  expect(carry).not.toHaveBeenCalled();
});

it('is ready when the kernel has said so, and not before', async () => {
  const { model, carry } = make([EVENTS]);
  let answer: (receipts: Receipt[]) => void = () => undefined;
  carry.mockImplementationOnce(() => new Promise(resolve => (answer = resolve)));
  const agreed = model.agree(null);
  await vi.waitFor(() => expect(model.stateOf(EVENTS).state).toBe('attaching'));
  answer([{ variable: 'e', exists: 'list' }]);
  await agreed;
  expect(model.stateOf(EVENTS)).toEqual({ state: 'exists', exists: 'list' });
  await model.retry(EVENTS, true);
  expect(carry.mock.calls[1][0][0].overwrite).toBe(true);
  expect(model.stateOf(EVENTS).state).toBe('ready');
});

it('knows when something is away, and when it is on its way', async () => {
  const { model, files } = make([EVENTS]);
  files.mockResolvedValueOnce([file(), file({ state: 'replicating', path: null })]);
  await model.agree(null);
  expect([model.isAway, model.isComing]).toEqual([true, true]);
  await model.refresh();
  expect([model.isAway, model.isComing]).toEqual([false, false]);
});

it('takes the only lake where the notebook names none, and asks which of several', async () => {
  const nameless: Attachment = { did: 'test:i', type: 'file', variableName: 'i' };
  const one = make([nameless]);
  await one.model.agree(null);
  expect(one.files).toHaveBeenCalledWith('first', 'test:i', { offset: 0, limit: 1000 });
  const two = make([nameless], { lakes: ['first', 'second'] });
  await two.model.agree(null);
  expect(two.model.stateOf(nameless).error?.code).toBe('which_lake');
  expect(two.notebook.metadata).toEqual([nameless]);
  await two.model.agree('second');
  expect(two.notebook.metadata).toEqual([{ ...nameless, lake: 'second' }]);
  expect(two.files).toHaveBeenCalledWith('second', 'test:i', { offset: 0, limit: 1000 });
});

it('detaches and renames', async () => {
  const { model, notebook } = make([]);
  await model.add(IMAGE);
  await model.rename(IMAGE, 'picture');
  expect(notebook.metadata).toEqual([{ ...IMAGE, variableName: 'picture' }]);
  model.remove('picture');
  expect(notebook.metadata).toEqual([]);
});

it('says nothing of a kernel that is gone before it answered', async () => {
  const { model, carry } = make([EVENTS]);
  let answer: (receipts: Receipt[]) => void = () => undefined;
  carry.mockImplementationOnce(() => new Promise(resolve => (answer = resolve)));
  const agreed = model.agree(null);
  await vi.waitFor(() => expect(model.stateOf(EVENTS).state).toBe('attaching'));
  model.forget();
  answer([{ variable: 'e', files: 1, here: 1 }]);
  await agreed;
  expect(model.stateOf(EVENTS).state).toBe('waiting');
});

it('has no state of what was detached while its lake was asked', async () => {
  const { model, files } = make([EVENTS]);
  let answer: (found: LakeFile[]) => void = () => undefined;
  files.mockReturnValueOnce(new Promise(done => (answer = done)));
  const agreed = model.agree(null);
  model.remove('e');
  answer([file({ state: 'replicating' })]);
  await agreed;
  expect([model.isComing, model.isAway]).toEqual([false, false]);
});

it.each([
  [20_000, 'ready'],
  [20_001, 'failed']
])('attaches a collection of %i files: %s', async (count, state) => {
  const { model, files } = make([EVENTS]);
  const page = ((_lake: string, _did: string, { offset, limit }: { [key: string]: number }) =>
    Promise.resolve(
      Array.from({ length: Math.min(limit, count - offset) }, () => file())
    )) as never;
  files.mockImplementation(page);
  await model.agree(null);
  expect(model.stateOf(EVENTS).state).toBe(state);
});
