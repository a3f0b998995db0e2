/** Brings files of lakes into a kernel, as data alone, over the comm target `esap`. */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { BackendError } from '../api/backend';
import type { ErrorInfo, LakeFile } from '../api/schema';
import { type Channel, openChannel, register } from '../kernel/channel';
import { languageOf } from '../kernel/language';
import { Ended } from '../kernel/outcomes';
import { Watch } from '../kernel/watch';
import type { Attachment } from './attachment';

/** A DID on its way, with its files as the server saw them. */
export interface Parcel {
  attachment: Attachment & { lake: string };
  files: readonly LakeFile[];
  /** Replace what has the name; false unless the person was asked. */
  overwrite?: boolean;
}

/** What the kernel says of one of them. */
export interface Receipt {
  variable: string;
  files?: number;
  here?: number;
  /** What has the name. */
  exists?: string;
  error?: ErrorInfo;
}

interface Closing {
  ok?: { attached: Receipt[] };
  error?: ErrorInfo;
}

/** Who brings them there. */
export type Carrier = (
  session: ISessionContext,
  parcels: readonly Parcel[],
  signal: AbortSignal
) => Promise<Receipt[]>;

/** Bind the files; resolves with the kernel's word on each, rejects with {@link BackendError}. */
export const carry: Carrier = async (session, parcels, signal) => {
  const watch = new Watch(session, signal, cancelled, 'before it had the data');
  try {
    const kernel = await kernelOf(session, watch);
    let said = await converse(await openChannel(kernel, watch), parcels, watch);
    if (!said.ok && !said.error) {
      await load(kernel, watch);
      said = await converse(await openChannel(kernel, watch), parcels, watch);
    }
    if (!said.ok) {
      throw new BackendError(said.error ?? SILENT);
    }
    return said.ok.attached;
  } catch (error) {
    throw error instanceof Ended ? wordsOf(error) : error;
  } finally {
    watch.dispose();
  }
};

async function kernelOf(session: ISessionContext, watch: Watch): Promise<Kernel.IKernelConnection> {
  const kernel = session.session?.kernel;
  if (!kernel || kernel.status === 'dead') {
    throw new BackendError(NO_KERNEL);
  }
  const language = await watch.race(languageOf(session));
  if (language !== null && language !== 'python') {
    throw new BackendError({
      code: 'other-language',
      message: `This kernel speaks ${language}, not Python, and cannot have the variables.`,
      remedy: 'Download the data, and read the files in its own language.'
    });
  }
  return kernel;
}

async function load(kernel: Kernel.IKernelConnection, watch: Watch): Promise<void> {
  const { comm, subshell } = await openChannel(kernel, watch);
  try {
    await register(kernel, subshell, watch);
  } finally {
    comm.dispose();
  }
}

async function converse(
  { comm }: Channel,
  parcels: readonly Parcel[],
  watch: Watch
): Promise<Closing> {
  const closed = new Promise<Closing>(resolve => {
    comm.onClose = message => resolve(message.content.data as Closing);
  });
  try {
    comm.open({ kind: 'attach', items: parcels.map(itemOf) });
    return await watch.race(closed);
  } finally {
    comm.onClose = () => undefined;
    if (!comm.isDisposed) {
      comm.close();
    }
  }
}

function itemOf({ attachment, files, overwrite = false }: Parcel) {
  const { variableName, lake, did, type } = attachment;
  const told = files.map(({ did: file, state, path, rses, reason }) => ({
    did: `${file.scope}:${file.name}`,
    size: file.size,
    state,
    path,
    rses,
    reason
  }));
  return { variable: variableName, lake, did, type, files: told, overwrite };
}

function wordsOf({ ending }: Ended): BackendError {
  const { state, message, remedy } = ending;
  return new BackendError({
    code: state,
    message,
    remedy: state === 'no-package' ? 'Run %pip install esap-jupyter in the notebook.' : remedy
  });
}

function cancelled(): Ended {
  return new Ended({ state: 'cancelled', message: 'Cancelled.', remedy: '' });
}

const SILENT = {
  code: 'error',
  message: 'The kernel closed the connection without an answer.',
  remedy: 'Retry.'
};

const NO_KERNEL = {
  code: 'no-kernel',
  message: 'This notebook has no running kernel.',
  remedy: 'Start one; the data follow.'
};
