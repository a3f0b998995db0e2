import { CommsOverSubshells } from '@jupyterlab/services';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type HandoverRequest,
  type HandoverStatus,
  KernelHandover,
  type Outcome
} from '../../../labextension/src/kernel';
import { FakeKernel, FakeSession, requestTo } from './fakes';

let kernel: FakeKernel;
let session: FakeSession;
let states: HandoverStatus[];
const table = vi.fn(async (_id: string, _offset: number, length: number) => {
  return new ArrayBuffer(length);
});

beforeEach(() => {
  kernel = new FakeKernel();
  session = new FakeSession(kernel);
  states = [];
  table.mockClear();
});

function send(more: Partial<HandoverRequest> = {}, signal?: AbortSignal): Promise<Outcome> {
  const request = requestTo(session, more);
  return new KernelHandover({ table }).send(request, {
    signal,
    onState: status => states.push(status)
  });
}

/** Until what was begun has come to rest. */
const settled = () => new Promise(resolve => setTimeout(resolve));

describe('a hand-over', () => {
  test('is ready when the kernel says so', async () => {
    const outcome = await send({ overwrite: true });
    expect(outcome).toMatchObject({ state: 'ready', rows: 3, variable: 'm31' });
    expect(outcome.message).toBe('m31 is in the kernel (3 rows).');
    expect(kernel.comms[0].opened).toEqual({
      variable: 'm31',
      form: 'astropy',
      path: '/files/table.arrow',
      size: 20_000_000,
      rows: 3,
      result: 'm31',
      overwrite: true,
      hold: true
    });
    expect(kernel.executed).toEqual([]);
  });

  test('is not ready before that', async () => {
    kernel.onGo = () => undefined;
    const outcome = vi.fn();
    void send().then(outcome);
    await settled();
    expect(kernel.comms[0].sent).toEqual([{ data: { go: true }, buffers: [] }]);
    expect(outcome).not.toHaveBeenCalled();
  });

  test('registers the target with one constant line, beside a running cell', async () => {
    kernel.registered = false;
    expect(await send()).toMatchObject({ state: 'ready' });
    expect(kernel.executed).toEqual([
      {
        code: '__import__("esap_jupyter.kernel")',
        silent: true,
        store_history: false,
        allow_stdin: false,
        stop_on_error: false,
        user_expressions: {},
        subshell: 'subshell'
      }
    ]);
    expect(states.map(({ state }) => state)).toEqual([
      'sending',
      'registering',
      'sending',
      'sending'
    ]);
  });

  test('registers again after a restart, without having been told of it', async () => {
    await send();
    kernel.registered = false;
    expect(await send()).toMatchObject({ state: 'ready' });
    expect(kernel.executed).toHaveLength(1);
  });

  test('asks before overwriting', async () => {
    kernel.onGo = comm => comm.reply({ exists: { type: 'list', variable: 'm31' } });
    expect(await send()).toMatchObject({ state: 'exists', existing: 'list', variable: 'm31' });
  });

  test("fails with the kernel's words", async () => {
    const error = { code: 'bad_answer', message: 'Half a table.', remedy: 'Search again.' };
    kernel.onGo = comm => comm.reply({ error });
    const outcome = await send();
    expect(outcome).toMatchObject({
      state: 'failed',
      message: 'Half a table.',
      remedy: 'Search again.'
    });
  });

  test('says what is missing in the kernel', async () => {
    kernel.registered = false;
    kernel.registration = {
      status: 'error',
      ename: 'ModuleNotFoundError',
      evalue: "No module named 'esap_jupyter'"
    };
    const outcome = await send();
    expect(outcome.state).toBe('no-package');
    expect(outcome.message).toContain("No module named 'esap_jupyter'");
    expect(outcome.remedy).toContain('pip install');
  });

  test('fails when the package is there and broken', async () => {
    kernel.registered = false;
    kernel.registration = { status: 'error', ename: 'ImportError', evalue: 'numpy' };
    expect(await send()).toMatchObject({ state: 'failed' });
  });

  test('fails, and does not try for ever, when registering has no effect', async () => {
    kernel.opened = comm => comm.reply({});
    expect(await send()).toMatchObject({ state: 'failed' });
    expect(kernel.comms).toHaveLength(2);
  });

  test.each(['x; import os', 'class', 'a b', '', '1a', '__name__'])(
    'refuses the name %j before anything is sent',
    async variable => {
      expect(await send({ variable })).toMatchObject({ state: 'failed' });
      expect(kernel.comms).toEqual([]);
    }
  );
});

describe('a kernel without the disk', () => {
  test('gets the bytes in slices of at most 8 MB', async () => {
    kernel.onGo = (comm, data) => {
      const offset = data.go ? 0 : (data.offset as number) + 8_000_000;
      comm.message({ nofile: true, offset });
      if (offset === 16_000_000) {
        kernel.onGo = () => comm.reply({ ok: { rows: 3, variable: 'm31' } });
      }
    };
    expect(await send()).toMatchObject({ state: 'ready' });
    expect(table.mock.calls.map(([id, offset, length]) => [id, offset, length])).toEqual([
      ['r1', 0, 8_000_000],
      ['r1', 8_000_000, 8_000_000],
      ['r1', 16_000_000, 4_000_000]
    ]);
    const sizes = kernel.comms[0].sent.map(({ buffers }) => buffers[0]?.byteLength);
    expect(sizes).toEqual([undefined, 8_000_000, 8_000_000, 4_000_000]);
  });

  test('fails when the server does not give them', async () => {
    kernel.onGo = comm => comm.message({ nofile: true, offset: 0 });
    table.mockRejectedValueOnce(new Error('status 404'));
    const outcome = await send();
    expect(outcome.state).toBe('failed');
    expect(outcome.message).toContain('status 404');
    expect(kernel.comms[0].closed).toBe(true);
  });
});

describe('a busy kernel', () => {
  test('without subshells is waited for, in words', async () => {
    kernel.supportsSubshells = false;
    kernel.status = 'busy';
    kernel.onOpen = () => undefined;
    const sending = send();
    await settled();
    expect(states.at(-1)).toMatchObject({
      state: 'waiting',
      remedy: expect.stringMatching(/Cancel/)
    });
    kernel.comms[0].message({ held: true });
    expect(await sending).toMatchObject({ state: 'ready' });
    expect(states.at(-1)).toMatchObject({ state: 'sending' });
  });

  test('binds nothing when cancelled while it waits', async () => {
    kernel.supportsSubshells = false;
    kernel.status = 'busy';
    kernel.onOpen = () => undefined;
    const cancel = new AbortController();
    const sending = send({}, cancel.signal);
    await settled();
    cancel.abort();
    const outcome = await sending;
    expect(outcome).toMatchObject({ state: 'cancelled' });
    expect(outcome.message).toContain('Nothing was sent');
    expect(kernel.comms[0].closed).toBe(true);
    expect(kernel.comms[0].sent).toEqual([]);
  });

  test('that has begun is not said to have stopped', async () => {
    kernel.onGo = () => undefined;
    const cancel = new AbortController();
    const sending = send({}, cancel.signal);
    await settled();
    cancel.abort();
    expect((await sending).message).toContain('may still appear');
  });

  test('is not asked for a subshell where those are switched off', async () => {
    kernel.commsOverSubshells = CommsOverSubshells.Disabled;
    kernel.createComm = () => {
      const comm = FakeKernel.prototype.createComm.call(kernel);
      Object.defineProperty(comm, 'subshellStarted', { value: new Promise(() => undefined) });
      return comm;
    };
    expect(await send()).toMatchObject({ state: 'ready' });
  });

  test('that has not yet said what it is can be cancelled', async () => {
    kernel.info = new Promise(() => undefined);
    kernel.status = 'busy';
    const cancel = new AbortController();
    const sending = send({}, cancel.signal);
    await settled();
    expect(states.at(-1)).toMatchObject({ state: 'waiting' });
    cancel.abort();
    expect(await sending).toMatchObject({ state: 'cancelled' });
    expect(kernel.comms[0].isDisposed).toBe(true);
  });
});

describe('a kernel that goes away', () => {
  test.each([
    ['restarting', 'restarted'],
    ['autorestarting', 'died'],
    ['dead', 'died']
  ] as const)('fails the hand-over when it is %s', async (status, word) => {
    kernel.onGo = () => undefined;
    const sending = send();
    await settled();
    session.statusChanged.emit(status);
    const outcome = await sending;
    expect(outcome.state).toBe('failed');
    expect(outcome.message).toContain(word);
  });

  test('fails it when the notebook takes another kernel or is closed', async () => {
    kernel.onGo = () => undefined;
    const changed = send();
    await settled();
    session.kernelChanged.emit({});
    expect((await changed).message).toContain('another kernel');
    const closed = send();
    await settled();
    session.disposed.emit();
    expect((await closed).message).toContain('closed');
  });

  test('says so when it is dead already, or not there', async () => {
    kernel.status = 'dead';
    expect(await send()).toMatchObject({ state: 'no-kernel' });
    session.session = null;
    expect(await send()).toMatchObject({ state: 'no-kernel' });
    expect(await send({ session: null })).toMatchObject({ state: 'no-kernel' });
  });

  test('is waited for while it starts', async () => {
    session.session = null;
    session.isReady = false;
    session.ready = settled().then(() => {
      session.session = { kernel };
    });
    expect(await send()).toMatchObject({ state: 'ready' });
    expect(states[0]).toMatchObject({ state: 'waiting' });
  });
});

test('another language is told, not spoken to', async () => {
  session.language = 'R';
  expect(await send()).toMatchObject({ state: 'other-language', language: 'r' });
  expect(kernel.comms).toEqual([]);
});

test('a view without comms says who has them', async () => {
  kernel.handleComms = false;
  const outcome = await send();
  expect(outcome.state).toBe('failed');
  expect(outcome.remedy).not.toBe('');
});
