/** One result: tools, rows, and what is to be known of them. Shared by tab and widget. */
import type { Backend } from '../../api/backend';
import type { Result } from '../../api/schema';
import { type Component, h } from '../dom';
import { count } from '../format';
import { Grid, PagedSource, type RowSet } from '../grid';
import { showNotice } from '../notice';
import { provenance } from './provenance';
import { StatusLine } from './status';

const HIGHER = 10;

/** What a view shows, and what can be asked of it. */
export interface ResultViewOptions {
  backend: Backend;
  result: Result;
  /** Stands above the rows; disposed of with the view. */
  toolbar?: Component;
  /** Offered when the archive did not send all rows. */
  onHigherLimit?: (maxrec: number) => void;
  /** Whether the host's keyboard shortcuts rest while the grid has the focus. */
  suppressShortcuts?: boolean;
}

/** Toolbar, grid, status line, provenance. */
export class ResultView implements Component {
  readonly node: HTMLElement;
  readonly grid: Grid;
  private readonly source: PagedSource;
  private readonly status: StatusLine;

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
      suppressShortcuts: options.suppressShortcuts,
      onSelect: selection => this.selected(selection)
    });
    const warning = h('div', { hidden: true });
    this.node = h(
      'div',
      { class: 'esap-result' },
      toolbar?.node,
      warning,
      h('div', { class: 'esap-rows' }, result.rows > 0 ? this.grid.node : nothing(result)),
      h('div', { class: 'esap-foot' }, this.status.node, provenance(result))
    );
    if (result.truncated) {
      this.warn(warning);
    }
  }

  dispose(): void {
    this.options.toolbar?.dispose();
    this.grid.dispose();
    this.source.dispose();
    this.status.dispose();
    this.node.remove();
  }

  private selected(selection: RowSet): void {
    this.status.select(selection.size);
  }

  private warn(place: HTMLElement): void {
    const { result, onHigherLimit } = this.options;
    const higher = result.rows * HIGHER;
    showNotice(place, {
      kind: 'warning',
      message: `The archive has more rows: it stopped at ${count(result.rows)}.`,
      remedy: 'Those shown are an arbitrary part of them.',
      actions: onHigherLimit
        ? [
            {
              label: `Run with a limit of ${count(higher)}`,
              run: () => onHigherLimit(higher)
            }
          ]
        : []
    });
  }
}

function nothing(result: Result): HTMLElement {
  const { target, radius } = result.provenance;
  const where = target && radius !== null ? ` within ${radius}° of ${target.name}` : '';
  return h(
    'div',
    { class: 'esap-empty' },
    h('p', {}, `The archive answered: it has no rows${where}.`),
    h('p', { class: 'esap-hint' }, 'Try a larger radius or another collection.')
  );
}
