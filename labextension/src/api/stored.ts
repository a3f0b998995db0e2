/** Searches that are no longer known as such, remade from what is stored of them. */
import type { ActivityStore } from './activities';
import { type Backend, BackendError } from './backend';
import type { Activity, Result, Search, SearchRequest } from './schema';

/** Find a search by its id, or by the id of one of its results. */
export async function findSearches(
  id: string,
  backend: Backend,
  activities: ActivityStore
): Promise<Search[]> {
  try {
    const search = await backend.searching(id);
    activities.take(search);
    return [search];
  } catch (error) {
    if (!(error instanceof BackendError && error.code === 'not_found')) {
      throw error;
    }
  }
  await activities.refresh();
  const stored = activities.ofSearch(id).map(activity => activity.result);
  const ids = stored.filter(result => result !== null);
  const results = await Promise.all((ids.length > 0 ? ids : [id]).map(one => backend.result(one)));
  return results.map(searchOf);
}

/** The search that would have given this result. */
export function searchOf(result: Result): Search {
  const { title, archive, provenance } = result;
  return {
    id: result.id,
    title,
    request: requestOf(result),
    target: provenance.target,
    targets: provenance.target ? [provenance.target] : [],
    unresolved: [],
    report: [],
    started: provenance.started,
    activities: [{ ...ENDED, ...activityOf(result), title, archive }]
  };
}

function requestOf(result: Result): SearchRequest {
  const { archive, collection, provenance } = result;
  if (provenance.request) {
    return provenance.request;
  }
  const { target, radius, query, maxrec } = provenance;
  return target && radius !== null
    ? {
        archives: [archive],
        target: target.text,
        radius,
        collections: collection ? { [archive]: collection } : {},
        maxrec
      }
    : { archives: [archive], adql: query, maxrec };
}

function activityOf(result: Result): Partial<Activity> & { id: string; started: number } {
  const { id, name, rows, truncated, provenance } = result;
  const { started, seconds } = provenance;
  const ended = started + seconds;
  return { id: `stored ${id}`, result: id, result_name: name, rows, truncated, started, ended };
}

const ENDED = {
  kind: 'search',
  state: 'done' as const,
  revision: 0,
  message: '',
  ended: null,
  done: null,
  total: null,
  unit: '',
  search: null,
  result: null,
  result_name: null,
  rows: null,
  truncated: false,
  path: null,
  rate: null,
  left: null,
  transfer: null,
  launch: null,
  batch: null,
  idle: false,
  actions: [],
  error: null
};
