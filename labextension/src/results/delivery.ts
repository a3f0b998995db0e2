/** A result on its way into a kernel, told as notices with their ways out. */
import type { WorkspaceBackend } from '../api/backend';
import type { Result } from '../api/schema';
import { counted } from '../components/format';
import type { Action, NoticeContent } from '../components/notice';
import type { HandoverForm, HandoverStatus, IKernelHandover, Outcome } from '../kernel';
import { createNotebook } from './creation';
import { FileCell } from './fileCell';
import type { Notebook } from './notebook';
import type { Notebooks } from './notebooks';

/** Whoever brings results into kernels. */
export type KernelSender = IKernelHandover;

/** What a delivery stands on, and how it is heard. */
export interface DeliveryOptions {
  backend: WorkspaceBackend;
  handover: KernelSender;
  notebooks: Notebooks;
  result: Result;
  say(content: NoticeContent | null): void;
  /** The person wants another name. */
  rename(): void;
}

/** What is asked for; a repetition goes to the same notebook and the same variable. */
interface Errand {
  notebook: Notebook | null;
  variable: string;
  form: HandoverForm;
}

/** Sends one result, one at a time. */
export class Delivery {
  private running: AbortController | null = null;
  private readonly fileCell: FileCell;

  constructor(private readonly options: DeliveryOptions) {
    this.fileCell = new FileCell(options);
  }

  dispose(): void {
    this.running?.abort();
  }

  /** Send to the notebook that is the current one now, and say how it goes. */
  async send(variable: string, form: HandoverForm): Promise<void> {
    await this.run({ notebook: this.options.notebooks.current, variable, form });
  }

  private async run(errand: Errand, overwrite = false): Promise<void> {
    const { notebook, variable, form } = errand;
    const { handover, result } = this.options;
    const session = notebook?.session ?? null;
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const message = `Sending ${variable} to ${notebook?.name ?? 'a notebook'}.`;
    this.progress({ state: 'sending', message, remedy: '' });
    const outcome = await handover.send(
      { session, result, variable, form, overwrite },
      { signal: running.signal, onState: status => this.progress(status) }
    );
    if (this.running === running) {
      this.running = null;
      this.tell(outcome, errand);
    }
  }

  private progress(status: HandoverStatus): void {
    const cancel = { label: 'Cancel', run: () => this.running?.abort() };
    this.options.say({ kind: 'info', ...status, actions: [cancel] });
  }

  private tell(outcome: Outcome, errand: Errand): void {
    const { notebook } = errand;
    const { message, remedy, state } = outcome;
    const actions = this.actions(outcome, errand);
    if (state === 'ready') {
      const rows = counted(outcome.rows ?? this.options.result.rows, 'row');
      const ready = `${outcome.variable} is in notebook ${notebook?.name} (${rows}).`;
      this.options.say({ kind: 'success', message: ready, actions });
    } else {
      const kind = state === 'failed' ? 'error' : 'warning';
      this.options.say({ kind, message, remedy, actions });
    }
  }

  private actions(outcome: Outcome, errand: Errand): Action[] {
    const { notebook, variable } = errand;
    const retry = { label: 'Retry', run: () => void this.run(errand) };
    if (!notebook) {
      return [{ label: 'Create a notebook', run: () => void this.create(errand) }];
    }
    const saving = this.fileCell.offer(notebook, variable, outcome.language ?? 'python');
    switch (outcome.state) {
      case 'ready':
        return [{ label: 'Show notebook', run: () => notebook.show() }];
      case 'exists':
        return [
          { label: 'Overwrite', run: () => void this.run(errand, true) },
          { label: 'Choose another name', run: () => this.options.rename() }
        ];
      case 'no-package':
        return [saving, retry];
      case 'other-language':
        return [saving];
      default:
        return [retry];
    }
  }

  private async create(errand: Errand): Promise<void> {
    const { notebooks, say } = this.options;
    const notebook = await createNotebook(notebooks, say);
    if (notebook) {
      await this.run({ ...errand, notebook });
    }
  }
}
