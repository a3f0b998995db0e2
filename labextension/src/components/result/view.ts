/** One result: tools, rows, and what is to be known of them. Shared by tab and widget. */
import type { Backend } from '../../api/backend';
import type { Result } from '../../api/schema';
import { type Component, h } from '../dom';
import { Grid, PagedSource, type RowSet } from '../grid';
import { makePane } from '../panes';
import { provenance } from './provenance';
import { StatusLine } from './status';

/** What a view shows, and what can be asked of it. */
export interface ResultViewOptions {
  backend: Backend;
  result: Result;
  /** Stands above the rows; disposed of with the view. */
  toolbar?: Component;
}

/** Toolbar, grid, status line, provenance. */
export class ResultView implements Component {
  readonly node: HTMLElement;
  private readonly grid: Grid;
  private readonly source: PagedSource;
  private readonly status: StatusLine;
  private readonly empty: HTMLElement | null;

  constructor(private readonly options: ResultViewOptions) {
    const { backend, result, toolbar } = options;
    this.source = new PagedSource({
      rowCount: result.rows,
      columns: result.columns,
      load: (request, signal) => backend.rows(result.id, request, signal)
    });
    this.status = new StatusLine(result);
    this.grid = new Grid(this.source, {
      label: `Rows of ${result.title}`,
      onSelect: selection => this.selected(selection)
    });
    this.empty = result.rows > 0 ? null : nothing(result);
    this.node = h(
      'div',
      { class: 'esap-result' },
      toolbar && makePane(toolbar.node),
      makePane(h('div', { class: 'esap-rows' }, this.empty ?? this.grid.node)),
      makePane(h('div', { class: 'esap-foot' }, this.status.node, provenance(result)))
    );
  }

  dispose(): void {
    this.options.toolbar?.dispose();
    this.grid.dispose();
    this.source.dispose();
    this.status.dispose();
    this.node.remove();
  }

  /** Focus the rows, or the words that stand for them. */
  focus(): void {
    (this.empty ?? this.grid).focus();
  }

  private selected(selection: RowSet): void {
    this.status.select(selection.size);
  }
}

function nothing(result: Result): HTMLElement {
  const { target, radius } = result.provenance;
  const where = target && radius !== null ? ` within ${radius}° of ${target.name}` : '';
  return h(
    'div',
    { class: 'esap-empty', tabindex: -1 },
    h('p', {}, `The archive answered: it has no rows${where}.`),
    h('p', { class: 'esap-hint' }, 'Try a larger radius or another collection.')
  );
}
