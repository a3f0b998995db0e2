/** Binds paths of staged files in kernels, as data alone, over the comm target `esap`. */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { counted } from '../components/format';
import { type Channel, openChannel, register } from './channel';
import { languageOf } from './language';
import { nameProblem } from './names';
import {
  Ended,
  type Ending,
  endingOf,
  endings,
  isUnregistered,
  type KernelReply
} from './outcomes';
import type { Outcome } from './types';
import { Watch } from './watch';

/** What to bind, and where. */
export interface PathsRequest {
  session: ISessionContext | null;
  variable: string;
  /** Relative to the workspace, or absolute. */
  paths: readonly string[];
  /** The folder of the notebook, relative to the workspace. */
  directory: string;
  /** Replace the value that has the name; false unless the person was asked. */
  overwrite?: boolean;
}

/** Binds paths; never rejects: what goes wrong is an outcome, and `rows` counts the files. */
export type PathsSender = (request: PathsRequest, busy: () => void) => Promise<Outcome>;

interface PathsReply extends Omit<KernelReply, 'ok'> {
  ok?: { variable: string; files: number; here: number };
}

const LOST = 'before it had the paths';

/** A sender that knows where the workspace is, as the server calls it. */
export function pathsSender(root: string): PathsSender {
  return async (request, busy) => {
    const { session, variable } = request;
    const problem = nameProblem(variable);
    if (problem !== null) {
      return { variable, ...endings.failed(problem, 'Choose a name such as m31_paths.') };
    }
    if (!session) {
      return { variable, ...endings.noKernel() };
    }
    const watch = new Watch(session, undefined, () => new Ended(endings.cancelled()), LOST);
    try {
      return { variable, ...(await send(session, request, root, watch, busy)) };
    } catch (error) {
      return { variable, ...endingFor(error) };
    } finally {
      watch.dispose();
    }
  };
}

async function send(
  session: ISessionContext,
  request: PathsRequest,
  root: string,
  watch: Watch,
  busy: () => void
): Promise<Ending> {
  await watch.race(session.ready);
  const kernel = session.session?.kernel;
  if (!kernel || kernel.status === 'dead') {
    return kernel ? endings.dead() : endings.noKernel();
  }
  const language = await watch.race(languageOf(session));
  if (language !== null && language !== 'python') {
    return otherLanguage(language);
  }
  const opening = openingOf(request, root);
  let reply = await converse(kernel, opening, watch, busy);
  if (isUnregistered(reply as KernelReply)) {
    const { comm, subshell } = await openChannel(kernel, watch);
    try {
      await register(kernel, subshell, watch);
    } finally {
      comm.dispose();
    }
    reply = await converse(kernel, opening, watch, busy);
  }
  return wordsOf(reply);
}

async function converse(
  kernel: Kernel.IKernelConnection,
  opening: ReturnType<typeof openingOf>,
  watch: Watch,
  busy: () => void
): Promise<PathsReply> {
  const { comm, subshell }: Channel = await openChannel(kernel, watch);
  if (subshell === null && kernel.status === 'busy') {
    busy();
  }
  const closed = new Promise<PathsReply>(resolve => {
    comm.onClose = message => resolve(message.content.data as PathsReply);
  });
  try {
    comm.open(opening);
    return await watch.race(closed);
  } finally {
    comm.onClose = () => undefined;
    if (!comm.isDisposed) {
      comm.close();
    }
  }
}

function openingOf(request: PathsRequest, root: string) {
  const { variable, paths, directory, overwrite = false } = request;
  return { kind: 'paths', variable, paths: [...paths], root, directory, overwrite };
}

function wordsOf(reply: PathsReply): Ending {
  const { ok } = reply;
  if (!ok) {
    return endingOf(reply as KernelReply);
  }
  const { variable, files, here } = ok;
  const gone = files - here;
  const lost = gone > 0 ? ` ${counted(gone, 'file')} of them ${gone > 1 ? 'are' : 'is'} gone.` : '';
  const message = `${variable} is in the kernel (${counted(files, 'path')}).${lost}`;
  return { state: 'ready', message, remedy: '', rows: files, variable };
}

function otherLanguage(language: string): Ending {
  return {
    state: 'other-language',
    language,
    message: `This kernel speaks ${language}, not Python.`,
    remedy: 'Open a Python notebook, and send the paths again.'
  };
}

function endingFor(error: unknown): Ending {
  if (error instanceof Ended) {
    return error.ending;
  }
  const message = error instanceof Error ? error.message : String(error);
  return endings.failed(`The paths did not reach the kernel. ${message}`);
}
