/** What a link into the lab names: written here, and read with the distrust that a link deserves. */

/** A search to be filled in. */
export interface SearchLink {
  kind: 'search';
  target: string;
  /** Degrees. */
  radius: number | null;
  /** Ids; empty leaves the choice as it is. */
  archives: string[];
  /** What is typed under More, by the name of the field. */
  terms: { [name in Term]?: string };
}

/** What else a search can be restricted by, each as text of the form. */
export type Term = (typeof TERMS)[number];

/** A query to be put into the editor. */
export interface AdqlLink {
  kind: 'adql';
  archive: string;
  query: string;
}

/** A workflow to be looked at, by its id or DOI. */
export interface WorkflowLink {
  kind: 'workflow';
  id: string;
}

/** A file of the workspace whose items go into the basket. */
export interface BasketLink {
  kind: 'basket';
  path: string;
}

export type Link = SearchLink | AdqlLink | WorkflowLink | BasketLink;

/** The parameter of the address. */
export const PARAMETER = 'esap';

export const TERMS = ['polygon', 'from', 'to', 'low', 'high', 'unit', 'product', 'maxrec'] as const;

const LONGEST = 8000;
const LONGEST_WORD = 300;
const MOST_ARCHIVES = 50;
const ID = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;
const WORKFLOW = /^(?:10\.\d{4,9}\/[^\s]{1,200}|[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}:[^\s]{1,200})$/;
// Those that cannot be seen, or turn the text around them (Unicode's categories Cc, Cf, Zl, Zp, Co).
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/u;
const UNSEEN_IN_A_QUERY = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/u;

/** A link that is not followed; its words are for the person. */
export class LinkError extends Error {}

/** The value of the parameter that names this. */
export function writeLink(link: Link): string {
  switch (link.kind) {
    case 'search':
      return `search:${searchText(link)}`;
    case 'adql':
      return `adql:${link.archive}:${link.query}`;
    case 'workflow':
      return `workflow:${link.id}`;
    case 'basket':
      return `basket:${link.path}`;
  }
}

/**
 * Read the value of the parameter.
 *
 * @throws LinkError - when it names nothing that this version knows, or hides something
 */
export function readLink(value: string): Link {
  if (value.length > LONGEST) {
    throw new LinkError(`It is longer than ${LONGEST} characters.`);
  }
  const { before: kind, after: rest } = cut(value);
  switch (kind) {
    case 'search':
      return readSearch(rest);
    case 'adql':
      return readAdql(rest);
    case 'workflow':
      return { kind, id: matching(rest, WORKFLOW, 'the id or DOI of a workflow') };
    case 'basket':
      return { kind, path: pathOf(rest) };
    default:
      throw new LinkError('It names no search, ADQL, workflow or basket.');
  }
}

function searchText({ target, radius, archives, terms }: SearchLink): string {
  const query = new URLSearchParams();
  if (target) {
    query.set('target', target);
  }
  if (radius !== null) {
    query.set('radius', String(radius));
  }
  if (archives.length > 0) {
    query.set('archives', archives.join(','));
  }
  for (const name of TERMS) {
    const value = terms[name];
    if (value) {
      query.set(name, value);
    }
  }
  return query.toString();
}

function readSearch(text: string): SearchLink {
  const query = new URLSearchParams(text);
  const known = ['target', 'radius', 'archives', ...TERMS] as readonly string[];
  const names = [...query.keys()];
  const strange = names.find(name => !known.includes(name));
  if (strange !== undefined) {
    throw new LinkError(`“${visible(strange)}” is no part of a search that this version knows.`);
  }
  if (new Set(names).size < names.length) {
    throw new LinkError('It says something twice.');
  }
  const terms: SearchLink['terms'] = {};
  for (const name of TERMS) {
    const value = query.get(name);
    if (value) {
      terms[name] = word(value, name);
    }
  }
  const link: SearchLink = {
    kind: 'search',
    target: word(query.get('target') ?? '', 'target'),
    radius: radiusOf(query.get('radius')),
    archives: archivesOf(query.get('archives') ?? ''),
    terms
  };
  if (!link.target && link.archives.length === 0 && Object.keys(terms).length === 0) {
    throw new LinkError('It names a search, but nothing to search for.');
  }
  return link;
}

function readAdql(text: string): AdqlLink {
  const { before, after } = cut(text);
  const archive = matching(before, ID, 'the id of an archive');
  if (!after.trim()) {
    throw new LinkError('There is no query in it.');
  }
  if (UNSEEN_IN_A_QUERY.test(after)) {
    throw new LinkError('Its query has characters that cannot be seen.');
  }
  return { kind: 'adql', archive, query: after };
}

function radiusOf(text: string | null): number | null {
  if (text === null) {
    return null;
  }
  const radius = /^\d{1,3}(\.\d{1,12})?(e-?\d{1,2})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(radius > 0 && radius <= 180)) {
    throw new LinkError('Its radius is no number of degrees between 0 and 180.');
  }
  return radius;
}

function archivesOf(text: string): string[] {
  const ids = text.split(',').filter(id => id !== '');
  if (ids.length > MOST_ARCHIVES) {
    throw new LinkError(`It names more than ${MOST_ARCHIVES} archives.`);
  }
  return ids.map(id => matching(id, ID, 'the id of an archive'));
}

function pathOf(text: string): string {
  const path = word(text, 'path', 1000);
  const parts = path.split('/');
  if (/[\\:]/.test(path) || parts.some(part => part === '' || part.startsWith('.'))) {
    throw new LinkError(`“${visible(path)}” is no path of a file in the workspace.`);
  }
  return path;
}

function word(text: string, name: string, longest = LONGEST_WORD): string {
  if (text.length > longest) {
    throw new LinkError(`Its ${name} is longer than ${longest} characters.`);
  }
  if (UNSEEN.test(text)) {
    throw new LinkError(`Its ${name} has characters that cannot be seen.`);
  }
  return text.trim();
}

function matching(text: string, pattern: RegExp, what: string): string {
  if (!pattern.test(text) || UNSEEN.test(text)) {
    throw new LinkError(`“${visible(text)}” is not ${what}.`);
  }
  return text;
}

/** A part of a link in a message: short, and with what cannot be seen written out. */
function visible(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return [...short]
    .map(one => (UNSEEN.test(one) ? `\\u{${one.codePointAt(0)?.toString(16)}}` : one))
    .join('');
}

function cut(text: string): { before: string; after: string } {
  const at = text.indexOf(':');
  return at < 0
    ? { before: text, after: '' }
    : { before: text.slice(0, at), after: text.slice(at + 1) };
}
