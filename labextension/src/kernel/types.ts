import type { ISessionContext } from '@jupyterlab/apputils';
import type { Result } from '../api/schema';

/** What the kernel makes of a result. */
export type HandoverForm = 'astropy' | 'qtable' | 'pandas' | 'arrow' | 'polars';

/** The forms in the order in which a menu offers them, with their names for people. */
export const HANDOVER_FORMS: readonly { form: HandoverForm; label: string }[] = [
  { form: 'astropy', label: 'Astropy table' },
  { form: 'qtable', label: 'Astropy table with quantities' },
  { form: 'pandas', label: 'pandas data frame' },
  { form: 'polars', label: 'Polars data frame' },
  { form: 'arrow', label: 'Arrow table' }
];

/** States on the way; each has a message, and `send` reports them through `onState`. */
export type HandoverProgressState = 'registering' | 'waiting' | 'sending';

/**
 * How a hand-over ended. Only `ready` means that the variable stands in the kernel: the kernel
 * itself has said so.
 *
 * - `exists`: the name is taken; ask, then send again with `overwrite: true`.
 * - `no-package`: the kernel's environment lacks `esap_jupyter`; offer `fallbackCell`.
 * - `other-language`: an R, Julia, … kernel; offer `fallbackCell`.
 * - `no-kernel`: no notebook, none chosen, or it is dead.
 */
export type HandoverOutcomeState =
  | 'ready'
  | 'exists'
  | 'no-package'
  | 'other-language'
  | 'no-kernel'
  | 'failed'
  | 'cancelled';

/** Where a hand-over stands, in words for a person. */
export interface HandoverStatus<State = HandoverProgressState> {
  state: State;
  message: string;
  /** What the person can do; empty where there is nothing to do. */
  remedy: string;
}

/** How a hand-over ended, in words for a person. */
export interface Outcome extends HandoverStatus<HandoverOutcomeState> {
  /** The name as the kernel bound it (`ready`) or as it was asked for. */
  variable: string;
  /** Rows that the kernel counted; only with `ready`. */
  rows?: number;
  /** Type of the value that has the name; only with `exists`. */
  existing?: string;
  /** The kernel's language, in lower case, where it is known. */
  language?: string;
}

/** What to hand over, and to whom. */
export interface HandoverRequest {
  session: ISessionContext | null;
  result: Pick<Result, 'id' | 'name' | 'path' | 'rows' | 'size'>;
  variable: string;
  form: HandoverForm;
  /** Replace the value that has the name; false unless the person was asked. */
  overwrite?: boolean;
}

/** How to watch and to stop a hand-over. */
export interface HandoverOptions {
  onState?: (status: HandoverStatus) => void;
  signal?: AbortSignal;
}

/** Bytes `[offset, offset + length)` of a result's Arrow file. */
export type TableSource = (
  result: string,
  offset: number,
  length: number,
  signal?: AbortSignal
) => Promise<ArrayBuffer>;

/** Brings results into kernels. */
export interface IKernelHandover {
  /** Never rejects: what goes wrong is an outcome. */
  send(request: HandoverRequest, options?: HandoverOptions): Promise<Outcome>;
}
