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

/**
 * Put text on the clipboard that is still on its way.
 *
 * The text is promised to the browser at once where it takes promises, because Safari lets a
 * page write only in the very event of the key. Rejects with the text's own cause, or when the
 * browser does not let the page write.
 */
export async function writeClipboard(text: Promise<string>): Promise<void> {
  const { clipboard } = navigator;
  if (clipboard && typeof ClipboardItem === 'function') {
    const blob = text.then(value => new Blob([value], { type: 'text/plain' }));
    const written = clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    written.catch(() => undefined);
    await text;
    await written;
  } else if (clipboard) {
    await clipboard.writeText(await text);
  } else {
    writeByCommand(await text);
  }
}

/** Pages without TLS have no clipboard, only this old command. */
function writeByCommand(text: string): void {
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) {
    before.focus({ preventScroll: true });
  }
  if (!done) {
    throw new Error('The browser does not let this page write to the clipboard.');
  }
}

/** Quote as spreadsheets do where a cell would break the line or the column. */
function quote(text: CellText): string {
  if (text === null) {
    return '';
  }
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
