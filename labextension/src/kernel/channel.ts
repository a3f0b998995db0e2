import { CommsOverSubshells, type Kernel, KernelMessage } from '@jupyterlab/services';
import { Ended, endings } from './outcomes';
import type { Watch } from './watch';

const TARGET = 'esap';

/**
 * The only line of code that is ever run on a person's behalf. It is constant, registers the comm
 * target, and binds no name.
 */
export const REGISTER = '__import__("esap_jupyter.kernel")';

/** What JupyterLab's comms have where the kernel has subshells, and `IComm` does not say. */
interface SubshellComm extends Kernel.IComm {
  readonly subshellId?: string | null;
  readonly subshellStarted?: Promise<void>;
}

/** A comm on the target `esap`, in a subshell where the kernel has them. */
export interface Channel {
  comm: Kernel.IComm;
  /** Where messages run beside a busy cell; null when they wait for it. */
  subshell: string | null;
}

/** Make a comm that is not yet open. */
export async function openChannel(
  kernel: Kernel.IKernelConnection,
  watch: Watch
): Promise<Channel> {
  if (!kernel.handleComms) {
    throw new Ended(
      endings.failed(
        'This view shares its kernel with another one, which alone may receive tables.',
        'Send from the notebook that was opened first, or insert the code.'
      )
    );
  }
  const comm = kernel.createComm(TARGET) as SubshellComm;
  try {
    await watch.race(kernel.info);
    return { comm, subshell: await watch.race(subshellOf(kernel, comm)) };
  } catch (error) {
    comm.dispose();
    throw error;
  }
}

/** Without subshells, `subshellStarted` never resolves; it must not be waited for. */
async function subshellOf(
  kernel: Kernel.IKernelConnection,
  comm: SubshellComm
): Promise<string | null> {
  if (!kernel.supportsSubshells || comm.commsOverSubshells === CommsOverSubshells.Disabled) {
    return null;
  }
  return (comm.subshellStarted ?? Promise.resolve()).then(
    () => comm.subshellId ?? null,
    () => null
  );
}

/**
 * Register the comm target in the kernel.
 *
 * @throws Ended when the kernel's environment has no usable package.
 */
export async function register(
  kernel: Kernel.IKernelConnection,
  subshell: string | null,
  watch: Watch
): Promise<void> {
  const request = KernelMessage.createMessage<KernelMessage.IExecuteRequestMsg>({
    msgType: 'execute_request',
    channel: 'shell',
    username: kernel.username,
    session: kernel.clientId,
    subshellId: subshell,
    content: {
      code: REGISTER,
      silent: true,
      store_history: false,
      allow_stdin: false,
      stop_on_error: false,
      user_expressions: {}
    }
  });
  const future = kernel.sendShellMessage(request, true, true);
  const reply = (await watch.race(future.done)) as KernelMessage.IExecuteReplyMsg;
  if (reply.content.status === 'error') {
    const { ename, evalue } = reply.content;
    throw new Ended(
      ename === 'ModuleNotFoundError'
        ? endings.noPackage(evalue)
        : endings.failed(`esap_jupyter does not load in the kernel. ${ename}: ${evalue}`, '')
    );
  }
  if (reply.content.status !== 'ok') {
    throw new Ended(endings.failed('The kernel refused to load esap_jupyter.'));
  }
}
