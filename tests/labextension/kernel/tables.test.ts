import type { ISessionContext } from '@jupyterlab/apputils';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { KernelTables } from '../../../labextension/src/kernel';
import { result } from '../fake';
import { FakeKernel, FakeSession } from './fakes';

const STARS = { name: 'stars', kind: 'Astropy table', rows: 2, columns: 3 };

let kernel: FakeKernel;
let session: FakeSession;
const arrivals = {
  begin: vi.fn(async () => ({ id: 'd1', path: '/home/results/d1.draft/table.arrow' })),
  add: vi.fn(async (_id: string, _offset: number, _bytes: BufferSource) => undefined),
  finish: vi.fn(async () => result({ name: 'stars' })),
  abandon: vi.fn(async () => undefined)
};
const never = new AbortController().signal;

function tables(patience?: number): KernelTables {
  return new KernelTables({ arrivals, patience });
}

function context(given: FakeSession | null = session): ISessionContext {
  return given as unknown as ISessionContext;
}

beforeEach(() => {
  kernel = new FakeKernel();
  session = new FakeSession(kernel);
  kernel.onOpen = comm => comm.reply({ ok: { tables: [STARS], left_out: 1 } });
  vi.clearAllMocks();
});

describe('the tables of a kernel', () => {
  test('are those that it tells', async () => {
    expect(await tables().list(context())).toEqual({ tables: [STARS], leftOut: 1 });
    expect(kernel.comms[0].opened).toEqual({ ask: 'tables' });
    expect(kernel.executed).toEqual([]);
  });

  test('need one constant line where the kernel does not know ESAP yet', async () => {
    kernel.registered = false;
    await tables().list(context());
    expect(kernel.executed.map(({ code, silent }) => [code, silent])).toEqual([
      ['__import__("esap_jupyter.kernel")', true]
    ]);
  });

  test('are not waited for where a cell is running that comes first', async () => {
    kernel.supportsSubshells = false;
    kernel.status = 'busy';
    const words = { message: 'The kernel is busy.', remedy: expect.stringContaining('again') };
    await expect(tables().list(context())).rejects.toMatchObject(words);
    expect(kernel.comms.every(comm => comm.opened === null)).toBe(true);
  });

  test('are told beside a busy cell where the kernel can', async () => {
    kernel.status = 'busy';
    expect((await tables().list(context())).tables).toEqual([STARS]);
  });

  test('are given up when the kernel says nothing', async () => {
    kernel.onOpen = () => undefined;
    await expect(tables(5).list(context())).rejects.toMatchObject({
      message: 'The kernel is busy, or does not answer.'
    });
  });

  test('are none where there is no kernel, or one of another language', async () => {
    await expect(tables().list(null)).rejects.toMatchObject({ code: 'no-kernel' });
    session.session = { kernel: null };
    await expect(tables().list(context())).rejects.toMatchObject({ code: 'no-kernel' });
    session = new FakeSession(kernel);
    session.language = 'R';
    await expect(tables().list(context())).rejects.toMatchObject({
      message: expect.stringContaining('speaks r, not Python')
    });
  });

  test('are not told where the package is missing', async () => {
    kernel.registered = false;
    kernel.registration = { status: 'error', ename: 'ModuleNotFoundError', evalue: 'No module' };
    await expect(tables().list(context())).rejects.toMatchObject({
      code: 'no-package',
      remedy: 'Run %pip install esap-jupyter in the notebook.'
    });
  });
});

describe('a table of a kernel', () => {
  test('is a result once the kernel has written it', async () => {
    kernel.onOpen = comm => comm.reply({ ok: { rows: 2, kind: 'Table' } });
    expect((await tables().keep(context(), 'stars', never)).name).toBe('stars');
    const path = '/home/results/d1.draft/table.arrow';
    expect(kernel.comms[0].opened).toEqual({ ask: 'table', name: 'stars', path });
    expect(arrivals.finish).toHaveBeenCalledWith('d1', { name: 'stars', kind: 'Table', rows: 2 });
    expect(arrivals.add).not.toHaveBeenCalled();
  });

  test('comes in slices where the kernel shares no disk', async () => {
    kernel.onOpen = comm => comm.message({ size: 5, rows: 2, kind: 'Table' });
    kernel.onGo = (comm, { offset }) =>
      comm.message({ offset }, [new ArrayBuffer(offset === 0 ? 3 : 2)]);
    await tables().keep(context(), 'stars', never);
    const added = arrivals.add.mock.calls.map(([id, offset, data]) => [
      id,
      offset,
      data.byteLength
    ]);
    expect(added).toEqual([
      ['d1', 0, 3],
      ['d1', 3, 2]
    ]);
    expect(arrivals.finish).toHaveBeenCalledWith('d1', { name: 'stars', kind: 'Table', rows: 2 });
    expect(kernel.comms[0].closed).toBe(true);
  });

  test('leaves nothing when it fails or is cancelled', async () => {
    const error = { code: 'bad_request', message: 'No table.', remedy: 'Choose another.' };
    kernel.onOpen = comm => comm.reply({ error });
    await expect(tables().keep(context(), 'stars', never)).rejects.toMatchObject(error);
    expect(arrivals.abandon).toHaveBeenCalledTimes(1);
    kernel.onOpen = () => undefined;
    const cancel = new AbortController();
    const kept = tables().keep(context(), 'stars', cancel.signal);
    await vi.waitFor(() => expect(kernel.comms[1]?.opened).not.toBeNull());
    cancel.abort();
    await expect(kept).rejects.toMatchObject({ code: 'cancelled' });
    expect(arrivals.abandon).toHaveBeenCalledTimes(2);
    expect(arrivals.finish).not.toHaveBeenCalled();
  });
});
