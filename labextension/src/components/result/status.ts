/** The line below a grid: how many rows, how many chosen, how it came to be. */
import type { Result } from '../../api/schema';
import { writeClipboard } from '../clipboard';
import { button, type Component, h, setText } from '../dom';
import { counted, seconds } from '../format';
import { icon } from '../icons';

const SAID_FOR = 2000;
/** Less than this is told as nothing, in seconds. */
const SHORTEST = 0.05;

/** How long the archive took; rows that no single service gave were put together here. */
function took({ service, language, seconds: time }: Result['provenance']): string {
  return service && language && time >= SHORTEST ? seconds(time) : '';
}

/** `13 rows · 3 selected · 2.1 s · ADQL`, with the query to copy. */
export class StatusLine implements Component {
  readonly node: HTMLElement;
  private readonly words = h('span', { role: 'status' });
  private readonly copied = h('span', { class: 'esap-hint', role: 'status' });
  private timer = 0;

  private selected = 0;

  constructor(private result: Result) {
    const { language, query } = result.provenance;
    const copy = button(`Copy ${language}`, () => void this.copy(query), {
      class: 'esap-link',
      title: query
    });
    copy.prepend(icon('copy'));
    this.node = h(
      'div',
      { class: 'esap-statusline' },
      this.words,
      query && language ? copy : null,
      this.copied
    );
    this.select(0);
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.node.remove();
  }

  /** More rows have come. */
  update(result: Result): void {
    this.result = result;
    this.select(this.selected);
  }

  /** Say how many rows are selected. */
  select(selected: number): void {
    this.selected = selected;
    const { rows, truncated, provenance, partial } = this.result;
    const parts = [
      counted(rows, 'row') + (partial ? ' so far' : truncated ? ' (truncated)' : ''),
      selected > 0 ? `${counted(selected, 'row').replace(/ rows?$/, '')} selected` : '',
      partial ? '' : took(provenance),
      provenance.language
    ];
    setText(this.words, parts.filter(Boolean).join(' · '));
  }

  private async copy(text: string): Promise<void> {
    const told = writeClipboard(Promise.resolve(text)).then(
      () => 'copied',
      () => 'The browser refused to copy.'
    );
    setText(this.copied, await told);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => setText(this.copied, ''), SAID_FOR);
  }
}
