/** What is going on, as far as the front end has been told; never asks on a timer. */
import type { ActivityChange, Backend, RuleChange, Stream, Subscription } from './backend';
import type { Activity, ActivityState, Search } from './schema';

const ENDED: ReadonlySet<ActivityState> = new Set(['done', 'failed', 'cancelled']);

/** Whether nothing more will come of it. */
export function hasEnded(activity: Activity): boolean {
  return ENDED.has(activity.state);
}

/** The activities by id, kept true by events. */
export class ActivityStore {
  private readonly known = new Map<string, Activity>();
  private readonly wanted = new Map<string, number>();
  private readonly asked = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private readonly hidden = new Set<string>();
  private listed: ReadonlySet<string> = new Set();
  private stream: Stream | null = null;
  private reading: Promise<void> | null = null;
  private again = false;
  private disposed = false;

  /** Why the activities could not be read, when they could not. */
  error: Error | null = null;
  /** Why changes are not told, while they are not. */
  silence: string | null = null;

  constructor(
    private readonly backend: Backend,
    private readonly loginChanged?: () => void,
    /** Somebody has edited the basket; the revision is unknown after a silence. */
    private readonly basketChanged?: (revision: number | null) => void,
    private readonly ruleChanged?: (change: RuleChange) => void
  ) {}

  /** Begin to listen; what is there already is read once the stream is open. */
  start(): void {
    this.stream ??= this.backend.onActivity({
      changed: change => this.changed(change),
      connected: () => this.connected(),
      disconnected: reason => this.disconnected(reason),
      loginChanged: () => this.loginChanged?.(),
      basketChanged: revision => this.basketChanged?.(revision),
      ruleChanged: change => this.ruleChanged?.(change)
    });
  }

  /** Listen again where the stream has broken, and read once what it has not told. */
  retry(): void {
    this.stream?.reconnect();
    void this.refresh();
  }

  dispose(): void {
    this.disposed = true;
    this.stream?.dispose();
    this.listeners.clear();
  }

  get(id: string): Activity | undefined {
    return this.known.get(id);
  }

  /** All activities, newest first. */
  list(): Activity[] {
    const shown = [...this.known.values()].filter(activity => !this.hidden.has(activity.id));
    return shown.sort((a, b) => b.started - a.started || compare(a.id, b.id));
  }

  /** The activities of one search, in the order of its archives. */
  ofSearch(search: string): Activity[] {
    return [...this.known.values()].filter(activity => activity.search === search);
  }

  /** Take over what an answer of the backend says about its activities. */
  take(search: Search): void {
    this.asked.add(search.id);
    if (search.activities.filter(activity => this.put(activity)).length > 0) {
      this.tell();
    }
  }

  /** Keep these off the list; whoever still shows what came of them goes on to. */
  hide(ids: readonly string[]): void {
    for (const id of ids) {
      this.hidden.add(id);
    }
    this.tell();
  }

  subscribe(listener: () => void): Subscription {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Read all activities; calls that come meanwhile are answered by one more reading. */
  refresh(): Promise<void> {
    if (this.reading) {
      this.again = true;
      return this.reading;
    }
    this.reading = this.read().finally(() => {
      this.reading = null;
      if (this.again && !this.disposed) {
        this.again = false;
        void this.refresh();
      }
    });
    return this.reading;
  }

  private async read(): Promise<void> {
    try {
      const all = await this.backend.activities();
      this.forget(new Set(all.map(({ id }) => id)));
      for (const activity of all) {
        this.put(activity);
      }
      this.error = null;
    } catch (error) {
      this.error = error as Error;
    }
    this.tell();
  }

  // What the server lists no longer was cleared away: here, or in another page.
  private forget(now: ReadonlySet<string>): void {
    for (const id of this.listed) {
      if (!now.has(id)) {
        this.hidden.add(id);
      }
    }
    for (const id of now) {
      this.hidden.delete(id);
    }
    this.listed = now;
  }

  private connected(): void {
    this.silence = null;
    void this.refresh();
    // What happened to logins and basket meanwhile is unknown too.
    this.loginChanged?.();
    this.basketChanged?.(null);
  }

  private disconnected(reason: string): void {
    this.silence = reason;
    this.tell();
  }

  private changed(change: ActivityChange): void {
    const known = this.known.get(change.id)?.revision ?? -1;
    if (change.revision <= Math.max(known, this.wanted.get(change.id) ?? -1)) {
      return;
    }
    this.wanted.set(change.id, change.revision);
    // Searches that this page has not asked for may belong to another process, whose searches the
    // backend does not know; the common list has their activities.
    if (change.search && this.asked.has(change.search)) {
      void this.readSearch(change.search);
    } else {
      void this.refresh();
    }
  }

  private async readSearch(id: string): Promise<void> {
    try {
      this.take(await this.backend.searching(id));
    } catch {
      await this.refresh();
    }
  }

  private put(activity: Activity): boolean {
    const known = this.known.get(activity.id);
    if (known && known.revision >= activity.revision) {
      return false;
    }
    this.known.set(activity.id, activity);
    if (!hasEnded(activity)) {
      this.hidden.delete(activity.id);
    }
    if (activity.revision >= (this.wanted.get(activity.id) ?? 0)) {
      this.wanted.delete(activity.id);
    }
    return true;
  }

  private tell(): void {
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
