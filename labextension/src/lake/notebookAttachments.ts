/** The attachments of one notebook: their states, and what brings them into its kernel. */
import { BackendError } from '../api/backend';
import type { LakesClient } from '../api/lakes';
import type { LakeFile } from '../api/schema';
import {
  type Attached,
  type Attachment,
  keyOf,
  readAttachments,
  withAttachment,
  withLake,
  withoutAttachment
} from './attachment';
import type { Consent } from './consent';
import { attachProblem } from './names';
import { filesOf, isComing } from './resolve';
import type { Carrier, Parcel, Receipt } from './toKernel';

/** How one attachment is. */
export interface AttachmentState {
  state: 'asking' | 'waiting' | 'resolving' | 'attaching' | 'ready' | 'exists' | 'failed';
  /** Files that there are, and that are here; with `ready`. */
  files?: number;
  here?: number;
  /** Some of them are on their way. */
  coming?: boolean;
  /** What has the name; with `exists`. */
  exists?: string;
  error?: { code: string; message: string; remedy: string };
}

/** What is used of a notebook. */
export interface NotebookSide {
  /** The metadata under the key; set, it is one step that is saved with the notebook. */
  metadata: unknown;
  readonly isTrusted: boolean;
  /** Whether its kernel runs and answers. */
  readonly hasKernel: boolean;
  carry(parcels: readonly Parcel[], signal: AbortSignal): ReturnType<Carrier>;
}

/** What the attachments stand on. */
export interface NotebookAttachmentsOptions {
  notebook: NotebookSide;
  lakes: Pick<LakesClient, 'files' | 'list'>;
  consent: Consent;
  changed(): void;
}

/** Asks no lake for a notebook that others wrote before the person has agreed. */
export class NotebookAttachments {
  private readonly states = new Map<string, AttachmentState>();
  private readonly files = new Map<string, readonly LakeFile[]>();
  private agreed = new Set<string>();
  private running = new AbortController();
  private postponed = false;
  /** The lake of attachments that name none: the only one. */
  private lake: string | null = null;

  constructor(private readonly options: NotebookAttachmentsOptions) {}

  dispose(): void {
    this.running.abort();
  }

  /** What is attached, as the notebook says now. */
  get attached(): Attached {
    return readAttachments(this.options.notebook.metadata);
  }

  /** Whether the person is to be asked before anything is done. */
  get asks(): boolean {
    return !this.attached.attachments.every(item => this.may(item));
  }

  /** Whether the person said “Not now”. */
  get isPostponed(): boolean {
    return this.postponed && this.asks;
  }

  /** Whether some are on their way, so that it is worth looking again. */
  get isComing(): boolean {
    return [...this.states.values()].some(({ coming }) => coming === true);
  }

  /** Whether something is attached whose files are not all here. */
  get isAway(): boolean {
    return [...this.states.values()].some(({ files = 0, here = 0 }) => here < files);
  }

  stateOf(attachment: Attachment): AttachmentState {
    const state = this.may(attachment) ? 'waiting' : 'asking';
    return this.states.get(attachment.variableName) ?? { state };
  }

  /** The person agrees to all that is attached now; `lake` is noted with those that name none. */
  async agree(lake: string | null): Promise<void> {
    const { notebook } = this.options;
    if (lake !== null) {
      notebook.metadata = withLake(notebook.metadata, lake);
    }
    this.accept(this.attached.attachments);
    await this.refresh();
  }

  /** Not now; the notebook stays as it is. */
  postpone(): void {
    this.postponed = true;
    this.options.changed();
  }

  /** Attach one more; the person asks for it, so it needs no further question. */
  async add(attachment: Attachment, overwrite = false): Promise<void> {
    const { notebook } = this.options;
    notebook.metadata = withAttachment(notebook.metadata, attachment);
    this.accept([attachment]);
    await this.bring([attachment], { overwrite });
  }

  /** Take it out of the notebook; what the kernel has stays until that ends. */
  remove(variable: string): void {
    const { notebook } = this.options;
    notebook.metadata = withoutAttachment(notebook.metadata, variable);
    this.states.delete(variable);
    this.options.changed();
  }

  /** Put one in the place of another, under a new name. */
  async rename(attachment: Attachment, variable: string): Promise<void> {
    this.remove(attachment.variableName);
    await this.add({ ...attachment, variableName: variable });
  }

  /** The kernel is a new one: bring what is known already, at once and without asking a lake. */
  async reattach(): Promise<void> {
    this.running.abort();
    this.running = new AbortController();
    this.states.clear();
    await this.bring(this.attached.attachments, { known: true });
  }

  /** The kernel is gone. */
  forget(): void {
    this.running.abort();
    this.running = new AbortController();
    this.states.clear();
    this.options.changed();
  }

  /** Ask the lakes anew, and bring what they say. */
  async refresh(): Promise<void> {
    await this.bring(this.attached.attachments, {});
  }

  /** Ask the lakes anew about one. */
  async retry(attachment: Attachment, overwrite = false): Promise<void> {
    await this.bring([attachment], { overwrite });
  }

  /** Somebody has logged in: what failed for want of that may go now. */
  async loggedIn(): Promise<void> {
    const wanted = this.attached.attachments.filter(item => {
      const { error } = this.stateOf(item);
      return error?.code === 'not_logged_in' || error?.code === 'login_refused';
    });
    await this.bring(wanted, {});
  }

  private may(attachment: Attachment): boolean {
    const { notebook, consent } = this.options;
    const known = notebook.isTrusted && consent.covers([attachment]);
    return known || this.agreed.has(keyOf(attachment));
  }

  private accept(attachments: readonly Attachment[]): void {
    this.options.consent.give(attachments);
    this.agreed = new Set([...this.agreed, ...attachments.map(keyOf)]);
    this.postponed = false;
  }

  private async bring(
    attachments: readonly Attachment[],
    { known = false, overwrite = false }: { known?: boolean; overwrite?: boolean }
  ): Promise<void> {
    const { notebook, changed } = this.options;
    const wanted = attachments.filter(item => this.may(item));
    if (wanted.length === 0 || !notebook.hasKernel) {
      changed();
      return;
    }
    const { signal } = this.running;
    const found = await Promise.all(wanted.map(item => this.parcel(item, known, signal)));
    const parcels = found.filter(parcel => parcel !== null);
    if (parcels.length > 0 && !signal.aborted) {
      await this.send(
        parcels.map(parcel => ({ ...parcel, overwrite })),
        signal
      );
    }
  }

  private async parcel(
    attachment: Attachment,
    known: boolean,
    signal: AbortSignal
  ): Promise<Parcel | null> {
    try {
      const problem = attachProblem(attachment.variableName);
      if (problem !== null) {
        throw new BackendError({ code: 'bad_request', message: problem, remedy: '' });
      }
      this.put(attachment, { state: 'resolving' }, signal);
      const lake = attachment.lake ?? (await this.defaultLake());
      const key = keyOf(attachment);
      const kept = known ? this.files.get(key) : undefined;
      const files = kept ?? (await filesOf(this.options.lakes, lake, attachment.did));
      this.files.set(key, files);
      return { attachment: { ...attachment, lake }, files };
    } catch (error) {
      this.put(attachment, { state: 'failed', error: infoOf(error) }, signal);
      return null;
    }
  }

  private async defaultLake(): Promise<string> {
    if (this.lake === null) {
      const lakes = await this.options.lakes.list();
      if (lakes.length !== 1) {
        throw new BackendError({
          code: 'which_lake',
          message: `The notebook does not say which of ${lakes.length} lakes it means.`,
          remedy: 'Detach it, and attach it again from the lake that has it.'
        });
      }
      this.lake = lakes[0].id;
    }
    return this.lake;
  }

  private async send(parcels: readonly Parcel[], signal: AbortSignal): Promise<void> {
    for (const { attachment } of parcels) {
      this.put(attachment, { state: 'attaching' }, signal);
    }
    try {
      const receipts = await this.options.notebook.carry(parcels, signal);
      parcels.forEach((parcel, at) => {
        this.put(parcel.attachment, stateOf(parcel, receipts[at]), signal);
      });
    } catch (error) {
      for (const { attachment } of parcels) {
        this.put(attachment, { state: 'failed', error: infoOf(error) }, signal);
      }
    }
  }

  private put(attachment: Attachment, state: AttachmentState, signal: AbortSignal): void {
    const { variableName } = attachment;
    // What was detached meanwhile has no state any more.
    const isThere = this.attached.attachments.some(item => item.variableName === variableName);
    if (!signal.aborted && isThere) {
      this.states.set(variableName, state);
      this.options.changed();
    }
  }
}

function stateOf({ files }: Parcel, receipt: Receipt | undefined): AttachmentState {
  if (receipt?.exists !== undefined) {
    return { state: 'exists', exists: receipt.exists };
  }
  if (receipt === undefined || receipt.error !== undefined || receipt.files === undefined) {
    const error = receipt?.error ?? {
      code: 'error',
      message: 'The kernel said nothing of it.',
      remedy: 'Retry.'
    };
    return { state: 'failed', error };
  }
  const { files: all, here = 0 } = receipt;
  return { state: 'ready', files: all, here, coming: files.some(isComing) };
}

function infoOf(error: unknown) {
  const { message } = error as Error;
  return error instanceof BackendError
    ? { code: error.code, message, remedy: error.remedy }
    : { code: 'error', message, remedy: 'Retry.' };
}
