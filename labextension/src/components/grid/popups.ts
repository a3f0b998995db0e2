import { askFilter } from './filterBox';
import { withCondition, withoutConditions } from './filterText';
import type { Frame } from './frame';
import { askRow } from './goToRow';
import { type MenuItem, openMenu } from './menu';
import type { Popup } from './popup';
import type { RowSource } from './rowSource';

/** The one popup that a grid has open. */
export class Popups {
  private popup: Popup | undefined;

  constructor(
    private readonly frame: Frame,
    private readonly closed: () => void
  ) {
    frame.node.addEventListener('wheel', () => this.popup?.close(), { passive: true });
  }

  /** Open a column's menu below its header. */
  menu(label: string, groups: readonly (readonly MenuItem[])[], below: Element): void {
    this.drop();
    const { node: host, view: owner } = this.frame;
    const options = { label, groups, host, owner, closed: this.closed };
    this.popup = openMenu(below.getBoundingClientRect(), options);
  }

  /** Ask for one of `rowCount` rows; `go` gets it counted from 0. */
  askRow(rowCount: number, go: (row: number) => void): void {
    this.drop();
    const { node: host, view: owner, head } = this.frame;
    const options = { id: owner.id, rowCount, host, owner, go, closed: this.closed };
    this.popup = askRow(head.getBoundingClientRect(), options);
  }

  /** Ask what the values of a column (by its place in the table) have to be. */
  askFilter(source: RowSource, at: number, below: Element): void {
    this.drop();
    const { node: host, view: owner } = this.frame;
    const others = withoutConditions(source.where, one => one.column === at);
    const here = (source.where?.conditions ?? []).length - (others.conditions ?? []).length;
    this.popup = askFilter(below.getBoundingClientRect(), {
      column: source.columns[at],
      at,
      filtered: here > 0,
      host,
      owner,
      apply: condition => source.filter(withCondition(source.where, condition)),
      clear: () => source.filter(others),
      closed: this.closed
    });
  }

  drop(): void {
    this.popup?.drop();
  }
}
