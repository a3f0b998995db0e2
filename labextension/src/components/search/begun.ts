/** The searches that a form has begun; a new one does not stop an earlier one. */
import { type ActivityStore, hasEnded } from '../../api/activities';
import type { Search, SearchRequest } from '../../api/schema';

interface Asked {
  search: Search;
  /** What was asked, word for word. */
  words: string;
}

/** Those that may still be running. */
export class Begun {
  private asked: Asked[] = [];

  constructor(private readonly activities: ActivityStore) {}

  add(search: Search, request: SearchRequest): void {
    this.asked = [...this.still(), { search, words: JSON.stringify(request) }];
  }

  running(): Search[] {
    return this.still().map(({ search }) => search);
  }

  /** The one that asks the very same already. */
  same(request: SearchRequest): Search | undefined {
    const words = JSON.stringify(request);
    return this.still().find(one => one.words === words)?.search;
  }

  private still(): Asked[] {
    return this.asked.filter(({ search }) => !this.activities.ofSearch(search.id).every(hasEnded));
  }
}
