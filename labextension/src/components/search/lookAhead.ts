/** Asks archives whether they have data at a place, before they are searched. */
import type { Backend, CoverageRequest } from '../../api/backend';
import type { Coverage } from '../../api/schema';
import { button, setText } from '../dom';
import { counted } from '../format';

/** Where it looks, and whom it tells. */
export interface LookAheadOptions {
  backend: Pick<Backend, 'coverage'>;
  /** What to look at; `null` after saying what is missing. */
  where(): CoverageRequest | null;
  /** Told of all that is known so far, and whose answers are still waited for. */
  found(coverages: readonly Coverage[], asked: readonly string[]): void;
  say(words: string): void;
  fail(error: Error): void;
}

/** A question that is being asked, and what is known so far. */
interface Looking {
  request: CoverageRequest;
  abort: AbortController;
  known: Coverage[];
}

/** A button, and one question at a time behind it. */
export class LookAhead {
  readonly button: HTMLButtonElement;
  private looking: Looking | null = null;

  constructor(private readonly options: LookAheadOptions) {
    this.button = button('Look ahead', () => void this.pressed(), {
      title: 'Ask all archives of the list whether they have data here, to know which to tick'
    });
  }

  /** What was found, or is being asked, is about another place. */
  forget(): void {
    if (this.looking) {
      this.end(this.looking, '');
    }
    this.options.found([], []);
  }

  private async pressed(): Promise<void> {
    if (this.looking) {
      this.end(this.looking, summary(this.looking.known));
      return;
    }
    const request = this.options.where();
    if (request) {
      await this.look({ request, abort: new AbortController(), known: [] });
    }
  }

  private async look(looking: Looking): Promise<void> {
    const { request, abort, known } = looking;
    this.looking = looking;
    setText(this.button, 'Stop looking');
    this.tell(looking);
    try {
      await this.options.backend.coverage(request, abort.signal, one => {
        if (this.looking === looking) {
          known.push(one);
          this.tell(looking);
        }
      });
      this.end(looking, summary(known));
    } catch (error) {
      if (this.end(looking, '')) {
        this.options.fail(error as Error);
      }
    }
  }

  private tell({ request, known }: Looking): void {
    const { archives } = request;
    this.options.found(known, archives);
    this.options.say(`Looking ahead: ${known.length} of ${counted(archives.length, 'archive')}…`);
  }

  /** Keep what is known, and wait for nothing more; whether that was not so already. */
  private end(looking: Looking, words: string): boolean {
    if (this.looking !== looking) {
      return false;
    }
    this.looking = null;
    looking.abort.abort();
    setText(this.button, 'Look ahead');
    this.options.found(looking.known, []);
    this.options.say(words);
    return true;
  }
}

function summary(found: readonly Coverage[]): string {
  const number = (...presences: Coverage['presence'][]) =>
    found.filter(one => presences.includes(one.presence)).length;
  // Why it is not known stands beside each; here it would take several lines, and move the list.
  const unknown = number('undeclared', 'silent', 'failed');
  const parts = [
    `${number('data')} with data here`,
    `${number('none')} without`,
    unknown > 0 ? `${unknown} unknown` : ''
  ];
  return parts.filter(Boolean).join(', ');
}
