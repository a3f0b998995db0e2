/** The link that fills in a search which was made before. */
import type { SearchRequest } from '../../api/schema';
import { type AdqlLink, LinkError, type SearchLink, type Term } from './link';

/** What a request is asked again by, and what of it the link does not carry. */
export interface Linked {
  link: SearchLink | AdqlLink;
  /** Words for the person; empty where the link says all. */
  without: string;
}

/**
 * Make the link of a request.
 *
 * @throws LinkError - when it does not fit into one
 */
export function linkOf(request: SearchRequest): Linked {
  const { archives, adql = '', targets = [], target = '', radius } = request;
  if (adql) {
    const uploads = Object.keys(request.uploads ?? {}).length > 0;
    const link: AdqlLink = { kind: 'adql', archive: archives[0], query: adql };
    return { link, without: uploads ? 'The tables that were sent along are not in it.' : '' };
  }
  if (targets.length > 0) {
    throw new LinkError('A list of targets does not fit into a link. Save it as a file instead.');
  }
  const own = Object.values(request.parameters ?? {}).some(one => Object.keys(one).length > 0);
  const chosen = Object.keys(request.collections ?? {}).length > 0;
  const left = [own ? "the archives' own terms" : '', chosen ? 'the chosen collections' : ''];
  const words = left.filter(Boolean).join(' and ');
  return {
    link: {
      kind: 'search',
      target,
      radius: target ? (radius ?? null) : null,
      archives,
      terms: termsOf(request)
    },
    without: words ? `It carries neither rows nor ${words}.` : ''
  };
}

function termsOf({ polygon, time, band, product, maxrec }: SearchRequest): SearchLink['terms'] {
  const terms: { [name in Term]: string } = {
    polygon: pairs(polygon ?? []),
    from: text(time?.low),
    to: text(time?.high),
    low: text(band?.low),
    high: text(band?.high),
    unit: band ? 'm' : '',
    product: product ?? '',
    maxrec: text(maxrec)
  };
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== ''));
}

function pairs(polygon: number[]): string {
  const corners: string[] = [];
  for (let at = 0; at + 1 < polygon.length; at += 2) {
    corners.push(`${polygon[at]} ${polygon[at + 1]}`);
  }
  return corners.join(', ');
}

function text(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
