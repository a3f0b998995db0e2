/** A result on its way into a kernel, told as notices with their ways out. */
import { type Backend, BackendError } from '../api/backend';
import type { Result } from '../api/schema';
import { counted } from '../components/format';
import type { Action, NoticeContent } from '../components/notice';
import {
  fallbackCell,
  type HandoverForm,
  type HandoverStatus,
  type IKernelHandover,
  type Outcome
} from '../kernel';
import type { Notebooks } from './notebooks';

/** Whoever brings results into kernels. */
export type KernelSender = IKernelHandover;

/** What a delivery stands on, and how it is heard. */
export interface DeliveryOptions {
  backend: Backend;
  handover: KernelSender;
  notebooks: Notebooks;
  result: Result;
  say(content: NoticeContent | null): void;
  /** The person wants another name. */
  rename(): void;
}

/** Sends one result, one at a time. */
export class Delivery {
  private running: AbortController | null = null;

  constructor(private readonly options: DeliveryOptions) {}

  dispose(): void {
    this.running?.abort();
  }

  /** Send, and say how it goes. */
  async send(variable: string, form: HandoverForm, overwrite: boolean): Promise<void> {
    const { handover, notebooks, result } = this.options;
    const session = notebooks.current?.sessionContext ?? null;
    const name = notebooks.name ?? '';
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    this.progress({ state: 'sending', message: `Sending ${variable} to ${name}.`, remedy: '' });
    const outcome = await handover.send(
      { session, result, variable, form, overwrite },
      { signal: running.signal, onState: status => this.progress(status) }
    );
    if (this.running === running) {
      this.running = null;
      this.tell(outcome, form, name);
    }
  }

  private progress(status: HandoverStatus): void {
    const cancel = { label: 'Cancel', run: () => this.running?.abort() };
    this.options.say({ kind: 'info', ...status, actions: [cancel] });
  }

  private tell(outcome: Outcome, form: HandoverForm, notebook: string): void {
    const { message, remedy } = outcome;
    const ready = outcome.state === 'ready';
    const rows = counted(outcome.rows ?? this.options.result.rows, 'row');
    this.options.say({
      kind: ready ? 'success' : outcome.state === 'failed' ? 'error' : 'warning',
      message: ready ? `${outcome.variable} is in notebook ${notebook} (${rows}).` : message,
      remedy: ready ? '' : remedy,
      actions: this.actions(outcome, form)
    });
  }

  private actions(outcome: Outcome, form: HandoverForm): Action[] {
    const { notebooks, rename } = this.options;
    const send = (overwrite: boolean) => void this.send(outcome.variable, form, overwrite);
    const saving = {
      label: 'Save file and insert cell',
      run: () => void this.fallBack(outcome, false)
    };
    switch (outcome.state) {
      case 'ready':
        return [{ label: 'Show notebook', run: () => notebooks.show() }];
      case 'exists':
        return [
          { label: 'Overwrite', run: () => send(true) },
          { label: 'Choose another name', run: rename }
        ];
      case 'no-package':
        return [saving, { label: 'Retry', run: () => send(false) }];
      case 'other-language':
        return [saving];
      case 'no-kernel':
        return notebooks.current
          ? [{ label: 'Retry', run: () => send(false) }]
          : [{ label: 'Create a notebook', run: () => void this.createAndSend(outcome, form) }];
      default:
        return [{ label: 'Retry', run: () => send(false) }];
    }
  }

  private async createAndSend(outcome: Outcome, form: HandoverForm): Promise<void> {
    const { notebooks, say } = this.options;
    say({ kind: 'info', message: 'Creating a notebook…' });
    try {
      await notebooks.create();
    } catch (error) {
      say({ kind: 'error', message: `No notebook was created. ${(error as Error).message}` });
      return;
    }
    if (notebooks.current) {
      await this.send(outcome.variable, form, false);
    } else {
      say({ kind: 'info', message: 'The notebook is open elsewhere. Open the result there.' });
    }
  }

  private async fallBack(outcome: Outcome, overwrite: boolean): Promise<void> {
    const { backend, notebooks, result, say } = this.options;
    const { variable, language = 'python' } = outcome;
    try {
      const { directory } = notebooks;
      const made = await fallbackCell(backend, {
        result,
        variable,
        language,
        directory,
        overwrite
      });
      notebooks.insert(made.code);
      const message = `${made.path} is saved, and a cell that reads it is in ${notebooks.name}.`;
      const show = { label: 'Show notebook', run: () => notebooks.show() };
      say({ kind: 'success', message, remedy: 'Run the cell.', actions: [show] });
    } catch (error) {
      say(this.notSaved(error as Error, outcome));
    }
  }

  private notSaved(error: Error, outcome: Outcome): NoticeContent {
    const conflict = error instanceof BackendError && error.code === 'conflict';
    const again = (overwrite: boolean) => void this.fallBack(outcome, overwrite);
    return {
      kind: conflict ? 'warning' : 'error',
      message: error.message,
      remedy: error instanceof BackendError && !conflict ? error.remedy : '',
      actions: [
        conflict
          ? { label: 'Overwrite', run: () => again(true) }
          : { label: 'Retry', run: () => again(false) }
      ]
    };
  }
}
