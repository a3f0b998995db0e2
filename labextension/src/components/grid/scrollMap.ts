/**
 * The tallest space given to the browser, in CSS pixels. Chromium stops at 33.5 million device
 * pixels, so this holds up to a device scale factor of 16.
 */
export const MAX_SPACE = 2_000_000;
/** How far from either end the map is one to one, in CSS pixels. */
export const EDGE = 200_000;

/**
 * Maps the scroll bar's space to the rows' true space and back.
 *
 * Up to {@link MAX_SPACE} both are the same. Beyond it both ends stay one to one, so that the
 * first and the last row are reached exactly, and only the middle is compressed.
 */
export class ScrollMap {
  /** Height of the space to scroll through. */
  readonly space: number;
  /** Largest scroll position. */
  readonly scrollMax: number;
  /** Largest true position. */
  readonly topMax: number;

  /**
   * @param total - height of all rows
   * @param page - height of the rows in view
   */
  constructor(
    readonly total: number,
    readonly page: number
  ) {
    this.space = Math.min(MAX_SPACE, total);
    this.scrollMax = Math.max(0, this.space - page);
    this.topMax = Math.max(0, total - page);
  }

  /** The true position at a scroll position. */
  toTop(scroll: number): number {
    return map(scroll, this.scrollMax, this.topMax);
  }

  /** The scroll position at a true position. */
  toScroll(top: number): number {
    return map(top, this.topMax, this.scrollMax);
  }

  /** The nearest position that can be shown. */
  clamp(top: number): number {
    return Math.min(this.topMax, Math.max(0, top));
  }
}

function map(value: number, from: number, to: number): number {
  if (from === to || value <= EDGE) {
    return Math.min(Math.max(0, value), to);
  }
  if (value >= from - EDGE) {
    return Math.min(to, to - (from - value));
  }
  return EDGE + ((value - EDGE) * (to - 2 * EDGE)) / (from - 2 * EDGE);
}
