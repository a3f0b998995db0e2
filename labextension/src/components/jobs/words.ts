/** Jobs in plain words; the phases in the same words as in Python. */
import type { Activity, Job, JobPhase } from '../../api/schema';
import { seconds } from '../format';

const PHASES: Record<JobPhase, string> = {
  PENDING: 'not started',
  QUEUED: 'waits for its turn',
  EXECUTING: 'running',
  COMPLETED: 'done',
  ERROR: 'failed',
  ABORTED: 'stopped',
  UNKNOWN: 'state unknown',
  HELD: 'held back by the service',
  SUSPENDED: 'paused by the service',
  ARCHIVED: 'done, but its result is removed'
};

const DOTS: Partial<Record<JobPhase, Activity['state']>> = {
  QUEUED: 'queued',
  EXECUTING: 'running',
  COMPLETED: 'done',
  ERROR: 'failed',
  ABORTED: 'cancelled',
  ARCHIVED: 'cancelled'
};

const OVER: ReadonlySet<JobPhase> = new Set(['COMPLETED', 'ERROR', 'ABORTED', 'ARCHIVED']);

/** Whether nothing more happens to it. */
export function isOver(job: Job): boolean {
  return job.gone || OVER.has(job.phase);
}

/** Whether there is a table to be had of it, now or later. */
export function hasTable(job: Job): boolean {
  return !job.gone && (!isOver(job) || job.phase === 'COMPLETED');
}

/** How it is, and how long it has computed. */
export function stateWords(job: Job, now: number = Date.now() / 1000): string {
  const words = job.gone ? 'deleted at the service' : PHASES[job.phase];
  const time = runtime(job, now);
  return time === null ? words : `${words} · ${seconds(time)}`;
}

/** The shape and colour of its state. */
export function dotState(job: Job): string {
  return job.gone ? 'cancelled' : (DOTS[job.phase] ?? '');
}

/** What to call it: what was searched, or what it asks. */
export function nameOf(job: Job): string {
  const query = job.query.replace(/\s+/g, ' ').trim();
  return job.title || query || job.run_id || job.url.replace(/^.*\//, '');
}

function runtime(job: Job, now: number): number | null {
  if (job.started === null) {
    return null;
  }
  const end = job.ended ?? (job.phase === 'EXECUTING' ? now : null);
  return end === null ? null : Math.max(0, end - job.started);
}
