/** Takes what has ended off the list of activities. Framework-free. */
import type { Asker } from './adql';

/** Results and files that came of it stay. */
export class ActivityLog {
  constructor(private readonly asker: Asker) {}

  /** Forget one that has ended. */
  forget(id: string): Promise<void> {
    return this.asker.ask('DELETE', ['activities', id], { query: { forget: 'true' } });
  }

  /** Forget all that have ended. */
  clear(): Promise<void> {
    return this.asker.ask('DELETE', ['activities']);
  }
}
