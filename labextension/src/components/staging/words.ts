/** Plans and transfers in words. */
import type {
  PlannedFile,
  StagePlan,
  StageWay,
  TransferFile,
  TransferFileState
} from '../../api/schema';
import { bytes, counted } from '../format';
import { errorWords } from '../words';

/** How a file comes. */
export const WAYS: Record<StageWay, string> = {
  https: 'over the web',
  s3: 'from object storage',
  mounted: 'opened where it lies',
  lake: 'from the data lake',
  tape: 'from tape',
  other: 'by another way'
};

/** The states of the files of a job. */
export const FILE_STATES: Record<TransferFileState, string> = {
  queued: 'waiting its turn',
  running: 'coming',
  waiting: 'waiting for tape',
  done: 'is here',
  here: 'was here already',
  failed: 'failed'
};

/** Which dot shows a state. */
export const FILE_DOTS: Record<TransferFileState, string> = {
  queued: '',
  running: 'running',
  waiting: '',
  done: 'done',
  here: 'done',
  failed: 'failed'
};

/** What a plan would do, in parts that a line shows one after the other. */
export function planWords(plan: StagePlan): string {
  const about = plan.estimated > 0 ? 'about ' : '';
  const sized = Number(plan.size) > 0 ? `${about}${bytes(Number(plan.size))} to fetch` : '';
  const later = plan.later > 0 ? `${counted(plan.later, 'row')} asked when their turn comes` : '';
  return [
    counted(plan.total, 'file'),
    sized || (plan.fetch > 0 ? `${counted(plan.fetch, 'file')} to fetch` : ''),
    plan.here > 0 ? `${counted(plan.here, 'file')} here already` : '',
    plan.unknown > 0 ? `${counted(plan.unknown, 'file')} of unknown size` : '',
    plan.wait > 0 ? `${counted(plan.wait, 'file')} on tape` : '',
    plan.failed > 0 ? `${counted(plan.failed, 'file')} cannot be had` : '',
    later,
    plan.free === null ? '' : `${bytes(Number(plan.free))} free on the disk`
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What becomes of a file of a plan. */
export function plannedWords(file: PlannedFile): string {
  if (file.state === 'failed') {
    return file.error ? errorWords(file.error) : 'It cannot be had.';
  }
  if (file.state === 'here') {
    return file.way === 'mounted' ? WAYS.mounted : 'is here already';
  }
  return file.why || WAYS[file.way];
}

/** How far a file of a job is. */
export function fileWords(file: TransferFile): string {
  const { state, size, done, error, message } = file;
  if (state === 'failed') {
    return error ? errorWords(error) : 'failed';
  }
  const sum = size === null ? '' : bytes(Number(size));
  if (state === 'running') {
    const far = Number(done) > 0 ? bytes(Number(done)) : '';
    return [message || FILE_STATES.running, far && sum ? `${far} of ${sum}` : far || sum]
      .filter(Boolean)
      .join(' · ');
  }
  const checked = file.verified.length > 0 ? `${file.verified.join(', ')} checked` : '';
  const way = file.way === 'https' || file.way === 'other' ? '' : WAYS[file.way];
  return [message || FILE_STATES[state], sum, checked, way].filter(Boolean).join(' · ');
}
