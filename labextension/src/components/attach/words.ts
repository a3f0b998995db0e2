/** What is attached to a notebook, in words. */
import type { Attachment } from '../../lake/attachment';
import type { AttachmentState } from '../../lake/notebookAttachments';
import { count, counted } from '../format';
import { sentence } from '../words';

/** How one attachment is. */
export function stateWords({ state, files = 0, here = 0, ...more }: AttachmentState): string {
  switch (state) {
    case 'asking':
      return 'not asked for yet';
    case 'waiting':
      return 'waits for the kernel';
    case 'resolving':
      return 'asking the lake…';
    case 'attaching':
      return 'attaching…';
    case 'exists':
      return `the name is taken (${more.exists})`;
    case 'failed':
      return `failed: ${failure(more.error)}`;
    default:
      return readyWords(files, here, more.coming ?? false);
  }
}

/** The dot that stands for it. */
export function stateDot({ state, files = 0, here = 0 }: AttachmentState): string {
  if (state === 'ready') {
    return here === files ? 'done' : 'cancelled';
  }
  return (
    { asking: 'unknown', waiting: 'queued', exists: 'failed', failed: 'failed' }[state as string] ??
    'running'
  );
}

/** All of a notebook's attachments in one line. */
export function summary(states: readonly AttachmentState[]): string {
  const number = (state: AttachmentState['state']) =>
    states.filter(each => each.state === state).length;
  const data = counted(states.length, 'data set');
  const failed = number('failed') + number('exists');
  if (failed > 0) {
    return `${failed} of ${data} failed to attach`;
  }
  if (number('asking') > 0) {
    return `${data}, not attached`;
  }
  if (number('waiting') > 0) {
    return `${data}, waiting for the kernel`;
  }
  if (number('ready') < states.length) {
    return `attaching ${data}…`;
  }
  const away = states.filter(({ files = 0, here = 0 }) => here < files).length;
  return away > 0 ? `${data} attached, ${away} not here` : `${data} attached, ready`;
}

/** What a notebook of somebody else is asked about. */
export function question(attachments: readonly Attachment[], lakes: readonly string[]): string {
  const named = lakes.length > 0 ? ` of ${lakes.join(', ')}` : '';
  return `This notebook asks for ${counted(attachments.length, 'data set')}${named}.`;
}

/** What is said of entries that no attachment can be read from. */
export function leftAlone(broken: number): string {
  if (broken === 0) {
    return '';
  }
  return broken === 1
    ? '1 entry makes no sense and is left alone.'
    : `${count(broken)} entries make no sense and are left alone.`;
}

function readyWords(files: number, here: number, coming: boolean): string {
  if (here === files) {
    return files === 1 ? 'ready' : `ready, ${counted(files, 'file')}`;
  }
  const away = files === 1 ? 'not here' : `${files - here} of ${counted(files, 'file')} not here`;
  return coming ? `${away}, on the way` : away;
}

function failure(error: AttachmentState['error']): string {
  const { message = '', remedy = '' } = error ?? {};
  return remedy ? `${sentence(message)} ${remedy}` : message;
}
