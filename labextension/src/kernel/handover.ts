import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { BackendError } from '../api/backend';
import { type Channel, openChannel, register } from './channel';
import { Exchange } from './exchange';
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
import type {
  HandoverOptions,
  HandoverProgressState,
  HandoverRequest,
  IKernelHandover,
  Outcome,
  TableSource
} from './types';
import { Watch } from './watch';

/**
 * Hands results to kernels over the comm target `esap`.
 *
 * It keeps no record of which kernels have the target: a kernel without it closes the comm with
 * nothing, whether it is fresh, restarted or another one, and is then asked to register it. So
 * there is nothing to forget, and nothing to forget wrongly.
 */
export class KernelHandover implements IKernelHandover {
  private readonly table: TableSource;

  constructor(options: { table: TableSource }) {
    this.table = options.table;
  }

  async send(request: HandoverRequest, options: HandoverOptions = {}): Promise<Outcome> {
    const problem = nameProblem(request.variable);
    if (problem !== null) {
      return outcome(request, endings.failed(problem, 'Choose a name such as m31 or my_stars.'));
    }
    if (!request.session) {
      return outcome(request, endings.noKernel());
    }
    const delivery = new Delivery(request.session, request, options, this.table);
    try {
      return outcome(request, await delivery.run());
    } catch (error) {
      return outcome(request, endingFor(error));
    } finally {
      delivery.dispose();
    }
  }
}

/** One hand-over while it lasts. */
class Delivery {
  private readonly watch: Watch;
  private exchange: Exchange | null = null;

  constructor(
    private readonly session: ISessionContext,
    private readonly request: HandoverRequest,
    private readonly options: HandoverOptions,
    private readonly table: TableSource
  ) {
    this.watch = new Watch(session, options.signal, () => this.cancelled());
  }

  async run(): Promise<Ending> {
    const kernel = await this.kernel();
    this.sayIfBusy(kernel);
    const language = await this.watch.race(languageOf(this.session));
    if (language !== null && language !== 'python') {
      return endings.otherLanguage(language);
    }
    let reply = await this.converse(kernel, await openChannel(kernel, this.watch));
    if (isUnregistered(reply)) {
      reply = await this.converse(kernel, await this.registered(kernel));
    }
    return { language: 'python', ...endingOf(reply) };
  }

  dispose(): void {
    this.watch.dispose();
    this.exchange?.abandon();
  }

  private async kernel(): Promise<Kernel.IKernelConnection> {
    if (!this.session.isReady && !this.session.session?.kernel) {
      this.say('waiting', 'Waiting for the kernel to start.');
      await this.watch.race(this.session.ready);
    }
    const kernel = this.session.session?.kernel;
    if (!kernel) {
      throw new Ended(endings.noKernel());
    }
    if (kernel.status === 'dead') {
      throw new Ended(endings.dead());
    }
    return kernel;
  }

  private async registered(kernel: Kernel.IKernelConnection): Promise<Channel> {
    const channel = await openChannel(kernel, this.watch);
    this.say('registering', 'Loading esap_jupyter in the kernel.');
    try {
      await register(kernel, channel.subshell, this.watch);
    } catch (error) {
      channel.comm.dispose();
      throw error;
    }
    return channel;
  }

  private converse(kernel: Kernel.IKernelConnection, channel: Channel): Promise<KernelReply> {
    if (channel.subshell === null) {
      this.sayIfBusy(kernel);
    } else {
      this.saySending();
    }
    const { request, table, options } = this;
    const onFree = () => this.saySending();
    this.exchange = new Exchange(channel.comm, request, table, options.signal, onFree);
    return this.watch.race(this.exchange.run());
  }

  private cancelled(): Ended {
    const begun = this.exchange?.begun ?? false;
    const warning = `Cancelled, but the kernel had begun: ${this.request.variable} may still appear.`;
    return new Ended(endings.cancelled(begun ? warning : undefined));
  }

  private sayIfBusy(kernel: Kernel.IKernelConnection): void {
    if (kernel.status === 'busy') {
      this.say('waiting', 'The kernel is busy. The table follows when the running cell has ended.');
    }
  }

  private saySending(): void {
    this.say('sending', `Sending ${this.request.variable} to the kernel.`);
  }

  private say(state: HandoverProgressState, message: string): void {
    const remedy = state === 'waiting' ? 'Cancel, or interrupt the kernel.' : '';
    this.options.onState?.({ state, message, remedy });
  }
}

function outcome(request: HandoverRequest, ending: Ending): Outcome {
  return { variable: request.variable, ...ending };
}

function endingFor(error: unknown): Ending {
  if (error instanceof Ended) {
    return error.ending;
  }
  const message = error instanceof Error ? error.message : String(error);
  const remedy = error instanceof BackendError && error.remedy ? error.remedy : undefined;
  return endings.failed(`The table did not reach the kernel. ${message}`, remedy);
}
