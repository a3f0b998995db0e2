/** Which rows are selected in the results that are open. */
import type { Subscription } from '../../api/backend';
import type { Result, RowSelection } from '../../api/schema';

/** Rows of a result that are selected. */
export interface Selected {
  result: Result;
  rows: number;
  selection: RowSelection;
}

/** Asks all views that are there, when somebody wants to know. */
export class Selections {
  private readonly views = new Set<() => Selected | null>();

  /** Take part, until disposed of; `read` gives null while nothing is selected. */
  offer(read: () => Selected | null): Subscription {
    this.views.add(read);
    return { dispose: () => this.views.delete(read) };
  }

  /** All selections, that of the view opened last first. */
  all(): Selected[] {
    return [...this.views]
      .reverse()
      .map(read => read())
      .filter(found => found !== null);
  }
}
