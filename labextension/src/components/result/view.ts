/** One result: tools, rows, and what is to be known of them. Shared by tab and widget. */
import type { Backend, Subscription } from '../../api/backend';
import type { Result } from '../../api/schema';
import { type Component, h } from '../dom';
import { Grid, PagedSource, type RowSet } from '../grid';
import { makePane } from '../panes';
import type { RowDetails } from '../row/details';
import { CiteBox } from './cite';
import { FilterBar } from './filterBar';
import { nothing } from './nothing';
import { provenance } from './provenance';
import type { Selected, Selections } from './selections';
import { Side } from './side';
import { StatusLine } from './status';

/** What can be done with a result; it says on how many rows it acts. */
export interface ResultTools extends Component {
  /** Only some of the rows are shown, of `allRows`; `null` when all are. */
  filtered?(allRows: number | null): void;
  /** So many rows are selected. */
  selected?(rows: number): void;
}

/** What a view shows, and what can be asked of it. */
export interface ResultViewOptions {
  backend: Backend;
  result: Result;
  /** Stands above the rows; disposed of with the view. */
  toolbar?: ResultTools;
  /** What can be asked of single rows; without it there are no panes beside them. */
  details?: RowDetails;
  /** Where it is told which rows are selected. */
  selections?: Selections;
}

/** Toolbar, grid, status line, provenance. */
export class ResultView implements Component {
  readonly node: HTMLElement;
  private readonly grid: Grid;
  private readonly source: PagedSource;
  private readonly status: StatusLine;
  private readonly empty: HTMLElement | null;
  private readonly side: Side | null;
  private readonly filters: FilterBar | null;
  private readonly observer: ResizeObserver | null = null;
  private toolbar: HTMLElement | undefined;
  private details: HTMLElement;
  private result: Result;
  private readonly subscription: Subscription | undefined;

  constructor(private readonly options: ResultViewOptions) {
    const { backend, result, toolbar, details } = options;
    this.result = result;
    this.subscription = options.selections?.offer(() => this.selection());
    this.toolbar = toolbar && makePane(toolbar.node);
    this.details = provenance(result);
    this.source = new PagedSource({
      rowCount: result.rows,
      columns: result.columns,
      load: (request, signal) => backend.rows(result.id, request, signal)
    });
    this.status = new StatusLine(result);
    const cite = backend.citation?.bind(backend);
    const citeBox = cite ? new CiteBox(() => cite(result.id)) : null;
    this.grid = new Grid(this.source, {
      label: `Rows of ${result.title}`,
      onSelect: selection => this.selected(selection),
      onFocusRow: row => this.side?.current(row)
    });
    this.empty = result.rows > 0 ? null : nothing(result.provenance);
    const { source, grid } = this;
    this.side =
      details && !this.empty ? new Side({ backend, details, result, source, grid }) : null;
    this.filters = this.empty ? null : new FilterBar(source);
    source.subscribe(({ kind }) => kind === 'filtered' && this.filtered());
    const rows = makePane(h('div', { class: 'esap-rows' }, this.empty ?? grid.node));
    this.node = h(
      'div',
      { class: 'esap-result' },
      this.toolbar,
      this.filters?.node,
      h('div', { class: 'esap-body' }, rows, this.side?.node),
      makePane(h('div', { class: 'esap-foot' }, this.status.node, this.details, citeBox?.node))
    );
    if (this.side && typeof ResizeObserver !== 'undefined') {
      this.observer = new ResizeObserver(() => this.begin());
      this.observer.observe(this.node);
    }
  }

  dispose(): void {
    this.observer?.disconnect();
    this.subscription?.dispose();
    this.options.toolbar?.dispose();
    this.side?.dispose();
    this.filters?.dispose();
    this.grid.dispose();
    this.source.dispose();
    this.status.dispose();
    this.node.remove();
  }

  /** Show more rows of the same result, and the tools once all are here. */
  grow(result: Result, toolbar?: ResultTools): void {
    this.result = result;
    this.status.update(result);
    this.source.grow(result.rows);
    this.side?.grow(result);
    const details = provenance(result);
    this.details.replaceWith(details);
    this.details = details;
    if (toolbar) {
      const node = makePane(toolbar.node);
      this.toolbar ? this.toolbar.replaceWith(node) : this.node.prepend(node);
      this.options.toolbar?.dispose();
      this.options.toolbar = toolbar;
      this.toolbar = node;
      this.filtered();
      toolbar.selected?.(this.grid.selection.size);
    }
  }

  /** How many rows there are. */
  get rows(): number {
    return this.source.rowCount;
  }

  /** Focus the rows, or the words that stand for them. */
  focus(): void {
    (this.empty ?? this.grid).focus();
  }

  // What is still coming cannot be picked from.
  private selection(): Selected | null {
    const { size, ranges } = this.grid.selection;
    const { column, direction, where } = this.source.order;
    const rows = ranges.map(([first, last]): [number, number] => [first, last]);
    return size === 0 || this.result.partial
      ? null
      : {
          result: this.result,
          rows: size,
          selection: { ranges: rows, sort: column, direction, ...(where ? { where } : {}) }
        };
  }

  private filtered(): void {
    const { where, allRows } = this.source;
    this.options.toolbar?.filtered?.(where ? allRows : null);
  }

  private selected(selection: RowSet): void {
    this.status.select(selection.size);
    this.options.toolbar?.selected?.(selection.size);
    this.side?.select(selection);
  }

  /** Panes begin as open as there is room, once that is known. */
  private begin(): void {
    const { clientWidth } = this.node;
    if (clientWidth > 0) {
      this.observer?.disconnect();
      this.side?.begin(clientWidth);
    }
  }
}
