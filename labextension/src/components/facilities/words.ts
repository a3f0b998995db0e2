/** What facilities, launches and jobs are called. */
import type { BatchState, Facility, FacilityFit, LaunchState } from '../../api/schema';
import { sentence } from '../words';

/** How a launch is, in words. */
export const LAUNCH_STATES: Record<LaunchState, string> = {
  waiting: 'waiting',
  starting: 'starting',
  ready: 'ready',
  failed: 'failed',
  cancelled: 'cancelled'
};

/** How a job is, in words. */
export const JOB_STATES: Record<BatchState, string> = {
  queued: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  killed: 'killed',
  lost: 'lost: its facility does not know it any more'
};

/** The dot of a job or launch. */
export const DOTS: { [state: string]: string } = {
  ready: 'done',
  done: 'done',
  failed: 'failed',
  lost: 'failed',
  killed: 'cancelled',
  cancelled: 'cancelled',
  starting: 'running',
  running: 'running'
};

/** Whether nothing more comes of a job. */
export function isOver(state: BatchState): boolean {
  return state !== 'queued' && state !== 'running';
}

/** Reasons as a sentence: `Has the data nearby.` */
export function reasons(words: readonly string[]): string {
  const [first, ...more] = words.map(word => word.trim()).filter(Boolean);
  if (first === undefined) {
    return '';
  }
  const all = [`${first[0].toUpperCase()}${first.slice(1)}`, ...more];
  return sentence(all.join('; '));
}

/** Why a facility cannot be chosen; empty where it can. */
export function hindrance(facility: Facility, fit: FacilityFit | undefined): string {
  if (facility.problem) {
    return sentence(facility.problem);
  }
  if (needsLogin(facility)) {
    return 'You are not logged in.';
  }
  return fit?.score === 0 ? reasons(fit.but) || 'It cannot run this.' : '';
}

/** Whether one has to log in there first. */
export function needsLogin({ login, is_logged_in }: Facility): boolean {
  return login !== '' && !is_logged_in;
}
