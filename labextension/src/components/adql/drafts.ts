/** The queries that somebody is writing, kept where the host has a place for them. */
import { count } from '../format';
import type { Storage } from '../search/choices';

/** One query in the making. */
export interface Draft {
  id: string;
  title: string;
  text: string;
}

const MOST = 20;
const LONGEST = 1_000_000;
/** The most characters of a query that servers take; see `esap_jupyter.adql.lexer.MAX_LENGTH`. */
export const LONGEST_QUERY = 200_000;

/** The tabs of one service; there is always at least one. */
export class Drafts {
  private readonly drafts: Draft[];
  /** The id of the one in front. */
  current: string;
  /** Why some are not remembered over a reload; empty while all are. */
  lost = '';

  /**
   * @param storage - absent where nothing is to be kept
   * @param key - tells servers and archives apart
   */
  constructor(
    private readonly storage: Storage | null = null,
    private readonly key = ''
  ) {
    const { drafts, current } = this.read();
    this.drafts = drafts;
    if (drafts.length === 0) {
      this.add();
    }
    const front = drafts.find(draft => draft.id === current) ?? drafts[0];
    this.current = front.id;
  }

  list(): readonly Draft[] {
    return this.drafts;
  }

  get front(): Draft {
    return this.drafts.find(draft => draft.id === this.current) ?? this.drafts[0];
  }

  /** Whether there is room for one more. */
  get full(): boolean {
    return this.drafts.length >= MOST;
  }

  /** Add a query and bring it to the front; `null` when there is no room. */
  add(text = '', title = this.nextTitle()): Draft | null {
    if (this.full) {
      return null;
    }
    const draft = { id: Math.random().toString(36).slice(2, 12), title, text };
    this.drafts.push(draft);
    this.choose(draft.id);
    return draft;
  }

  copy(id: string): Draft | null {
    const draft = this.drafts.find(one => one.id === id);
    return draft ? this.add(draft.text, `Copy of ${draft.title}`.slice(0, 60)) : null;
  }

  /** Close a query; the last one makes room for an empty one. */
  close(id: string): void {
    const at = this.drafts.findIndex(draft => draft.id === id);
    if (at < 0) {
      return;
    }
    this.drafts.splice(at, 1);
    if (this.drafts.length === 0) {
      this.add();
    } else if (this.current === id) {
      this.current = this.drafts[Math.min(at, this.drafts.length - 1)].id;
    }
    this.keep();
  }

  rename(id: string, title: string): void {
    const draft = this.drafts.find(one => one.id === id);
    if (draft && title.trim()) {
      draft.title = title.trim().slice(0, 60);
      this.keep();
    }
  }

  choose(id: string): void {
    this.current = id;
    this.keep();
  }

  write(text: string): void {
    this.front.text = text.slice(0, LONGEST);
    this.keep();
  }

  private nextTitle(): string {
    const taken = new Set(this.drafts.map(draft => draft.title));
    let number = 1;
    while (taken.has(`Query ${number}`)) {
      number += 1;
    }
    return `Query ${number}`;
  }

  private read(): { drafts: Draft[]; current: string } {
    try {
      const kept = JSON.parse(this.storage?.getItem(this.key) ?? '{}') as {
        drafts?: unknown;
        current?: unknown;
      } | null;
      const drafts = Array.isArray(kept?.drafts) ? kept.drafts.filter(isDraft).slice(0, MOST) : [];
      return { drafts, current: String(kept?.current ?? '') };
    } catch {
      // A browser may forbid the storage, and what stands there may be another's.
      return { drafts: [], current: '' };
    }
  }

  private keep(): void {
    const drafts = this.drafts.map(draft => ({
      ...draft,
      text: draft.text.length > LONGEST_QUERY ? '' : draft.text
    }));
    const long = this.drafts.filter(({ text }) => text.length > LONGEST_QUERY);
    this.lost = this.storage && long.length > 0 ? tooLong(long) : '';
    try {
      this.storage?.setItem(this.key, JSON.stringify({ drafts, current: this.current }));
    } catch {
      this.lost =
        'The browser has no room for the queries, or forbids to keep them: they are lost when the ' +
        'page is left. Keep a copy.';
    }
  }
}

function tooLong(drafts: Draft[]): string {
  const names = drafts.map(({ title }) => title).join(', ');
  const over = `longer than ${count(LONGEST_QUERY)} characters`;
  return `Not remembered over a reload, as ${over}: ${names}. Keep a copy.`;
}

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | null;
  return [draft?.id, draft?.title, draft?.text].every(one => typeof one === 'string');
}
