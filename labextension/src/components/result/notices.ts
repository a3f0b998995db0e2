/** What a part of a search has to say besides its rows. */
import type { Activity, Result } from '../../api/schema';
import { count } from '../format';
import type { Action, NoticeContent } from '../notice';
import { activityState } from '../words';

const HIGHER = 10;

/** Ask an archive again, perhaps with a higher limit. */
export type Again = (maxrec?: number) => void;

/** How far it has come. */
export function progress(name: string, activity: Activity, actions: Action[] = []): NoticeContent {
  return { kind: 'info', message: `${name}: ${activityState(activity)}`, actions };
}

/** Why there are no rows. */
export function over(name: string, { state, error }: Activity, again: Again): NoticeContent {
  const actions = [{ label: 'Retry', run: () => again() }];
  if (state === 'cancelled') {
    const message = `The search of ${name} was cancelled.`;
    return { kind: 'info', message, remedy: error?.remedy, actions };
  }
  const { message = `The search of ${name} failed.`, remedy } = error ?? {};
  return { kind: 'error', message, remedy, actions };
}

/** What is to be known of a result: that rows are missing, and how it was asked. */
export function told(result: Result, again: Again): NoticeContent | null {
  const content = missing(result, again);
  const notes = result.provenance.notes.join(' ');
  if (content) {
    return { ...content, remedy: [content.remedy, notes].filter(Boolean).join(' ') };
  }
  return notes ? { kind: 'info', message: notes } : null;
}

/** That rows are missing, if they are. */
export function missing({ rows, truncated }: Result, again: Again): NoticeContent | null {
  const higher = rows * HIGHER;
  const more = { label: `Run with a limit of ${count(higher)}`, run: () => again(higher) };
  const content: NoticeContent = {
    kind: 'warning',
    message: `The archive has more rows: it stopped at ${count(rows)}.`,
    remedy: 'Those shown are an arbitrary part of them.',
    actions: [more]
  };
  return truncated ? content : null;
}
