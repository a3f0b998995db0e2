/** Which archives and collections the person wants, kept where the host has a place for it. */

/** Where texts are kept across reloads; the page's local storage is one. */
export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

interface Kept {
  ticked: { [archive: string]: boolean };
  collections: { [archive: string]: string };
}

/** Only what the person has chosen; what was left alone follows the catalogue. */
export class Choices {
  private readonly ticked: Map<string, boolean>;
  private readonly collections: Map<string, string>;

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
      collections: Object.fromEntries(this.collections)
    };
    try {
      this.storage?.setItem(this.key, JSON.stringify(kept));
    } catch {
      // Full or forbidden: the choice holds until the page is left.
    }
  }
}

function entries<T>(value: { [key: string]: T } | undefined, kind: string): [string, T][] {
  const all = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return all.filter(([, one]) => typeof one === kind);
}
