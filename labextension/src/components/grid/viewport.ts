import type { Frame } from './frame';
import { ScrollMap } from './scrollMap';

/** How long after a turn of the wheel scrolling counts as by the wheel, in milliseconds. */
const WHEEL_TIME = 300;
/** Larger steps are those of the scroll bar, in CSS pixels. */
const SMALL_STEP = 200;
/** How long the scroll bar must rest before it is put where it belongs, in milliseconds. */
const REST = 150;
/** Rows painted above and below the view. */
const OVER = 2;
/** The size of a row, and of a header of one or two lines, in parts of the font's size. */
const ROW_EMS = 1.85;
const HEADER_EMS = { one: 2.15, two: 3.1 };

/** What the viewport is made of; `moved` is called whenever something else is in view. */
export interface ViewportOptions {
  readonly frame: Frame;
  readonly rowCount: number;
  readonly twoLines: boolean;
  readonly moved: () => void;
  readonly resized: () => void;
}

/** Where the grid is scrolled to, in true pixels, and how large rows and view are. */
export class Viewport {
  rowHeight = 24;
  width = 0;
  private top = 0;
  private height = 0;
  private headHeight = 28;
  private map = new ScrollMap(0, 0);
  private last = 0;
  private awaited: number | undefined;
  private exactUntil = 0;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private rowCount: number;
  private readonly observer = new ResizeObserver(() => this.measure());

  constructor(private readonly options: ViewportOptions) {
    this.rowCount = options.rowCount;
    const { view, probe } = options.frame;
    const byHand = () => {
      this.exactUntil = performance.now() + WHEEL_TIME;
    };
    view.addEventListener('scroll', () => this.scrolled(), { passive: true });
    view.addEventListener('wheel', byHand, { passive: true });
    view.addEventListener('touchmove', byHand, { passive: true });
    this.observer.observe(view);
    this.observer.observe(probe);
  }

  /** Whether there is anything to see: a grid in a hidden tab has no height. */
  get visible(): boolean {
    return this.height > 0;
  }

  /** The true position, in whole pixels. */
  get position(): number {
    return Math.round(this.top);
  }

  get left(): number {
    return this.options.frame.view.scrollLeft;
  }

  /** How many rows fit, at least one. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.map.page / this.rowHeight));
  }

  /** The rows in view and some around them: `first <= row < stop`. */
  rows(): { first: number; stop: number } {
    const last = Math.ceil((this.top + this.map.page) / this.rowHeight);
    return {
      first: Math.max(0, Math.floor(this.top / this.rowHeight) - OVER),
      stop: Math.min(this.rowCount, last + OVER)
    };
  }

  /** There are more rows; those in view stay where they are. */
  setRowCount(rowCount: number): void {
    this.rowCount = rowCount;
    this.measure();
  }

  /** Scroll as little as needed to see a row. */
  showRow(row: number): void {
    const highest = (row + 1) * this.rowHeight - this.map.page;
    this.scrollTo(Math.max(Math.min(this.top, row * this.rowHeight), highest));
  }

  /** Scroll so that a row is in the middle, as soon as there is anything to see. */
  centreRow(row: number): void {
    if (!this.visible) {
      this.awaited = row;
      return;
    }
    this.scrollTo((row + 0.5) * this.rowHeight - this.map.page / 2);
  }

  scrollTo(top: number): void {
    this.top = this.map.clamp(top);
    this.settle();
    this.options.moved();
  }

  /** Scroll as little as needed to see `width` pixels at `left` beside `pinned` pixels. */
  showColumn(left: number, width: number, pinned: number): void {
    const { view } = this.options.frame;
    const lowest = left + width - (this.width - pinned);
    view.scrollLeft = Math.max(Math.min(view.scrollLeft, left), Math.min(left, lowest));
  }

  /** Give the columns' widths. */
  setWidths(pinned: number, rest: number): void {
    const { space, stage } = this.options.frame;
    space.style.width = `${pinned + rest}px`;
    stage.style.setProperty('--esap-held', `${pinned}px`);
  }

  dispose(): void {
    this.observer.disconnect();
    clearTimeout(this.rest);
  }

  private measure(): void {
    const { view, probe, stage, space, node } = this.options.frame;
    const wasVisible = this.visible;
    this.height = view.clientHeight;
    // A hidden tab has no size, and the browser forgets where it was scrolled to.
    if (!this.visible) {
      return;
    }
    const em = probe.offsetHeight || 13;
    const row = this.top / this.rowHeight;
    this.rowHeight = Math.round(em * ROW_EMS);
    this.headHeight = Math.round(em * HEADER_EMS[this.options.twoLines ? 'two' : 'one']);
    node.style.setProperty('--esap-row', `${this.rowHeight}px`);
    node.style.setProperty('--esap-head', `${this.headHeight}px`);
    // A scroll bar may come or go with the space's height, so it is set before measuring.
    const total = this.rowCount * this.rowHeight;
    space.style.height = `${new ScrollMap(total, 0).space + this.headHeight}px`;
    this.height = view.clientHeight;
    this.width = view.clientWidth;
    stage.style.height = `${this.height}px`;
    stage.style.width = `${this.width}px`;
    this.map = new ScrollMap(total, Math.max(this.rowHeight, this.height - this.headHeight));
    this.options.resized();
    this.scrollTo(row * this.rowHeight);
    if (!wasVisible && this.awaited !== undefined) {
      this.centreRow(this.awaited);
      this.awaited = undefined;
    }
  }

  private scrolled(): void {
    const { view } = this.options.frame;
    if (!view.clientHeight) {
      return;
    }
    const scroll = view.scrollTop;
    const step = scroll - this.last;
    this.last = scroll;
    if (step) {
      const end = scroll <= 0 || scroll >= this.map.scrollMax - 1;
      const exact = performance.now() < this.exactUntil || Math.abs(step) < SMALL_STEP;
      this.top = this.map.clamp(exact && !end ? this.top + step : this.map.toTop(scroll));
      clearTimeout(this.rest);
      this.rest = setTimeout(() => this.settle(), REST);
    }
    this.options.moved();
  }

  /** Put the scroll bar where the true position belongs. */
  private settle(): void {
    const { view } = this.options.frame;
    const scroll = Math.round(this.map.toScroll(this.top));
    if (Math.abs(scroll - view.scrollTop) > 1) {
      view.scrollTop = scroll;
    }
    this.last = view.scrollTop;
  }
}
