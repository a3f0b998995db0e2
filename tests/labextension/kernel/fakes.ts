/** A session whose kernel behaves as the Python half does, and can be made to misbehave. */
import type { ISessionContext } from '@jupyterlab/apputils';
import { CommsOverSubshells, type Kernel } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import type { HandoverRequest } from '../../../labextension/src/kernel';

type Data = Record<string, unknown>;

/** The front end's comm, and what the fake kernel does with it. */
export class FakeComm {
  onMsg: (message: unknown) => void = () => undefined;
  onClose: (message: unknown) => void = () => undefined;
  isDisposed = false;
  closed = false;
  readonly sent: { data: Data; buffers: ArrayBuffer[] }[] = [];
  opened: Data | null = null;

  constructor(
    private readonly kernel: FakeKernel,
    readonly commsOverSubshells: CommsOverSubshells
  ) {}

  get subshellId(): string | null {
    return this.kernel.supportsSubshells ? 'subshell' : null;
  }

  get subshellStarted(): Promise<void> {
    return this.kernel.supportsSubshells ? Promise.resolve() : new Promise(() => undefined);
  }

  open(data: Data): void {
    this.opened = data;
    this.kernel.opened(this);
  }

  send(data: Data, _metadata?: unknown, buffers: ArrayBuffer[] = []): void {
    this.sent.push({ data, buffers });
    this.kernel.received(this, data);
  }

  close(): void {
    this.closed = true;
    this.dispose();
  }

  dispose(): void {
    this.isDisposed = true;
  }

  message(data: Data, buffers: ArrayBuffer[] = []): void {
    queueMicrotask(() => this.onMsg({ content: { data }, buffers }));
  }

  reply(data: Data): void {
    queueMicrotask(() => {
      this.onClose({ content: { data } });
      this.dispose();
    });
  }
}

/** A kernel; the fields say how it behaves. */
export class FakeKernel {
  readonly name = 'python3';
  readonly username = 'me';
  readonly clientId = 'client';
  handleComms = true;
  status: Kernel.Status = 'idle';
  supportsSubshells = true;
  commsOverSubshells = CommsOverSubshells.PerCommTarget;
  info: Promise<unknown> = Promise.resolve({ language_info: { name: 'python' } });
  registered = true;
  registration: Data = { status: 'ok' };
  readonly executed: Data[] = [];
  readonly comms: FakeComm[] = [];
  onOpen: (comm: FakeComm) => void = comm => comm.message({ held: true });
  onGo: (comm: FakeComm, data: Data) => void = comm =>
    comm.reply({ ok: { rows: 3, variable: comm.opened?.variable } });

  createComm(): FakeComm {
    const comm = new FakeComm(this, this.commsOverSubshells);
    this.comms.push(comm);
    return comm;
  }

  opened(comm: FakeComm): void {
    if (this.registered) {
      this.onOpen(comm);
    } else {
      comm.reply({});
    }
  }

  received(comm: FakeComm, data: Data): void {
    this.onGo(comm, data);
  }

  sendShellMessage(message: { header: Data; content: Data }): { done: Promise<unknown> } {
    this.executed.push({ ...message.content, subshell: message.header.subshell_id });
    this.registered = this.registration.status === 'ok';
    return { done: Promise.resolve({ content: this.registration }) };
  }
}

/** A session context around a kernel. */
export class FakeSession {
  readonly statusChanged = new Signal<this, Kernel.Status>(this);
  readonly kernelChanged = new Signal<this, unknown>(this);
  readonly disposed = new Signal<this, void>(this);
  isReady = true;
  ready: Promise<void> = Promise.resolve();
  language = 'python';
  session: { kernel: FakeKernel | null } | null;

  constructor(readonly kernel: FakeKernel) {
    this.session = { kernel };
  }

  get specsManager() {
    return { specs: { kernelspecs: { python3: { language: this.language } } } };
  }
}

/** A request to hand a small result over. */
export function requestTo(
  session: FakeSession | null,
  more: Partial<HandoverRequest> = {}
): HandoverRequest {
  return {
    session: session as unknown as ISessionContext,
    result: { id: 'r1', name: 'm31', path: '/files/table.arrow', rows: 3, size: 20_000_000 },
    variable: 'm31',
    form: 'astropy',
    ...more
  };
}
