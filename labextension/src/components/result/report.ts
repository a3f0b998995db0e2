/** How each archive did: kept with the search, shown as a table. */
import type { Backend } from '../../api/backend';
import type { Report, Unresolved } from '../../api/schema';
import { writeClipboard } from '../clipboard';
import { button, type Component, h } from '../dom';
import { count, counted, seconds } from '../format';
import { errorWords } from '../words';

const HEADS = ['Archive', 'State', 'Rows', 'Overflow', 'Took', 'What was said', 'Query'];

/** A folded table, read again when something has changed while it is open. */
export class ReportTable implements Component {
  readonly node: HTMLDetailsElement;
  private readonly place = h('div', { class: 'esap-report-table' });
  private ids: readonly string[] = [];
  private state = '';
  private shown = '';

  constructor(private readonly backend: Pick<Backend, 'searching'>) {
    this.node = h(
      'details',
      { class: 'esap-report', on: { toggle: () => this.look() } },
      h('summary', {}, 'Report'),
      this.place
    );
  }

  dispose(): void {
    this.node.remove();
  }

  /** Tell of which searches, later ones in place of the first, and in which state they are. */
  update(ids: readonly string[], state: string): void {
    this.ids = ids;
    this.state = state;
    this.look();
  }

  private look(): void {
    if (this.node.open && this.shown !== this.state) {
      this.shown = this.state;
      void this.load();
    }
  }

  private async load(): Promise<void> {
    try {
      const searches = await Promise.all(this.ids.map(id => this.backend.searching(id)));
      const latest = new Map(
        searches.flatMap(search => search.report).map(report => [report.archive, report])
      );
      const missing = searches.flatMap(search => search.unresolved);
      this.place.replaceChildren(tableOf([...latest.values()]), ...leftOut(missing));
    } catch (error) {
      this.shown = '';
      const words = errorWords(error as Error);
      this.place.replaceChildren(h('p', { class: 'esap-hint', role: 'status' }, words));
    }
  }
}

function leftOut(missing: readonly Unresolved[]): HTMLElement[] {
  if (missing.length === 0) {
    return [];
  }
  const words = `${counted(missing.length, 'target')} left out, as nobody could find them:`;
  const items = missing.map(({ text, error }) => h('li', {}, `${text}: ${errorWords(error)}`));
  return [h('p', {}, words), h('ul', { class: 'esap-left-out' }, ...items)];
}

function tableOf(reports: readonly Report[]): HTMLElement {
  const head = h('tr', {}, ...HEADS.map(label => h('th', { scope: 'col' }, label)));
  const rows = reports.map(report => {
    const [name, ...rest] = cellsOf(report);
    const cells = rest.map(text => h('td', {}, text));
    const query = h('td', {}, ...queryOf(report));
    const head = h('th', { scope: 'row' }, name);
    return h('tr', { 'data-state': report.state }, head, ...cells, query);
  });
  const caption = h('caption', {}, 'How each archive did');
  return h('table', {}, caption, h('thead', {}, head), h('tbody', {}, ...rows));
}

function cellsOf(report: Report): string[] {
  const { name, state, rows, truncated, error, notes } = report;
  const said = [error ? errorWords(error) : '', ...notes].filter(Boolean).join(' ');
  const number = rows === null ? '–' : count(rows);
  return [name, state, number, truncated ? 'yes' : 'no', seconds(report.seconds), said];
}

function queryOf({ name, query }: Report): HTMLElement[] {
  if (!query) {
    return [];
  }
  const copy = button('Copy', () => void writeClipboard(Promise.resolve(query)), {
    class: 'esap-link',
    'aria-label': `Copy the query to ${name}`
  });
  return [copy, h('code', { title: query }, query)];
}
