/** A search of several archives in one sentence. */
import { hasEnded } from '../../api/activities';
import type { Activity } from '../../api/schema';
import { count, counted } from '../format';

/** How a search stands, for the status line. */
export function summary(activities: Activity[]): string {
  const running = activities.filter(activity => !hasEnded(activity));
  if (running.length > 0) {
    const asked = counted(activities.length, 'archive');
    const ended = activities.length - running.length;
    return ended > 0 ? `Searching: ${ended} of ${asked} answered` : `Searching ${asked}…`;
  }
  const done = activities.filter(activity => activity.state === 'done');
  const rows = done.reduce((sum, activity) => sum + (activity.rows ?? 0), 0);
  const parts = [
    done.length > 0 ? `${counted(rows, 'row')} from ${counted(done.length, 'archive')}` : '',
    some(activities, 'failed'),
    some(activities, 'cancelled')
  ];
  return parts.filter(Boolean).join(', ');
}

function some(activities: Activity[], state: Activity['state']): string {
  const number = activities.filter(activity => activity.state === state).length;
  return number > 0 ? `${count(number)} ${state}` : '';
}
