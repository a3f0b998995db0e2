import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { BackendError } from '../api/backend';
import type { Result } from '../api/schema';
import type { KernelTable } from '../components/adql/notebookTables';
import { type Channel, openChannel, register } from './channel';
import { languageOf } from './language';
import { Ended, type Ending } from './outcomes';
import type { Arrivals } from './restArrivals';
import { Watch } from './watch';

/** What a kernel says: on the way, or when it closes the comm. */
interface Said {
  ok?: { tables?: KernelTable[]; left_out?: number; rows?: number; kind?: string };
  error?: { code: string; message: string; remedy: string };
  size?: number;
  rows?: number;
  kind?: string;
  offset?: number;
}

/** Called with each message on the way; what it returns ends the conversation. */
type Listener = (
  said: Said,
  bytes: BufferSource | null,
  comm: Kernel.IComm
) => Promise<Said | null>;

const PATIENCE = 8000;
const LOST = 'before it told of its tables';
const silence: Listener = async () => null;

/** Asks kernels for the tables of their users over the comm target `esap`. */
export class KernelTables {
  constructor(private readonly options: { arrivals: Arrivals; patience?: number }) {}

  /**
   * The tables of a kernel.
   *
   * Rejects with {@link BackendError}: `busy` when a cell is running that it would have to wait
   * for.
   */
  async list(session: ISessionContext | null): Promise<{ tables: KernelTable[]; leftOut: number }> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), this.options.patience ?? PATIENCE);
    try {
      const said = await this.ask(session, { ask: 'tables' }, patience.signal, silence, silent);
      return { tables: said.ok?.tables ?? [], leftOut: said.ok?.left_out ?? 0 };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Make a table of a kernel a result; aborted before all of it has come, it leaves nothing. */
  async keep(session: ISessionContext | null, name: string, signal: AbortSignal): Promise<Result> {
    const { arrivals } = this.options;
    const arrival = await arrivals.begin();
    try {
      let offer: Said = {};
      const take: Listener = async (said, bytes, comm) => {
        if (said.size !== undefined) {
          offer = said;
          comm.send({ offset: 0 });
        } else if (said.offset !== undefined && bytes) {
          await arrivals.add(arrival.id, said.offset, bytes, signal);
          const next = said.offset + bytes.byteLength;
          if (next >= (offer.size ?? 0)) {
            return { ok: offer };
          }
          comm.send({ offset: next });
        }
        return null;
      };
      const question = { ask: 'table', name, path: arrival.path };
      const { ok } = await this.ask(session, question, signal, take, givenUp);
      const table = { name, kind: ok?.kind ?? 'table', rows: ok?.rows ?? 0 };
      return await arrivals.finish(arrival.id, table);
    } catch (error) {
      await arrivals.abandon(arrival.id).catch(() => undefined);
      throw error;
    }
  }

  private async ask(
    session: ISessionContext | null,
    question: { [key: string]: string },
    signal: AbortSignal,
    listener: Listener,
    stopped: () => Ended
  ): Promise<Said> {
    if (!session) {
      throw wordsOf(new Ended(noKernel()));
    }
    const watch = new Watch(session, signal, stopped, LOST);
    try {
      const kernel = await kernelOf(session, watch);
      let said = await converse(kernel, question, watch, listener);
      if (!said.ok && !said.error) {
        await load(kernel, watch);
        said = await converse(kernel, question, watch, listener);
      }
      if (said.error || !said.ok) {
        throw new BackendError(said.error ?? REFUSED);
      }
      return said;
    } catch (error) {
      throw error instanceof Ended ? wordsOf(error) : error;
    } finally {
      watch.dispose();
    }
  }
}

async function kernelOf(session: ISessionContext, watch: Watch): Promise<Kernel.IKernelConnection> {
  const kernel = session.session?.kernel;
  if (!kernel || kernel.status === 'dead') {
    throw new Ended(noKernel());
  }
  const language = await watch.race(languageOf(session));
  if (language !== null && language !== 'python') {
    throw new Ended({
      state: 'other-language',
      message: `This kernel speaks ${language}, not Python, and does not tell of its tables.`,
      remedy: 'Save the table as a file, and load that in a Python notebook.'
    });
  }
  return kernel;
}

// Where messages have to wait for the running cell, nobody knows for how long.
async function channelOf(kernel: Kernel.IKernelConnection, watch: Watch): Promise<Channel> {
  const channel = await openChannel(kernel, watch);
  if (channel.subshell === null && kernel.status === 'busy') {
    channel.comm.dispose();
    throw busy();
  }
  return channel;
}

async function load(kernel: Kernel.IKernelConnection, watch: Watch): Promise<void> {
  const { comm, subshell } = await channelOf(kernel, watch);
  try {
    await register(kernel, subshell, watch);
  } finally {
    comm.dispose();
  }
}

async function converse(
  kernel: Kernel.IKernelConnection,
  question: { [key: string]: string },
  watch: Watch,
  listener: Listener
): Promise<Said> {
  const { comm } = await channelOf(kernel, watch);
  const answer = new Promise<Said>((resolve, reject) => {
    comm.onMsg = message => {
      const said = message.content.data as Said;
      listener(said, bytesOf(message), comm).then(last => last && resolve(last), reject);
    };
    comm.onClose = message => resolve(message.content.data as Said);
    comm.open(question);
  });
  // When the watch ends it, nobody looks at this any more.
  answer.catch(() => undefined);
  try {
    return await watch.race(answer);
  } finally {
    comm.onMsg = () => undefined;
    comm.onClose = () => undefined;
    if (!comm.isDisposed) {
      comm.close();
    }
  }
}

function bytesOf(message: KernelMessage.ICommMsgMsg): BufferSource | null {
  return (message.buffers?.[0] as BufferSource | undefined) ?? null;
}

const REFUSED = {
  code: 'error',
  message: 'The kernel closed the connection without an answer.',
  remedy: 'Open the menu again.'
};

function noKernel(): Ending {
  return {
    state: 'no-kernel',
    message: 'There is no notebook with a running kernel.',
    remedy: 'Open one, or start its kernel, to use its tables.'
  };
}

function busy(): Ended {
  return new Ended({
    state: 'failed',
    message: 'The kernel is busy.',
    remedy: 'Open the menu again when the running cell has ended.'
  });
}

function silent(): Ended {
  return new Ended({
    state: 'failed',
    message: 'The kernel is busy, or does not answer.',
    remedy: 'Open the menu again when the running cell has ended, or restart the kernel.'
  });
}

function givenUp(): Ended {
  return new Ended({ state: 'cancelled', message: 'Cancelled.', remedy: '' });
}

function wordsOf({ ending }: Ended): BackendError {
  const { state, message } = ending;
  const remedy =
    state === 'no-package' ? 'Run %pip install esap-jupyter in the notebook.' : ending.remedy;
  return new BackendError({ code: state, message, remedy });
}
