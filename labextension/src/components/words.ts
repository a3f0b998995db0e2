/** States in words, the same in panel, tabs and widgets. */
import type { Activity, Archive, ErrorInfo } from '../api/schema';
import { amount, count, counted } from './format';

/** The states of archives, in words. */
export const ARCHIVE_STATES: Record<Archive['state'], string> = {
  unknown: 'not contacted yet',
  checking: 'checking…',
  reachable: 'reachable',
  unreachable: 'not reachable',
  unavailable: 'not available in this version'
};

/** The state of an archive, with its reason where there is one. */
export function archiveState(archive: Archive): string {
  if (archive.state === 'unavailable') {
    return archive.reason || ARCHIVE_STATES.unavailable;
  }
  const words = ARCHIVE_STATES[archive.state];
  return archive.reason ? `${words}: ${archive.reason}` : words;
}

/** How far an activity has come, or how it ended. */
export function activityState(activity: Activity): string {
  switch (activity.state) {
    case 'queued':
      // A job of transfers says what it waits for.
      return (activity.transfer && activity.message) || 'waiting';
    case 'running':
      return progress(activity);
    case 'done':
      return activity.rows === null ? (activity.path ?? 'done') : rowsFound(activity);
    default:
      return activity.result && activity.rows
        ? `${activity.state}, ${counted(activity.rows, 'row')} kept`
        : activity.state;
  }
}

function rowsFound(activity: Activity): string {
  return counted(activity.rows ?? 0, 'row') + (activity.truncated ? ', truncated' : '');
}

function progress(activity: Activity): string {
  const what = activity.message || 'searching';
  const { done, total, unit } = activity;
  if (!done) {
    return `${what}…`;
  }
  // A size has a unit of its own; what is counted is named once.
  const counts = total && !/^(b|bytes?)$/i.test(unit);
  const far = counts ? count(done) : amount(done, unit);
  return total ? `${what} ${far} of ${amount(total, unit)}` : `${what} ${far}`;
}

/** The words with a full stop, unless they have an end already. */
export function sentence(words: string): string {
  return words === '' || /[.!?…]$/.test(words) ? words : `${words}.`;
}

/** What went wrong and what to do, in one piece. */
export function errorWords(error: Error | ErrorInfo): string {
  const remedy = 'remedy' in error ? error.remedy : '';
  return remedy ? `${sentence(error.message)} ${remedy}` : error.message;
}
