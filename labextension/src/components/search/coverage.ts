/** What is known of an archive's data at a place, before it is asked for them. */
import type { Coverage } from '../../api/schema';
import { h, setAttribute, setText } from '../dom';
import { counted } from '../format';
import { errorWords } from '../words';

const SIGNS: Record<Coverage['presence'], string> = {
  data: '●',
  none: '○',
  undeclared: '?',
  silent: '–',
  failed: '!'
};
const WORDS: Record<Coverage['presence'], string> = {
  data: 'has data here',
  none: 'none here',
  undeclared: 'not declared',
  silent: 'does not answer',
  failed: 'could not count'
};
const SOURCES: Record<Coverage['source'], string> = {
  '': '',
  seen: 'seen in earlier answers',
  count: 'counted by the archive',
  registry: 'declared in the registry',
  mocserver: 'declared at MocServer'
};

/** The mark in words: zero is said aloud, and so is that nobody knows. */
export function coverageWords({ presence, rows, approximate, error }: Coverage): string {
  if (rows !== null) {
    const words = rows === 0 ? 'none here' : `${counted(rows, 'row')} here`;
    return approximate ? `≈ ${words}` : words;
  }
  if (presence === 'silent' && error?.code === 'timed_out') {
    return 'no answer in time';
  }
  return presence === 'data' && approximate ? `≈ ${WORDS.data}` : WORDS[presence];
}

/** A sign and words beside an archive's name. */
export class CoverageMark {
  readonly node = h('span', { class: 'esap-coverage' });
  private readonly sign = h('span', { 'aria-hidden': 'true' });
  private readonly words = h('span');

  constructor() {
    this.node.append(this.sign, ' ', this.words);
    this.node.hidden = true;
  }

  /** Show that it is being asked. */
  wait(): void {
    this.node.hidden = false;
    setText(this.sign, '…');
    setText(this.words, 'asking');
    setAttribute(this.node, 'data-presence', 'asking');
    setAttribute(this.node, 'title', null);
  }

  /** Show what is known; `null` where nobody has asked. */
  show(coverage: Coverage | null): void {
    this.node.hidden = coverage === null;
    if (!coverage) {
      return;
    }
    const { presence, source, note, error } = coverage;
    setText(this.sign, SIGNS[presence]);
    setText(this.words, coverageWords(coverage));
    setAttribute(this.node, 'data-presence', presence);
    const why = [SOURCES[source], note, error ? errorWords(error) : ''].filter(Boolean).join('\n');
    setAttribute(this.node, 'title', why || null);
  }
}
