/** Finds out which work has just ended, so that somebody can be told. */
import { type ActivityStore, hasEnded } from '../../api/activities';
import type { Subscription } from '../../api/backend';
import type { Activity } from '../../api/schema';

/** Work that takes longer is worth a word when it ends, in seconds. */
const LONG = 30;

/** Tells of each end once; of what had ended before it was looked at, nothing. */
export class Ends implements Subscription {
  private readonly running = new Set<string>();
  private readonly subscription: Subscription;

  constructor(
    private readonly activities: ActivityStore,
    private readonly ended: (activity: Activity) => void
  ) {
    this.subscription = activities.subscribe(() => this.update());
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private update(): void {
    for (const activity of this.activities.list()) {
      if (!hasEnded(activity)) {
        this.running.add(activity.id);
      } else if (this.running.delete(activity.id)) {
        this.ended(activity);
      }
    }
  }
}

/** Tells of those only that took long. */
export class LongEnds extends Ends {
  constructor(activities: ActivityStore, ended: (activity: Activity) => void) {
    super(activities, activity => isLong(activity) && ended(activity));
  }
}

// What a person has cancelled is no news.
function isLong({ started, ended, state }: Activity): boolean {
  return state !== 'cancelled' && ended !== null && ended - started > LONG;
}
