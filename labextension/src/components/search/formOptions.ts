/** What the search form is made with. */
import type { ActivityStore } from '../../api/activities';
import type { ArchiveStore } from '../../api/archives';
import type { Backend } from '../../api/backend';
import type { Search } from '../../api/schema';
import type { Term } from '../links/link';
import type { Choices } from './choices';
import type { TermsFactory } from './terms';

/** What the form stands on, and whom it tells. */
export interface SearchFormOptions {
  backend: Backend;
  archives: ArchiveStore;
  activities: ActivityStore;
  /** Radius to begin with, in degrees. */
  radius?: number;
  /** At most so many rows an archive; `null` leaves it to the archive. */
  maxrec?: number | null;
  /** What the person chose before; absent where nothing is kept. */
  choices?: Choices;
  /** Makes the forms of archives' own terms; plain ones by default. */
  terms?: TermsFactory;
  /** Whether archives and recent searches are folded away, as where the rows stand below. */
  folded?: boolean;
  /** Open the page for writing ADQL to an archive; absent where there is none. */
  writeAdql?: (archive: string, query?: string) => void;
  /** A search has begun; `replaces` names the one whose failed part it repeats. */
  onSearch(search: Search, replaces?: string): void;
  /** Somebody wants to see a search again, and that archive's part of it first. */
  onOpen(search: string, archive: string | null): void;
}

/** What can be filled in from outside. */
export interface SearchFields {
  target?: string;
  /** Degrees. */
  radius?: number;
  archives?: string[];
  /** What stands under More; what is not named is emptied. */
  terms?: { [name in Term]?: string };
}
