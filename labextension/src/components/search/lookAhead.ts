/** Asks archives whether they have data at a place, before they are searched. */
import type { Backend, CoverageRequest } from '../../api/backend';
import type { Coverage } from '../../api/schema';
import { button, isIdle, setIdle } from '../dom';
import { errorWords } from '../words';

/** Where it looks, and whom it tells. */
export interface LookAheadOptions {
  backend: Pick<Backend, 'coverage'>;
  /** What to look at; `null` after saying what is missing. */
  where(): CoverageRequest | null;
  found(coverages: readonly Coverage[]): void;
  say(words: string): void;
  fail(words: string): void;
}

/** A button, and one question at a time behind it. */
export class LookAhead {
  readonly button: HTMLButtonElement;
  private asked: AbortController | null = null;

  constructor(private readonly options: LookAheadOptions) {
    this.button = button('Look ahead', () => void this.look(), {
      title: 'Ask the ticked archives whether they have data here, before searching'
    });
  }

  /** What was found is about another place. */
  forget(): void {
    this.asked?.abort();
    this.asked = null;
    this.options.found([]);
  }

  private async look(): Promise<void> {
    const { backend, where, found, say, fail } = this.options;
    const request = isIdle(this.button) ? null : where();
    if (!request) {
      return;
    }
    const asked = new AbortController();
    this.asked = asked;
    setIdle(this.button, true);
    say('Looking ahead…');
    try {
      const coverages = await backend.coverage(request, asked.signal);
      if (!asked.signal.aborted) {
        found(coverages);
        say(summary(coverages));
      }
    } catch (error) {
      if (!asked.signal.aborted) {
        say('');
        fail(errorWords(error as Error));
      }
    } finally {
      setIdle(this.button, false);
    }
  }
}

function summary(found: readonly Coverage[]): string {
  const number = (presence: Coverage['presence']) =>
    found.filter(one => one.presence === presence).length;
  const parts = [
    `${number('data')} with data here`,
    `${number('none')} without`,
    number('undeclared') > 0 ? `${number('undeclared')} not declared` : ''
  ];
  return parts.filter(Boolean).join(', ');
}
