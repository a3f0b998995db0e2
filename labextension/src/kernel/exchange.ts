import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { KernelReply } from './outcomes';
import type { HandoverRequest, TableSource } from './types';

/** Bytes a message may carry; the server's websocket breaks at 10 MiB. */
export const SLICE = 8_000_000;

/** What the kernel asks for on the way. */
interface Need {
  held?: boolean;
  nofile?: boolean;
  offset?: number;
}

/** Conversation over one comm, from its opening to the kernel's answer. */
export class Exchange {
  /** Whether the kernel was told to go on; from then on it may bind the variable. */
  begun = false;

  constructor(
    private readonly comm: Kernel.IComm,
    private readonly request: HandoverRequest,
    private readonly table: TableSource,
    private readonly signal: AbortSignal | undefined,
    private readonly onFree: () => void
  ) {}

  /** Open the comm; resolves with what the kernel closes it with. */
  run(): Promise<KernelReply> {
    return new Promise((resolve, reject) => {
      this.comm.onMsg = message => {
        // Not awaited: the kernel's other messages must not wait for a slice.
        this.answer(message.content.data as Need).catch(reject);
      };
      this.comm.onClose = (message: KernelMessage.ICommCloseMsg) => {
        resolve(message.content.data as KernelReply);
      };
      this.comm.open(openingOf(this.request));
    });
  }

  /** Leave the conversation; what was not begun will not happen. */
  abandon(): void {
    if (!this.comm.isDisposed) {
      this.comm.onMsg = () => undefined;
      this.comm.onClose = () => undefined;
      this.comm.close();
    }
  }

  private async answer(need: Need): Promise<void> {
    if (need.held) {
      this.onFree();
      this.begun = true;
      this.comm.send({ go: true });
    } else if (need.nofile) {
      await this.sendSlice(need.offset ?? 0);
    }
  }

  private async sendSlice(offset: number): Promise<void> {
    const { id, size } = this.request.result;
    const length = Math.min(SLICE, size - offset);
    const slice = await this.table(id, offset, length, this.signal);
    if (!this.comm.isDisposed) {
      this.comm.send({ offset }, undefined, [slice]);
    }
  }
}

function openingOf({ result, variable, form, overwrite }: HandoverRequest) {
  return {
    variable,
    form,
    path: result.path,
    size: result.size,
    rows: result.rows,
    result: result.name,
    overwrite: overwrite ?? false,
    hold: true
  };
}
