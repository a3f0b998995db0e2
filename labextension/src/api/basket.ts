/** The basket: what was chosen and is to be kept. Framework-free. */

import type { Asker } from './adql';
import type { Subscription } from './backend';
import type {
  Activity,
  BasketAddition,
  BasketChange,
  BasketDocumentRequest,
  BasketEdit,
  BasketFilter,
  BasketGateway,
  BasketHere,
  BasketImport,
  BasketRemoval,
  BasketSaveRequest,
  BasketSort,
  BasketView,
  Saved,
  SyncMode
} from './schema';

/** Which items are looked at, in which order. */
export interface BasketQuestion extends BasketFilter {
  sort?: BasketSort;
  descending?: boolean;
  offset?: number;
  limit?: number;
}

/** Reads and edits the basket; each edit can be undone. */
export class BasketClient {
  constructor(private readonly asker: Asker) {}

  view(question: BasketQuestion, signal?: AbortSignal): Promise<BasketView> {
    return this.asker.ask('GET', ['basket'], { query: wordsOf(question), signal });
  }

  /** How much of the items is here, and how much is to be fetched. */
  here(filter: BasketFilter, signal?: AbortSignal): Promise<BasketHere> {
    return this.asker.ask('GET', ['basket', 'here'], { query: wordsOf(filter), signal });
  }

  add(addition: BasketAddition): Promise<BasketEdit> {
    return this.asker.ask('POST', ['basket'], { body: addition });
  }

  change(change: BasketChange): Promise<BasketEdit> {
    return this.asker.ask('PATCH', ['basket'], { body: change });
  }

  remove(removal: BasketRemoval): Promise<BasketEdit> {
    return this.asker.ask('POST', ['basket', 'removals'], { body: removal });
  }

  clear(): Promise<BasketEdit> {
    return this.asker.ask('DELETE', ['basket']);
  }

  /** Take the last edit back, if the basket is still at that revision. */
  undo(revision: number | null = null): Promise<BasketEdit> {
    return this.asker.ask('POST', ['basket', 'undo'], { body: { revision } });
  }

  redo(revision: number | null = null): Promise<BasketEdit> {
    return this.asker.ask('POST', ['basket', 'redo'], { body: { revision } });
  }

  /** All items, or those that are named, as one document. */
  document(which: BasketDocumentRequest = {}): Promise<{ [key: string]: unknown }> {
    return this.asker.ask('POST', ['basket', 'document'], { body: which });
  }

  /** Write items to a file of the workspace. */
  save(request: BasketSaveRequest): Promise<Saved> {
    return this.asker.ask('POST', ['basket', 'files'], { body: request });
  }

  /** The ESAP gateways that keep a basket; none is contacted. */
  gateways(): Promise<BasketGateway[]> {
    return this.asker.ask('GET', ['basket', 'gateways']);
  }

  /** Begin to keep ours the same as a gateway's; how it goes is told as an activity. */
  synchronise(gateway: string, mode: SyncMode): Promise<Activity> {
    return this.asker.ask('POST', ['basket', 'gateways', gateway, 'sync'], { body: { mode } });
  }

  /** Take in a document that was exported here or elsewhere. */
  import(request: BasketImport): Promise<BasketEdit> {
    return this.asker.ask('POST', ['basket', 'imports'], { body: request });
  }
}

function wordsOf(question: BasketQuestion): { [key: string]: string } {
  const query: { [key: string]: string } = {};
  for (const [name, value] of Object.entries(question)) {
    // The empty group is a question too: for what is in none.
    if (value !== null && value !== undefined && (value !== '' || name === 'group')) {
      query[name] = String(value);
    }
  }
  return query;
}

/** How many items there are, and at which revision; kept true by events. */
export class BasketStore {
  /** Items in all; unknown before it was read. */
  count: number | null = null;
  revision = -1;
  private readonly listeners = new Set<() => void>();
  private reading: Promise<void> | null = null;

  constructor(readonly client: BasketClient) {}

  /** Read once how many there are. */
  start(): Promise<void> {
    this.reading ??= this.read();
    return this.reading;
  }

  /** Somebody has edited the basket: here, in another tab, in a kernel. */
  changed(revision: number | null): void {
    if (revision === null || revision !== this.revision) {
      this.reading = this.read();
    }
  }

  /** Take over what a view of it says. */
  take({ count, revision }: BasketView): void {
    if (revision >= this.revision && (count !== this.count || revision !== this.revision)) {
      this.count = count;
      this.revision = revision;
      this.tell();
    }
  }

  subscribe(listener: () => void): Subscription {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  private async read(): Promise<void> {
    try {
      this.take(await this.client.view({ limit: 0 }));
    } catch {
      // The tab says why the basket cannot be read, and offers to try again.
      this.reading = null;
    }
  }

  private tell(): void {
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}
