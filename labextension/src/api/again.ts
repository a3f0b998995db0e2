/** The same question to one archive of several. */
import type { SearchRequest } from './schema';

/** What to ask one archive to repeat its part of a search, perhaps with another limit of rows. */
export function again(request: SearchRequest, archive: string, maxrec?: number): SearchRequest {
  const { collections = {}, ...rest } = request;
  const own = archive in collections ? { [archive]: collections[archive] } : {};
  const limit = maxrec === undefined ? {} : { maxrec };
  return { ...rest, archives: [archive], collections: own, ...limit };
}
