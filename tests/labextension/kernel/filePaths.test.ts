import type { ISessionContext } from '@jupyterlab/apputils';
import { beforeEach, expect, test, vi } from 'vitest';
import { pathsSender } from '../../../labextension/src/kernel';
import { FakeKernel, FakeSession } from './fakes';

let kernel: FakeKernel;
let session: FakeSession;
const busy = vi.fn();
const ask = (variable = 'm31_paths', given: FakeSession | null = session) =>
  pathsSender('~/work')(
    {
      session: given as unknown as ISessionContext,
      variable,
      paths: ['esap-data/a "b".fits'],
      directory: 'deep'
    },
    busy
  );

beforeEach(() => {
  kernel = new FakeKernel();
  session = new FakeSession(kernel);
  const ok = { variable: 'm31_paths', files: 2, here: 1 };
  kernel.onOpen = comm => comm.reply({ ok });
  busy.mockReset();
});

test('paths go to the kernel as data, and what is gone is told', async () => {
  expect(await ask()).toMatchObject({
    state: 'ready',
    rows: 2,
    message: 'm31_paths is in the kernel (2 paths). 1 file of them is gone.'
  });
  expect(kernel.comms[0].opened).toEqual({
    kind: 'paths',
    variable: 'm31_paths',
    paths: ['esap-data/a "b".fits'],
    root: '~/work',
    directory: 'deep',
    overwrite: false
  });
  expect(kernel.executed).toEqual([]);
});

test('a kernel that does not know ESAP yet runs one constant line', async () => {
  kernel.registered = false;
  expect((await ask()).state).toBe('ready');
  expect(kernel.executed.map(({ code }) => code)).toEqual(['__import__("esap_jupyter.kernel")']);
});

test('a busy kernel without subshells is said to be waited for', async () => {
  kernel.supportsSubshells = false;
  kernel.status = 'busy';
  await ask();
  expect(busy).toHaveBeenCalledOnce();
});

test('what stands in the way is an outcome', async () => {
  kernel.onOpen = comm => comm.reply({ exists: { type: 'int', variable: 'm31_paths' } });
  expect((await ask()).state).toBe('exists');
  const error = { code: 'not_found', message: 'It sees none of the files.', remedy: 'Stage.' };
  kernel.onOpen = comm => comm.reply({ error });
  expect(await ask()).toMatchObject({ state: 'failed', message: error.message });
  kernel.onOpen = () => session.statusChanged.emit('dead');
  expect((await ask()).message).toBe('The kernel died before it had the paths.');
  expect((await ask('a b')).state).toBe('failed');
  expect((await ask('a', null)).state).toBe('no-kernel');
  session.language = 'julia';
  expect(await ask()).toMatchObject({ state: 'other-language', language: 'julia' });
});
