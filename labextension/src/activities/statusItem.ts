/** What is under way, in the status bar; and words when long work ends unseen. */
import type { IStatusBar } from '@jupyterlab/statusbar';
import { Widget } from '@lumino/widgets';
import type { ActivityStore } from '../api/activities';
import type { Subscription } from '../api/backend';
import type { Activity } from '../api/schema';
import { LongEnds } from '../components/activity/ends';
import { ActivitySummary } from '../components/activity/summary';
import type { NoticeContent } from '../components/notice';
import { activityState, errorWords } from '../components/words';

const RANK = 21;

/** Add it; Notebook 7 has no status bar. */
export function addActivitySummary(
  bar: IStatusBar | null,
  activities: ActivityStore,
  open: () => void
): void {
  if (bar) {
    const item = new Widget();
    item.addClass('esap-status-item');
    item.node.append(new ActivitySummary(activities, open).node);
    bar.registerStatusItem('esap-jupyter:activity', { item, align: 'right', rank: RANK });
  }
}

/** What telling of ends stands on. */
export interface EndsOptions {
  activities: ActivityStore;
  /** Whether the person sees the list of activities. */
  isSeen(): boolean;
  /** Tells of the end of a job of transfers. */
  stager: { follows(activity: Activity): boolean; tell(activity: Activity): void };
  notify(content: NoticeContent): void;
  /** Show what came of it. */
  open(activity: Activity): void;
  showActivity(): void;
}

/** Tell of long work that has ended while the person looked elsewhere. */
export function tellLongEnds(options: EndsOptions): Subscription {
  const { activities, stager, notify } = options;
  return new LongEnds(activities, activity => {
    if (stager.follows(activity) || (document.visibilityState === 'visible' && options.isSeen())) {
      return;
    }
    if (activity.transfer !== null) {
      stager.tell(activity);
    } else {
      notify(endWords(activity, options));
    }
  });
}

function endWords(activity: Activity, { open, showActivity }: EndsOptions): NoticeContent {
  const { title, state, error, search, result } = activity;
  if (state === 'failed') {
    const cause = error ? ` ${errorWords(error)}` : '';
    const show = { label: 'Show activity', run: showActivity };
    return { kind: 'error', message: `${title} failed.${cause}`, actions: [show] };
  }
  const some = search !== null || result !== null;
  const show = some
    ? { label: 'Show result', run: () => open(activity) }
    : { label: 'Show activity', run: showActivity };
  return { kind: 'success', message: `${title}: ${activityState(activity)}.`, actions: [show] };
}
