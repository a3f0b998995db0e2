import { count, counted } from '../format';
import { Announcer } from './announcer';
import { ColumnActions } from './columnActions';
import { ColumnModel } from './columns';
import { Copier } from './copier';
import { Cursor } from './cursor';
import { shownWords } from './filterText';
import { FIRST_WIDTH, Fitter, type Measure, measureIn } from './fitter';
import { buildFrame, type Frame } from './frame';
import { actOnKey, type KeyCommands } from './keys';
import type { GridOptions } from './options';
import { Painter, type Place } from './painter';
import { Pointer, type PointerCommands } from './pointer';
import { Popups } from './popups';
import type { RowSet } from './rowSet';
import type { RowSource, SourceChange } from './rowSource';
import { Selector } from './selector';
import { Viewport } from './viewport';

/**
 * A table of any size in a box as large as its parent.
 *
 * It follows the WAI-ARIA grid pattern: the grid is one tab stop, `aria-activedescendant` names
 * the active cell, and the header is the row above the first.
 */
export class Grid {
  private readonly frame: Frame;
  private readonly columns: ColumnModel;
  private readonly viewport: Viewport;
  private readonly painter: Painter;
  private readonly announcer: Announcer;
  private readonly selector = new Selector(() => this.selected());
  private readonly fitter: Fitter;
  private readonly copier: Copier;
  private readonly actions: ColumnActions;
  private readonly cursor: Cursor;
  private readonly popups: Popups;
  private readonly pointer: Pointer;
  private readonly unsubscribe: () => void;
  private frameRequest = 0;
  private measured = false;

  /**
   * @param source - where the rows come from; it stays the owner's to dispose
   * @param options - its name, and what to tell the owner
   */
  constructor(
    private readonly source: RowSource,
    private readonly options: GridOptions
  ) {
    const { label } = options;
    this.frame = buildFrame({ label, rowCount: source.rowCount, showAll: () => this.showAll() });
    const measure: Measure = measureIn(this.frame.node);
    this.columns = new ColumnModel(source.columns.map(() => FIRST_WIDTH));
    this.announcer = new Announcer(() => source.retry());
    this.frame.node.append(this.announcer.node);
    this.fitter = new Fitter(source, this.columns, measure);
    this.copier = new Copier({ ...this.parts, announcer: this.announcer });
    this.painter = new Painter({ ...this.parts, frame: this.frame });
    this.viewport = new Viewport({
      frame: this.frame,
      rowCount: source.rowCount,
      twoLines: source.columns.some(column => column.unit),
      moved: () => this.schedule(),
      resized: () => this.resized()
    });
    this.cursor = new Cursor({
      rowCount: () => source.rowCount,
      columns: this.columns,
      viewport: this.viewport,
      rowChanged: row => options.onFocusRow?.(row),
      changed: () => this.schedule()
    });
    this.popups = new Popups(this.frame, () => this.schedule());
    this.actions = this.columnActions();
    this.pointer = new Pointer(this.frame, this.pointerCommands());
    this.listen();
    this.unsubscribe = source.subscribe(change => this.sourceChanged(change));
  }

  /** The element to put on the page; its parent gives the size. */
  get node(): HTMLElement {
    return this.frame.node;
  }

  /** The selected rows, counted from 0 in the order shown. */
  get selection(): RowSet {
    return this.selector.rows;
  }

  get rowCount(): number {
    return this.source.rowCount;
  }

  /** The row with the keyboard's cell, −1 for the header. */
  get activeRow(): number {
    return this.cursor.row;
  }

  /** Bring a row (from 0) into the middle of the view and make it the active one. */
  goTo(row: number): void {
    const target = Math.max(0, Math.min(this.source.rowCount - 1, Math.floor(row)));
    this.cursor.activate({ row: target, position: this.cursor.place.position });
    this.viewport.centreRow(target);
  }

  /** Select rows that were chosen elsewhere, and bring the first into view. */
  choose(rows: readonly number[], toggle = false): void {
    if (rows.length === 0) {
      this.selector.clear();
      return;
    }
    this.goTo(rows[0]);
    if (toggle) {
      this.selector.toggle(rows[0]);
    } else {
      this.selector.group(rows);
    }
  }

  /** Give the grid the keyboard. */
  focus(): void {
    this.frame.view.focus({ preventScroll: true });
  }

  /** Take the grid off the page and let go of everything; the source stays its owner's. */
  dispose(): void {
    this.unsubscribe();
    this.popups.drop();
    this.copier.cancel();
    this.pointer.dispose();
    this.viewport.dispose();
    this.announcer.dispose();
    cancelAnimationFrame(this.frameRequest);
    this.frame.node.remove();
  }

  private get parts() {
    return { source: this.source, columns: this.columns, selection: this.selector.rows };
  }

  private listen(): void {
    const { view } = this.frame;
    view.addEventListener('keydown', event => {
      if (this.columns.size && actOnKey(event, this.keyCommands())) {
        event.preventDefault();
        event.stopPropagation();
      }
    });
    view.addEventListener('copy', event => {
      event.preventDefault();
      void this.copier.copy(this.cursor.place);
    });
  }

  private columnActions(): ColumnActions {
    return new ColumnActions({
      ...this.parts,
      fitter: this.fitter,
      announcer: this.announcer,
      rows: () => this.viewport.rows(),
      copyName: column => void this.copier.copyName(column),
      askFilter: position => this.askFilter(position),
      changed: column => this.columnsChanged(column)
    });
  }

  private keyCommands(): KeyCommands {
    const { actions, selector, source, viewport } = this;
    return {
      active: this.cursor.place,
      lastRow: source.rowCount - 1,
      lastPosition: this.columns.size - 1,
      pageRows: viewport.pageRows,
      move: place => {
        selector.release();
        this.cursor.show(place);
      },
      extend: row => {
        selector.extend(row, this.cursor.row);
        this.cursor.show({ row, position: this.cursor.place.position });
      },
      toggle: row => selector.toggle(row),
      extendHere: row => selector.extend(row, row),
      selectAll: () => selector.all(source.rowCount),
      escape: () => this.escape(),
      copy: () => void this.copier.copy(this.cursor.place),
      askRow: () => this.askRow(),
      retry: place => this.retry(place),
      sort: position => actions.sort(position),
      openMenu: position => this.openMenu(position),
      widen: (position, by) => actions.widen(position, by),
      moveColumn: (position, by) => actions.move(position, by)
    };
  }

  private pointerCommands(): PointerCommands {
    const { actions } = this;
    return {
      select: (place, event) => this.select(place, event),
      sort: position => {
        this.cursor.activate({ row: -1, position });
        actions.sort(position);
      },
      openMenu: position => this.openMenu(position),
      widthAt: position => actions.widthAt(position),
      resize: (position, width) => actions.resize(position, width),
      fit: position => actions.fit(position),
      moveColumn: (position, by) => actions.move(position, by)
    };
  }

  private select(place: Place, event: MouseEvent): void {
    if (this.retry(place)) {
      this.cursor.activate(place);
      return;
    }
    const origin = this.cursor.row;
    this.cursor.activate(place);
    if (event.shiftKey) {
      this.selector.extend(this.cursor.row, origin);
    } else if (event.ctrlKey || event.metaKey) {
      this.selector.toggle(this.cursor.row);
    } else {
      this.selector.pick(this.cursor.row);
    }
  }

  private selected(): void {
    const { size } = this.selector.rows;
    this.announcer.say(size ? `${counted(size, 'row')} selected.` : 'No row selected.');
    this.options.onSelect?.(this.selector.rows);
    this.schedule();
  }

  private escape(): boolean {
    if (this.copier.cancel()) {
      return true;
    }
    const any = this.selector.rows.size > 0;
    this.selector.clear();
    return any;
  }

  private retry({ row, position }: Place): boolean {
    const failed = row >= 0 && this.source.failure(row, this.columns.at(position)) !== undefined;
    if (failed) {
      this.source.retry();
    }
    return failed;
  }

  private askRow(): void {
    if (this.source.rowCount) {
      this.popups.askRow(this.source.rowCount, row => this.goTo(row));
    }
  }

  private openMenu(position: number): void {
    const { actions, popups } = this;
    const cell = this.headerAt(position);
    popups.menu(`Column ${actions.nameAt(position)}`, actions.menu(position), cell);
  }

  private askFilter(position: number): void {
    this.popups.askFilter(this.source, this.columns.at(position), this.headerAt(position));
  }

  private headerAt(position: number): Element {
    this.cursor.show({ row: -1, position });
    this.paint();
    return this.painter.cellAt({ row: -1, position }) ?? this.frame.view;
  }

  private sourceChanged(change: SourceChange): void {
    if (change.kind === 'loaded') {
      this.fitFirstPage(change.start, change.stop, change.columns);
    } else if (change.kind === 'failed') {
      const rows = `Rows ${count(change.start + 1)} to ${count(change.stop)}`;
      this.announcer.fail(
        `${rows} could not be loaded. ${change.message} Press Enter on a failed cell to retry.`
      );
    } else {
      this.announcer.recover();
    }
    const { kind } = change;
    if (kind === 'sorted' || kind === 'filtered' || kind === 'grown') {
      this[kind]();
    }
    this.schedule();
  }

  private resized(): void {
    if (!this.measured && this.viewport.visible) {
      this.measured = true;
      this.fitter.headers();
    }
    this.reshape(() => {
      this.columns.setRoom(this.viewport.width);
      return true;
    });
  }

  /** More rows have come: what is in view, selected and active stays so. */
  private grown(): void {
    const { rowCount } = this.source;
    this.frame.view.setAttribute('aria-rowcount', String(rowCount + 1));
    this.frame.empty.hidden = rowCount > 0;
    this.viewport.setRowCount(rowCount);
  }

  /** Other rows are shown: what was selected is elsewhere now, or not there. */
  private filtered(): void {
    const { where } = this.source;
    this.toTop();
    this.grown();
    this.announcer.say(this.frame.explain(where !== null, shownWords(this.source)));
  }

  /** The rows have another order: what was selected is elsewhere now, and the top is news. */
  private sorted(): void {
    const { sort, columns } = this.source;
    this.toTop();
    this.announcer.say(
      sort.column === null
        ? 'Not sorted: the rows are in the order in which they came.'
        : `Sorted by ${columns[sort.column].name}, ${sort.direction}.`
    );
    this.options.onSort?.(sort);
  }

  private showAll(): void {
    void this.source.filter(null).then(() => this.focus());
  }

  private toTop(): void {
    this.copier.cancel();
    this.selector.clear();
    this.cursor.activate({
      row: Math.min(0, this.cursor.row),
      position: this.cursor.place.position
    });
    this.viewport.scrollTo(0);
  }

  /** Widen columns for their first rows, and keep the active cell in view if it was. */
  private fitFirstPage(start: number, stop: number, columns: readonly number[]): void {
    const inView = this.cursor.isColumnInView;
    this.reshape(() => this.fitter.firstPage(start, stop, columns));
    if (inView) {
      this.cursor.showColumn();
    }
  }

  private columnsChanged(column: number | undefined): void {
    this.reshape(() => true);
    if (column !== undefined) {
      this.cursor.toColumn(column);
    }
  }

  /** Change the columns, where `change` says that there is something new, and lay them out anew. */
  private reshape(change: () => boolean): void {
    const { columns, viewport, frame } = this;
    const first = columns.inView(viewport.left, viewport.width)[columns.held + 1];
    const before = first === undefined ? 0 : columns.left(first);
    if (!change()) {
      return;
    }
    const shift = first === undefined || first >= columns.size ? 0 : columns.left(first) - before;
    frame.view.setAttribute('aria-colcount', String(columns.size));
    frame.stage.classList.toggle('esap-mod-held', columns.held > 0);
    viewport.setWidths(columns.pinnedWidth, columns.restWidth);
    if (shift && viewport.left > 0) {
      frame.view.scrollLeft += shift;
    }
    this.painter.reset();
    this.schedule();
  }

  private schedule(): void {
    this.frameRequest ||= requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    cancelAnimationFrame(this.frameRequest);
    this.frameRequest = 0;
    const { viewport, columns } = this;
    if (!viewport.visible) {
      return;
    }
    const { first, stop } = viewport.rows();
    const positions = columns.inView(viewport.left, viewport.width);
    const shown = positions.map(position => columns.at(position));
    this.source.want(first, stop, shown);
    const { position: top, left, rowHeight } = viewport;
    this.painter.paint({ first, stop, top, left, rowHeight, positions }, this.cursor.place);
  }
}
