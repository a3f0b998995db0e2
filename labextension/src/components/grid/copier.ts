import { writeClipboard } from '../clipboard';
import { counted } from '../format';
import type { Announcer } from './announcer';
import { type Copied, copyText } from './clipboard';
import type { ColumnModel } from './columns';
import type { Place } from './painter';
import type { RowSet } from './rowSet';
import type { RowSource } from './rowSource';

/** Milliseconds after which a copy says that it is under way. */
const LONG = 300;

interface CopierParts {
  readonly source: RowSource;
  readonly columns: ColumnModel;
  readonly selection: RowSet;
  readonly announcer: Announcer;
}

/** Copies what is selected, says how much it was, and can be stopped. */
export class Copier {
  private running: AbortController | undefined;

  constructor(private readonly parts: CopierParts) {}

  /** Copy the selected rows, or the active cell when none is. */
  async copy(active: Place): Promise<void> {
    this.cancel();
    if (this.parts.selection.size) {
      await this.copyRows();
    } else if (active.row < 0) {
      await this.copyName(this.parts.columns.at(active.position));
    } else {
      await this.copyCell(active.row, this.parts.columns.at(active.position));
    }
  }

  /** Copy a column's name. */
  async copyName(column: number): Promise<void> {
    const { name } = this.parts.source.columns[column];
    await this.write(Promise.resolve(name), () => `Copied the name ${name}.`);
  }

  /** Stop copying; tells whether anything was being copied. */
  cancel(): boolean {
    const { running } = this;
    this.running = undefined;
    running?.abort(new Error('It was stopped.'));
    return running !== undefined;
  }

  private async copyCell(row: number, column: number): Promise<void> {
    const { signal } = this.start();
    const text = this.parts.source
      .fetch(row, row + 1, [column], signal)
      .then(cells => cells[0][0] ?? '');
    await this.write(text, () => 'Copied the cell.');
  }

  private async copyRows(): Promise<void> {
    const { source, columns, selection, announcer } = this.parts;
    const total = selection.size;
    const { signal } = this.start();
    const waiting = () => announcer.show(`Copying ${counted(total, 'row')}…`);
    const timer = setTimeout(waiting, LONG);
    const request = { ranges: [...selection.ranges], columns: [...columns.shown] };
    let copied: Copied | undefined;
    const text = copyText(source, request, signal).then(got => {
      copied = got;
      return got.text;
    });
    text.finally(() => clearTimeout(timer)).catch(() => undefined);
    await this.write(text, () => report(copied, total, columns.size));
  }

  private start(): AbortController {
    this.running = new AbortController();
    return this.running;
  }

  private async write(text: Promise<string>, done: () => string): Promise<void> {
    const { announcer } = this.parts;
    const { running } = this;
    try {
      await writeClipboard(text);
      announcer.show(done());
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      announcer.show(`Nothing was copied. ${cause}`);
    } finally {
      if (this.running === running) {
        this.running = undefined;
      }
    }
  }
}

function report(copied: Copied | undefined, total: number, columns: number): string {
  const width = counted(columns, 'column');
  const rows = counted(copied?.rows ?? 0, 'row');
  return copied?.cut
    ? `Copied only the first ${rows} of ${counted(total, 'row')}: ` +
        `at ${width}, more would pass the limit of a copy. Save the result to have them all.`
    : `Copied ${rows} of ${width}.`;
}
