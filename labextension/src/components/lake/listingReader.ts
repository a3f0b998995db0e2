/** Reads a listing page by page while the lake still answers. */
import { BackendError } from '../../api/backend';
import type { LakesClient } from '../../api/lakes';
import type { Did, DidPage, DidQuestion } from '../../api/schema';
import { byTypeAndName } from './words';

/** How a listing stands. */
export interface ListingState {
  rows: readonly Did[];
  /** How many the server has, of which {@link rows} may be the first. */
  known: number;
  /** Whether the lake has told all that it will. */
  ended: boolean;
  /** Whether the lake has more than the server keeps. */
  more: boolean;
  /** Whether rows are being read just now. */
  reading: boolean;
  cancelled: boolean;
  error: Error | null;
}

const FIRST = 100;
const PAGE = 2000;
const WAIT = 10;

/** How many rows are read before the person is asked whether to read on. */
export const PORTION = 10_000;

const EMPTY: ListingState = {
  rows: [],
  known: 0,
  ended: true,
  more: false,
  reading: false,
  cancelled: false,
  error: null
};

/** One listing at a time; another one ends it. */
export class ListingReader {
  state: ListingState = EMPTY;
  private turn = 0;
  private running: { lake: string; id: string } | null = null;
  private rows: Did[] = [];

  constructor(
    private readonly client: LakesClient,
    private readonly changed: (state: ListingState) => void,
    /** Whether rows may change places: nobody has looked for anything among them yet. */
    private readonly maySort: () => boolean = () => true
  ) {}

  /** List anew, until so many rows are here or all have come. */
  async start(lake: string, question: DidQuestion): Promise<void> {
    this.forget();
    const { turn } = this;
    this.rows = [];
    this.tell({ ...EMPTY, ended: false, reading: true });
    try {
      const { id } = await this.client.startListing(lake, question);
      if (turn !== this.turn) {
        this.stop(lake, id);
        return;
      }
      this.running = { lake, id };
    } catch (error) {
      this.failed(error, turn);
      return;
    }
    await this.read(turn, PORTION);
  }

  /** Read another portion of what the server has or gets. */
  async readOn(): Promise<void> {
    if (this.running && !this.state.reading) {
      this.tell({ reading: true });
      await this.read(this.turn, this.rows.length + PORTION);
    }
  }

  /** Stop; the rows that have come stay. */
  cancel(): void {
    if (this.state.reading || !this.state.ended) {
      this.forget();
      this.tell({ reading: false, ended: true, cancelled: true });
    }
  }

  /** Stop, and have the server forget it. */
  forget(): void {
    this.turn += 1;
    if (this.running) {
      this.stop(this.running.lake, this.running.id);
      this.running = null;
    }
  }

  /** Stop and hold nothing any more. */
  clear(): void {
    this.forget();
    this.rows = [];
    this.tell(EMPTY);
  }

  private async read(turn: number, upTo: number): Promise<void> {
    const { lake, id } = this.running ?? { lake: '', id: '' };
    try {
      while (turn === this.turn && this.rows.length < upTo) {
        const offset = this.rows.length;
        const limit = Math.min(offset === 0 ? FIRST : PAGE, upTo - offset);
        const page = await this.client.listing(lake, id, { offset, limit }, WAIT);
        if (turn !== this.turn || this.take(page)) {
          return;
        }
      }
      await this.lookPast(turn, lake, id);
    } catch (error) {
      this.failed(error, turn);
    }
  }

  // Whether there are more can only be said once one more has come, or none.
  private async lookPast(turn: number, lake: string, id: string): Promise<void> {
    const offset = this.rows.length;
    let page: DidPage | null = null;
    while (turn === this.turn && !(page && (page.ended || page.rows.length > 0))) {
      page = await this.client.listing(lake, id, { offset, limit: 1 }, WAIT);
    }
    if (page && turn === this.turn && !this.take({ ...page, rows: [] })) {
      this.tell({ reading: false });
    }
  }

  private take(page: DidPage): boolean {
    this.rows.push(...page.rows);
    const over = page.ended && this.rows.length >= page.count;
    if (over && this.maySort()) {
      this.rows.sort(byTypeAndName);
    }
    const { count: known, ended, more } = page;
    const error = page.error ? new BackendError(page.error) : null;
    this.tell({ rows: this.rows, known, ended, more, reading: !over, error });
    return over;
  }

  private failed(error: unknown, turn: number): void {
    if (turn === this.turn) {
      this.tell({ reading: false, ended: true, error: error as Error });
    }
  }

  // Nobody waits for it, and where it is gone already all is well.
  private stop(lake: string, id: string): void {
    this.client.stopListing(lake, id).catch(() => undefined);
  }

  private tell(change: Partial<ListingState>): void {
    this.state = { ...this.state, ...change };
    this.changed(this.state);
  }
}
