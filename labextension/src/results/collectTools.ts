/** Keeping rows for later, and bringing their files: the selected ones, or the whole result. */
import type { Result, RowSelection } from '../api/schema';
import { button, setAttribute, setText } from '../components/dom';
import { count, counted } from '../components/format';
import { errorNotice, type NoticeContent } from '../components/notice';
import type { Selections } from '../components/result/selections';

/** Who puts rows into the basket, and who brings their files. */
export interface Collector {
  /** Put rows in, or the result as one item; resolves with what to say. */
  add(result: Result, selection: RowSelection | null): Promise<NoticeContent>;
  /** Show what bringing the files would take. */
  stage(result: Result, selection: RowSelection | null): void;
}

/** What the buttons stand on. */
export interface CollectToolsOptions {
  collector: Collector;
  selections: Selections;
  result: Result;
  say(content: NoticeContent): void;
}

/** Two buttons that say on how many rows they act. */
export class CollectTools {
  readonly controls: readonly HTMLButtonElement[];
  private readonly adding: HTMLButtonElement;
  private readonly staging: HTMLButtonElement;

  constructor(private readonly options: CollectToolsOptions) {
    this.adding = button('', () => void this.add());
    this.staging = button('', () => this.stage());
    this.controls = [this.adding, this.staging];
    this.selected(0);
  }

  /** Say on how many rows they act; with none, on the whole result. */
  selected(rows: number): void {
    // Short, and the name that is looked for first: the tools stay in one line.
    const number = rows > 0 ? ` (${count(rows)})` : '';
    setText(this.adding, `Add to basket${number}`);
    setText(this.staging, `Stage${number}`);
    const [some, all] = [counted(rows, 'row'), counted(this.options.result.rows, 'row')];
    const hint = '; select rows to take only those';
    setAttribute(
      this.adding,
      'title',
      rows > 0 ? `${some}, one item each` : `The whole result as one item${hint}`
    );
    const whose = rows > 0 ? `the files of ${some}` : `the files of all ${all}`;
    setAttribute(this.staging, 'title', `Bring ${whose} into the workspace${rows > 0 ? '' : hint}`);
  }

  /** Put into the basket what is selected now. */
  async add(): Promise<void> {
    const { collector, result, say } = this.options;
    try {
      say(await collector.add(result, this.selection));
    } catch (error) {
      say(errorNotice(error as Error, 'Nothing was added to the basket.'));
    }
  }

  /** Show what staging the selected rows would bring. */
  stage(): void {
    this.options.collector.stage(this.options.result, this.selection);
  }

  private get selection(): RowSelection | null {
    const { selections, result } = this.options;
    return selections.all().find(one => one.result.id === result.id)?.selection ?? null;
  }
}
