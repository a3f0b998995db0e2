/** Fills a list of targets from a stored result: a column of names, or its positions. */
import type { Backend } from '../../api/backend';
import type { Column, Result } from '../../api/schema';
import { button, type Component, h, setText, uniqueId } from '../dom';
import { counted } from '../format';
import { errorWords } from '../words';

/** As many targets as a search takes. */
export const MOST_TARGETS = 1000;

const PAIRS: readonly (readonly [string, string])[] = [
  ['s_ra', 's_dec'],
  ['ra', 'dec'],
  ['raj2000', 'dej2000'],
  ['ra_icrs', 'de_icrs']
];
const PAGE = 500;
const POSITIONS = 'positions';

/** A choice of a result and of what of it to take. */
export class FromResult implements Component {
  readonly node: HTMLElement;
  private readonly result: HTMLSelectElement;
  private readonly column: HTMLSelectElement;
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private results: Result[] = [];

  constructor(
    private readonly backend: Pick<Backend, 'results' | 'rows'>,
    private readonly take: (lines: string[]) => void
  ) {
    this.result = h('select', {
      id: uniqueId('result'),
      class: 'esap-input',
      'aria-label': 'Result',
      on: { change: () => this.offer() }
    });
    this.column = h('select', { class: 'esap-input', 'aria-label': 'Column' });
    this.node = h(
      'div',
      { class: 'esap-from-result', role: 'group', 'aria-label': 'From a result' },
      this.result,
      this.column,
      button('Take', () => void this.bring()),
      this.status
    );
    void this.load();
  }

  dispose(): void {
    this.node.remove();
  }

  private async load(): Promise<void> {
    setText(this.status, 'Reading the list of results…');
    try {
      this.results = (await this.backend.results()).filter(one => one.rows > 0);
      const options = this.results.map(({ id, name, rows }) =>
        h('option', { value: id }, `${name} (${counted(rows, 'row')})`)
      );
      this.result.replaceChildren(...options);
      setText(this.status, this.results.length > 0 ? '' : 'There is no result with rows yet.');
      this.offer();
    } catch (error) {
      setText(this.status, errorWords(error as Error));
    }
  }

  private get chosen(): Result | undefined {
    return this.results.find(({ id }) => id === this.result.value);
  }

  private offer(): void {
    const columns = this.chosen?.columns ?? [];
    const words = columns
      .map((column, at) => ({ column, at }))
      .filter(({ column }) => /char/i.test(column.datatype));
    this.column.replaceChildren(
      ...(positionsOf(columns) ? [h('option', { value: POSITIONS }, 'positions')] : []),
      ...words.map(({ column, at }) => h('option', { value: String(at) }, column.name))
    );
  }

  private async bring(): Promise<void> {
    const { chosen } = this;
    const columns = chosen && this.columnsOf(chosen);
    if (!chosen || !columns) {
      setText(this.status, 'This result has neither positions nor names.');
      return;
    }
    setText(this.status, 'Reading…');
    try {
      const lines = await this.lines(chosen, columns);
      const cut = chosen.rows > MOST_TARGETS ? ` of ${counted(chosen.rows, 'row')}` : '';
      setText(this.status, `${counted(lines.length, 'target')}${cut}.`);
      this.take(lines);
    } catch (error) {
      setText(this.status, errorWords(error as Error));
    }
  }

  private columnsOf({ columns }: Result): number[] | null {
    if (this.column.value === POSITIONS) {
      return positionsOf(columns);
    }
    return this.column.value ? [Number(this.column.value)] : null;
  }

  private async lines(result: Result, columns: number[]): Promise<string[]> {
    const found = new Set<string>();
    const last = Math.min(result.rows, MOST_TARGETS);
    for (let start = 0; start < last; start += PAGE) {
      const stop = Math.min(start + PAGE, last);
      const order = { sort: null, direction: 'none' as const };
      const { cells } = await this.backend.rows(result.id, { start, stop, columns, ...order });
      for (const row of cells) {
        if (row.every(cell => cell?.trim())) {
          found.add(row.join(' '));
        }
      }
    }
    return [...found];
  }
}

function positionsOf(columns: readonly Column[]): number[] | null {
  const by = (test: (column: Column) => boolean) => columns.findIndex(test);
  const ucd = (word: string) => by(column => plain(column.ucd) === `pos.eq.${word};meta.main`);
  const marked = [ucd('ra'), ucd('dec')];
  if (marked.every(at => at >= 0)) {
    return marked;
  }
  for (const pair of PAIRS) {
    const named = pair.map(name => by(column => column.name.toLowerCase() === name));
    if (named.every(at => at >= 0)) {
      return named;
    }
  }
  return null;
}

function plain(text: string | null): string {
  return (text ?? '').replace(/\s/g, '').toLowerCase();
}
