import type { RowRange } from './rowSet';
import type { CellText, RowSource } from './rowSource';

/** The most cells copied at once. */
export const COPY_LIMIT = 100_000;

/** What was copied. */
export interface Copied {
  readonly text: string;
  readonly rows: number;
  /** Whether the limit left rows out. */
  readonly cut: boolean;
}

/** Which cells to copy, in the order given. */
export interface CopyRequest {
  readonly ranges: readonly RowRange[];
  readonly columns: readonly number[];
  readonly limit?: number;
}

/**
 * The cells as tab-separated lines under a line of names, loading what is not here.
 *
 * Missing values become empty. Rejects as {@link RowSource.fetch} does.
 */
export async function copyText(
  source: RowSource,
  { ranges, columns, limit = COPY_LIMIT }: CopyRequest,
  signal: AbortSignal
): Promise<Copied> {
  const lines = [columns.map(column => quote(source.columns[column].name)).join('\t')];
  let left = Math.max(1, Math.floor(limit / Math.max(1, columns.length)));
  let cut = false;
  for (const [first, last] of ranges) {
    const stop = Math.min(last + 1, first + left);
    cut ||= stop <= last;
    const rows = stop > first ? await source.fetch(first, stop, columns, signal) : [];
    lines.push(...rows.map(row => row.map(quote).join('\t')));
    left -= rows.length;
  }
  return { text: lines.join('\n'), rows: lines.length - 1, cut };
}

/** Quote as spreadsheets do where a cell would break the line or the column. */
function quote(text: CellText): string {
  if (text === null) {
    return '';
  }
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
