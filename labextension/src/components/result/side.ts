/** The two panes beside the rows: the sky, and the current row. */
import { type Backend, BackendError } from '../../api/backend';
import type { Result } from '../../api/schema';
import { type Component, h, setText } from '../dom';
import type { Grid, RowSet, RowSource } from '../grid';
import { errorNotice, Notice } from '../notice';
import type { RowDetails } from '../row/details';
import { RowPane } from '../row/rowPane';
import { SkyPlot } from '../sky/skyPlot';
import { Fold } from './fold';
import { RowFacts } from './rowFacts';

/** What the panes stand on. */
export interface SideOptions {
  readonly backend: Backend;
  readonly details: RowDetails;
  readonly result: Result;
  readonly source: RowSource;
  readonly grid: Grid;
}

const NONE = { total: 0, unread: 0, shapes: [] };
/** Narrower than this, the panes begin folded. */
const WIDE = 800;

/** Follows the grid, and tells it what is chosen on the sky. */
export class Side implements Component {
  readonly node: HTMLElement;
  private readonly facts: RowFacts;
  private readonly plot: SkyPlot;
  private readonly pane: RowPane;
  private readonly notice = new Notice();
  private readonly nothing = h('p', { class: 'esap-hint', role: 'status' });
  private readonly sky: Fold;
  private readonly row: Fold;
  private readonly unsubscribe: () => void;
  private asking: AbortController | null = null;
  private stale = true;
  private result: Result;

  constructor(private readonly options: SideOptions) {
    const { backend, details, result, source, grid } = options;
    this.result = result;
    this.facts = new RowFacts(result, source);
    const { nameOf, aroundOf } = this.facts;
    const { target, radius, request } = result.provenance;
    this.plot = new SkyPlot({
      search: {
        name: target?.name ?? '',
        target: target && { ra: target.ra, dec: target.dec },
        radius,
        polygon: request?.polygon ?? []
      },
      nameOf,
      onChoose: (rows, how) => grid.choose(rows, how === 'toggle')
    });
    this.pane = new RowPane({ backend, details, result, source, nameOf, aroundOf });
    const skyContent = h(
      'div',
      { class: 'esap-sky-pane' },
      this.notice.node,
      this.nothing,
      this.plot.node
    );
    this.sky = new Fold('Sky', skyContent, open => this.folded(open && this.stale));
    this.row = new Fold('Row', this.pane.node, open => this.rowFolded(open));
    this.node = h('div', { class: 'esap-side' }, this.sky.node, this.row.node);
    this.unsubscribe = source.subscribe(change => {
      if (change.kind === 'sorted' || change.kind === 'filtered') {
        this.sorted();
      }
    });
  }

  /** Begin, once the size on the page is known. */
  begin(width: number): void {
    this.sky.begin(width >= WIDE);
    this.row.begin(width >= WIDE);
  }

  dispose(): void {
    this.unsubscribe();
    this.asking?.abort();
    this.plot.dispose();
    this.pane.dispose();
    this.node.remove();
  }

  /** There are more rows, or now all of them. */
  grow(result: Result): void {
    this.result = result;
    this.stale = true;
    if (this.sky.open) {
      void this.load();
    }
  }

  /** The grid has other rows selected. */
  select(selection: RowSet): void {
    this.plot.select(row => selection.has(row), selection.size);
  }

  /** The grid has another current row. */
  current(row: number): void {
    if (this.row.open) {
      this.pane.show(row);
    }
    void this.mark(row);
  }

  private async mark(row: number): Promise<void> {
    const position = this.sky.open ? await this.facts.positionOf(row) : null;
    this.plot.mark(row, position);
  }

  private sorted(): void {
    this.stale = true;
    if (this.sky.open) {
      void this.load();
    }
    // With a header active, as after a click on it, no row is; the first one stands in for it.
    this.current(Math.max(0, this.options.grid.activeRow));
  }

  private folded(load: boolean): void {
    this.layOut();
    if (load) {
      void this.load();
    }
  }

  private rowFolded(open: boolean): void {
    this.layOut();
    if (open) {
      this.pane.show(Math.max(0, this.options.grid.activeRow));
    }
  }

  private layOut(): void {
    this.node.classList.toggle('esap-mod-folded', !this.sky.open && !this.row.open);
  }

  private async load(): Promise<void> {
    const { details, source } = this.options;
    const { result } = this;
    if (result.partial) {
      this.notice.show({ kind: 'info', message: 'The sky is drawn when all rows are here.' });
      return;
    }
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    this.stale = false;
    try {
      const { services } = details;
      const positions = await services.positions(result.id, source.order, signal);
      this.reveal(true);
      this.plot.show(positions, NONE);
      this.notice.show(null);
      void this.mark(this.options.grid.activeRow);
      const footprints = await services.footprints(result.id, source.order, signal);
      if (!signal.aborted) {
        this.plot.show(positions, footprints);
      }
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (isPlaceless(error)) {
        this.reveal(false);
        this.notice.show(null);
      } else {
        this.stale = true;
        const retry = { label: 'Retry', run: () => void this.load() };
        this.notice.show({ ...errorNotice(error as Error), actions: [retry] });
      }
    }
  }

  private reveal(positions: boolean): void {
    this.plot.node.hidden = !positions;
    const words = 'This table has no positions, so there is nothing to draw.';
    setText(this.nothing, positions ? '' : words);
  }
}

/** Whether the server says that no columns of the table are a position. */
function isPlaceless(error: unknown): boolean {
  return error instanceof BackendError && error.code === 'no_positions';
}
