import { counted } from '../components/format';
import type { Outcome } from './types';

/** An outcome without the variable, which the caller knows. */
export type Ending = Omit<Outcome, 'variable'> & { variable?: string };

/** Thrown inside a hand-over to end it with an outcome. */
export class Ended extends Error {
  constructor(readonly ending: Ending) {
    super(ending.message);
    this.name = 'Ended';
  }
}

/** The endings that the front end itself states. */
export const endings = {
  cancelled: (message = 'Cancelled. Nothing was sent to the kernel.'): Ending => ({
    state: 'cancelled',
    message,
    remedy: ''
  }),
  dead: (): Ending => ({
    state: 'no-kernel',
    message: 'The kernel of this notebook is dead.',
    remedy: 'Restart the kernel, then send again.'
  }),
  failed: (message: string, remedy = 'Send again.'): Ending => ({
    state: 'failed',
    message,
    remedy
  }),
  noKernel: (): Ending => ({
    state: 'no-kernel',
    message: 'There is no notebook with a kernel.',
    remedy: 'Open or create a notebook, then send again.'
  }),
  noPackage: (detail: string): Ending => ({
    state: 'no-package',
    message: `The environment of this kernel has no usable esap_jupyter (${detail}).`,
    remedy:
      'Run %pip install esap-jupyter in the notebook, or save a file and insert the cell that ' +
      'reads it.'
  }),
  otherLanguage: (language: string): Ending => ({
    state: 'other-language',
    language,
    message: `This kernel speaks ${language}, not Python.`,
    remedy: 'Save a file and insert the cell that reads it in its own language.'
  })
};

/** What the kernel said when it closed the comm. */
export interface KernelReply {
  ok?: { rows: number; variable: string };
  exists?: { type: string; variable: string };
  error?: { code: string; message: string; remedy: string };
}

/** Whether the kernel has no such comm target: it then closes with nothing to say. */
export function isUnregistered(reply: KernelReply): boolean {
  return !reply.ok && !reply.exists && !reply.error;
}

/** The kernel's answer in words. */
export function endingOf(reply: KernelReply): Ending {
  const { ok, exists, error } = reply;
  if (ok) {
    return {
      state: 'ready',
      message: `${ok.variable} is in the kernel (${counted(ok.rows, 'row')}).`,
      remedy: '',
      rows: ok.rows,
      variable: ok.variable
    };
  }
  if (exists) {
    return {
      state: 'exists',
      message:
        exists.type === 'builtin'
          ? `${exists.variable} is a function or type of Python itself; it would be hidden.`
          : `${exists.variable} exists in the kernel already (${exists.type}).`,
      remedy: 'Choose another name, or overwrite it.',
      existing: exists.type,
      variable: exists.variable
    };
  }
  return error
    ? endings.failed(error.message, error.remedy)
    : endings.failed('The kernel closed the connection without an answer.');
}
