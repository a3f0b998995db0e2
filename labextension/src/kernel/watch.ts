import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { Ended, endings } from './outcomes';

const LOST = 'before it had the table';

/** Ends a hand-over when the person cancels it or its kernel goes away, so that none hangs. */
export class Watch {
  private readonly lost: Promise<never>;
  private reject: (reason: Ended) => void = () => undefined;

  constructor(
    private readonly session: ISessionContext,
    private readonly signal: AbortSignal | undefined,
    private readonly cancelled: () => Ended,
    private readonly before = LOST
  ) {
    this.lost = new Promise<never>((_, reject) => {
      this.reject = reject;
    });
    // The race may be over before anybody looks.
    this.lost.catch(() => undefined);
    session.statusChanged.connect(this.onStatus, this);
    session.kernelChanged.connect(this.onKernel, this);
    session.disposed.connect(this.onDisposed, this);
    signal?.addEventListener('abort', this.onAbort);
    if (signal?.aborted) {
      this.onAbort();
    }
  }

  /** The promise's value, unless the hand-over ends first. */
  race<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([this.lost, promise]);
  }

  dispose(): void {
    this.session.statusChanged.disconnect(this.onStatus, this);
    this.session.kernelChanged.disconnect(this.onKernel, this);
    this.session.disposed.disconnect(this.onDisposed, this);
    this.signal?.removeEventListener('abort', this.onAbort);
  }

  private onStatus(_: ISessionContext, status: Kernel.Status): void {
    if (status === 'restarting') {
      this.end(`The kernel was restarted ${this.before}.`);
    } else if (status === 'autorestarting') {
      this.end(`The kernel died ${this.before}, and is being restarted.`);
    } else if (status === 'dead' || status === 'terminating') {
      this.end(`The kernel died ${this.before}.`, 'Restart the kernel, then send again.');
    }
  }

  private onKernel(): void {
    // A context that starts its first kernel reports that as a change, too.
    if (this.session.isReady) {
      this.end(`The notebook changed to another kernel ${this.before}.`);
    }
  }

  private onDisposed(): void {
    this.end(`The notebook was closed ${this.before}.`, 'Open a notebook, then send again.');
  }

  private readonly onAbort = (): void => {
    this.reject(this.cancelled());
  };

  private end(message: string, remedy?: string): void {
    this.reject(new Ended(endings.failed(message, remedy)));
  }
}
