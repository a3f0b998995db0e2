/** Which archives, collections and own terms the person wants, kept where the host has a place. */
import type { Terms } from './terms';

/** Where texts are kept across reloads; the page's local storage is one. */
export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

interface Kept {
  ticked: { [archive: string]: boolean };
  collections: { [archive: string]: string };
  terms: { [archive: string]: Terms };
}

/** Of terms that take more room than this, none are kept. */
const MOST_KEPT = 20_000;

/** Only what the person has chosen; what was left alone follows the catalogue. */
export class Choices {
  private readonly ticked: Map<string, boolean>;
  private readonly collections: Map<string, string>;
  private readonly terms: Map<string, Terms>;

  /**
   * @param storage - absent where nothing is to be kept
   * @param key - tells servers on one origin apart
   */
  constructor(
    private readonly storage: Storage | null = null,
    private readonly key = ''
  ) {
    const kept = this.read();
    this.ticked = new Map(entries(kept.ticked, 'boolean'));
    this.collections = new Map(entries(kept.collections, 'string'));
    this.terms = new Map(entries(kept.terms, 'object').filter(([, one]) => isTerms(one)));
  }

  /** Whether the archive is to be asked, if the person has said so. */
  isTicked(archive: string): boolean | undefined {
    return this.ticked.get(archive);
  }

  tick(archive: string, ticked: boolean): void {
    this.ticked.set(archive, ticked);
    this.keep();
  }

  /** The collection chosen instead of the archive's own, or nothing. */
  collectionOf(archive: string): string {
    return this.collections.get(archive) ?? '';
  }

  choose(archive: string, collection: string): void {
    this.collections.set(archive, collection);
    this.keep();
  }

  /** What is filled in of the archive's own terms. */
  termsOf(archive: string): Terms {
    return this.terms.get(archive) ?? {};
  }

  fill(archive: string, terms: Terms): void {
    this.terms.set(archive, terms);
    this.keep();
  }

  private read(): Partial<Kept> {
    try {
      return (JSON.parse(this.storage?.getItem(this.key) ?? '{}') as Partial<Kept> | null) ?? {};
    } catch {
      // A browser may forbid the storage, and what stands there may be another's.
      return {};
    }
  }

  private keep(): void {
    const kept: Kept = {
      ticked: Object.fromEntries(this.ticked),
      collections: Object.fromEntries(this.collections),
      terms: Object.fromEntries([...this.terms].filter(([, terms]) => isWorthKeeping(terms)))
    };
    try {
      this.storage?.setItem(this.key, JSON.stringify(kept));
    } catch {
      // Full or forbidden: the choice holds until the page is left.
    }
  }
}

function isTerms(value: unknown): value is Terms {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWorthKeeping(terms: Terms): boolean {
  const { length } = JSON.stringify(terms);
  return Object.keys(terms).length > 0 && length <= MOST_KEPT;
}

function entries<T>(value: { [key: string]: T } | undefined, kind: string): [string, T][] {
  const all = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return all.filter(([, one]) => typeof one === kind);
}
