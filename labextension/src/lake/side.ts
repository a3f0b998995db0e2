/** A notebook of JupyterLab, as attachments see it, and when its kernel is a new one. */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import type { Subscription } from '../api/backend';
import { METADATA_KEY } from './attachment';
import type { NotebookSide } from './notebookAttachments';
import { carry, type Parcel } from './toKernel';

/** Reads and writes the panel's own model. */
export class PanelSide implements NotebookSide {
  constructor(private readonly panel: NotebookPanel) {}

  get metadata(): unknown {
    return this.panel.model?.getMetadata(METADATA_KEY);
  }

  set metadata(entries: unknown) {
    const { model } = this.panel;
    if (model?.readOnly) {
      throw new Error(`${this.panel.title.label} is read-only.`);
    }
    if (Array.isArray(entries) && entries.length > 0) {
      model?.setMetadata(METADATA_KEY, entries);
    } else {
      model?.deleteMetadata(METADATA_KEY);
    }
  }

  get isTrusted(): boolean {
    const cells = this.panel.model?.cells;
    return cells !== undefined && [...cells].every(cell => cell.type !== 'code' || cell.trusted);
  }

  get hasKernel(): boolean {
    const kernel = this.panel.sessionContext.session?.kernel;
    return kernel !== undefined && kernel !== null && !GONE.has(kernel.status);
  }

  carry(parcels: readonly Parcel[], signal: AbortSignal) {
    return carry(this.panel.sessionContext, parcels, signal);
  }
}

const GONE: ReadonlySet<Kernel.Status> = new Set([
  'dead',
  'restarting',
  'autorestarting',
  'terminating',
  'unknown'
]);

/** Who wants to know of a notebook's kernel. */
export interface KernelListener {
  /** A kernel that answers, and that has nothing of what another one had. */
  fresh(): void;
  gone(): void;
}

/** Tell when a session has a fresh kernel that answers, however it came about. */
export function watchKernel(session: ISessionContext, listener: KernelListener): Subscription {
  let waiting = true;
  // A kernel says that it is restarting before it is, so its next answer is what counts.
  const status = (_: ISessionContext, now: Kernel.Status) => {
    if (
      now === 'restarting' ||
      now === 'autorestarting' ||
      now === 'dead' ||
      now === 'terminating'
    ) {
      waiting = true;
      listener.gone();
    } else if (waiting && (now === 'idle' || now === 'busy')) {
      waiting = false;
      listener.fresh();
    }
  };
  const kernel = () => {
    waiting = true;
    listener.gone();
    const now = session.session?.kernel?.status;
    if (now) {
      status(session, now);
    }
  };
  session.statusChanged.connect(status);
  session.kernelChanged.connect(kernel);
  const now = session.session?.kernel?.status;
  if (now) {
    status(session, now);
  }
  return {
    dispose: () => {
      session.statusChanged.disconnect(status);
      session.kernelChanged.disconnect(kernel);
    }
  };
}
