/** What was asked before, newest first, however it ended. */
import type { Activity, Result, Search, SearchRequest } from '../../api/schema';
import { counted } from '../format';

/** One question of the past. */
export interface PastQuery {
  /** The id of the search, or of the one result that is left of it. */
  id: string;
  title: string;
  request: SearchRequest;
  /** Unix seconds. */
  started: number;
  /** How it ended, in words. */
  outcome: string;
  /** A stored result that it gave. */
  result: string | null;
}

const TITLE = 60;
const QUERY = 2000;

/** Questions that gave stored results, one a search. */
export function ofResults(results: readonly Result[]): PastQuery[] {
  const found = new Map<string, PastQuery & { rows: number }>();
  for (const { id, title, rows, provenance } of results) {
    const { request, search, started, part_of: part } = provenance;
    if (!request || part) {
      continue;
    }
    const key = search ?? id;
    const known = found.get(key);
    const archives = [...new Set([...(known?.request.archives ?? []), ...request.archives])];
    const all = rows + (known?.rows ?? 0);
    found.set(key, {
      id: key,
      title: known?.title ?? title,
      request: { ...request, archives },
      started: Math.min(started, known?.started ?? started),
      outcome: counted(all, 'row'),
      rows: all,
      result: known?.result ?? id
    });
  }
  return [...found.values()];
}

/** Searches that no stored result tells of, such as those that failed. */
export function unknownSearches(
  activities: readonly Activity[],
  known: readonly PastQuery[]
): string[] {
  const there = new Set(known.map(query => query.id));
  const ids = activities
    .filter(one => one.kind === 'search' && one.search && !one.result && !there.has(one.search))
    .map(one => one.search ?? '');
  return [...new Set(ids)];
}

/** A search that gave nothing to keep, or not yet. */
export function ofSearch({ id, title, request, started, activities }: Search): PastQuery {
  const failed = activities.find(one => one.error && one.state === 'failed')?.error;
  const outcome = failed ? `failed: ${failed.message}` : (activities[0]?.state ?? 'unknown');
  return { id, title, request, started, outcome, result: null };
}

/** Newest first; the same question asked again is told once, as it went last. */
export function inOrder(queries: readonly PastQuery[], most: number): PastQuery[] {
  const seen = new Set<string>();
  const sorted = [...queries].sort((one, two) => two.started - one.started);
  const fresh = sorted.filter(({ request }) => {
    const { archives, adql, target, targets, radius, polygon, parameters, product } = request;
    const key = JSON.stringify([
      archives,
      adql,
      target,
      targets,
      radius,
      polygon,
      parameters,
      product
    ]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  return fresh.slice(0, most);
}

/** The line of a menu. */
export function labelOf({ title, request }: PastQuery): string {
  const words = (request.adql ? request.adql : title).replace(/\s+/g, ' ').trim();
  return words.length > TITLE ? `${words.slice(0, TITLE)}…` : words;
}

/** What is asked and how it went, in full: ADQL with its lines, or what a form was filled with. */
export function captionOf(query: PastQuery, nameOf: (archive: string) => string): string {
  const { request, outcome, title } = query;
  const archives = request.archives.map(nameOf).join(', ');
  const when = new Date(query.started * 1000).toLocaleString();
  return `${(request.adql || title).slice(0, QUERY)}\n\n${archives} · ${when} · ${outcome}`;
}
