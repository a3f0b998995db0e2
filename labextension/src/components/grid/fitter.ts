import { type ColumnModel, MIN_WIDTH } from './columns';
import type { CellText, GridColumn, RowSource } from './rowSource';

/** How wide columns are until the font is known, in CSS pixels. */
export const FIRST_WIDTH = 100;
/** Room beside a cell's text and beside a header's, in CSS pixels. */
const PADDING = 18;
const HEADER_EXTRA = 62;
/** The widest that a column becomes by itself, and by being asked to fit. */
const WIDEST = 320;
const WIDEST_ASKED = 800;
/** What a column of numbers starts with, in CSS pixels, so that few columns grow later. */
const NUMBER_WIDTH = 96;
/** How many of the longest texts are measured. */
const CANDIDATES = 4;

/** Width of a text in CSS pixels. */
export type Measure = (text: string, bold?: boolean) => number;

/** A measure in an element's font; without a canvas, an estimate. */
export function measureIn(node: HTMLElement): Measure {
  let context: CanvasRenderingContext2D | null | undefined;
  return (text, bold = false) => {
    context ??= document.createElement('canvas').getContext('2d');
    const { fontSize, fontFamily } = getComputedStyle(node);
    const size = Number.parseFloat(fontSize) || 13;
    if (!context) {
      return text.length * size * 0.6;
    }
    context.font = `${bold ? '600 ' : ''}${size}px ${fontFamily}`;
    return context.measureText(text).width;
  };
}

/** The width that a column's header needs. */
export function headerWidth(column: GridColumn, measure: Measure): number {
  const text = Math.max(measure(column.name, true), measure(column.unit ?? ''));
  const least = column.numeric ? NUMBER_WIDTH : MIN_WIDTH;
  return Math.min(WIDEST, Math.max(least, Math.ceil(text) + HEADER_EXTRA));
}

/** The width that texts need. */
export function contentWidth(texts: readonly (CellText | undefined)[], measure: Measure): number {
  const longest = texts
    .filter(text => typeof text === 'string')
    .sort((a, b) => b.length - a.length)
    .slice(0, CANDIDATES);
  return Math.ceil(Math.max(0, ...longest.map(text => measure(text)))) + PADDING;
}

/** Gives columns the width of what they hold: once when their first page comes, or when asked. */
export class Fitter {
  private readonly fitted = new Set<number>();

  constructor(
    private readonly source: RowSource,
    private readonly columns: ColumnModel,
    private readonly measure: Measure
  ) {}

  /** Give every column the width of its header, as soon as the grid's font is known. */
  headers(): void {
    this.columns.resizeAll(this.source.columns.map(each => headerWidth(each, this.measure)));
  }

  /** Leave a column alone from now on. */
  keep(column: number): void {
    this.fitted.add(column);
  }

  /** Widen the columns that were not yet fitted; tells whether any has changed. */
  firstPage(start: number, stop: number, columns: readonly number[]): boolean {
    let changed = false;
    for (const column of columns.filter(each => !this.fitted.has(each))) {
      this.fitted.add(column);
      const width = Math.min(WIDEST, this.wanted(start, stop, column));
      if (width > this.columns.width(column)) {
        this.columns.resize(column, width);
        changed = true;
      }
    }
    return changed;
  }

  /** Make a column as wide as its header and its loaded rows need. */
  fit(start: number, stop: number, column: number): void {
    this.fitted.add(column);
    const header = headerWidth(this.source.columns[column], this.measure);
    const width = Math.max(header, this.wanted(start, stop, column));
    this.columns.resize(column, Math.min(WIDEST_ASKED, width));
  }

  private wanted(start: number, stop: number, column: number): number {
    const texts = Array.from({ length: stop - start }, (_, offset) =>
      this.source.peek(start + offset, column)
    );
    return contentWidth(texts, this.measure);
  }
}
