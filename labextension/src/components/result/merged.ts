/** The rows of all archives in one table: remade when another archive has come. */
import type { Backend } from '../../api/backend';
import type { Result } from '../../api/schema';
import { button, type Component, h, holdsFocus, setHidden, setText } from '../dom';
import { errorNotice, Notice } from '../notice';
import type { RowDetails } from '../row/details';
import type { Selections } from './selections';
import { ResultView } from './view';

/** What it stands on. */
export interface MergedPartOptions {
  backend: Backend;
  toolbar?: (result: Result) => Component;
  details?: RowDetails;
  /** Where it is told which rows are selected. */
  selections?: Selections;
  /** The searches whose rows are merged; later ones repeat parts of the first. */
  searches(): string[];
}

/** Asks for the merged rows while it is seen; leaves alone the rows that somebody is working on. */
export class MergedPart implements Component {
  readonly node: HTMLElement;
  /** The result, while it is shown. */
  result: Result | null = null;
  private readonly notice = new Notice();
  private readonly once = h('input', { type: 'checkbox', on: { change: () => void this.load() } });
  private readonly news = h('span', { class: 'esap-hint', role: 'status' });
  private readonly more = button('Show them', () => void this.load());
  private view: ResultView | null = null;
  /** Whether somebody has done something with the rows shown. */
  private touched = false;
  private visible = false;
  /** The parts that are shown, and those that are here. */
  private shown = '';
  private wanted = '';
  private turn = 0;

  constructor(private readonly options: MergedPartOptions) {
    const label = h('label', { class: 'esap-once' }, this.once, 'Each data set once');
    label.title = 'By its publisher’s identifier, or else its address';
    setHidden(this.more, true, this.once);
    const line = h('div', { class: 'esap-once-line' }, label, this.news, this.more);
    this.node = h('div', { class: 'esap-part' }, line, this.notice.node);
  }

  dispose(): void {
    this.turn += 1;
    this.view?.dispose();
    this.node.remove();
  }

  /**
   * Tell which parts there are; other ones are merged at once while somebody looks.
   *
   * Who has begun to work on the rows keeps them, with the row and its files, and is told.
   */
  update(parts: string): void {
    this.wanted = parts;
    const other = parts !== this.shown;
    if (this.visible && other && !this.touched) {
      void this.load(true);
    }
    this.tell(other && this.touched);
  }

  /** Somebody looks, or does not. */
  reveal(visible: boolean): void {
    this.visible = visible;
    this.update(this.wanted);
  }

  focus(): void {
    (this.view ?? this.notice).focus();
  }

  private tell(news: boolean): void {
    setText(this.news, news ? 'Rows of other archives have come since.' : '');
    setHidden(this.more, !news, this.once);
  }

  private async load(unasked = false): Promise<void> {
    const { backend, searches } = this.options;
    this.turn += 1;
    const { turn } = this;
    const before = this.shown;
    this.shown = this.wanted;
    this.touched = false;
    this.tell(false);
    this.notice.show({ kind: 'info', message: 'Merging the rows of all archives…' });
    try {
      const result = await backend.merged(searches(), this.once.checked);
      if (turn === this.turn && unasked && this.touched) {
        this.shown = before;
        this.notice.show(null);
        this.tell(true);
      } else if (turn === this.turn) {
        this.show(result);
      }
    } catch (error) {
      if (turn === this.turn) {
        const retry = { label: 'Retry', run: () => void this.load() };
        this.notice.show({ ...errorNotice(error as Error), actions: [retry] });
      }
    }
  }

  private show(result: Result): void {
    this.notice.show(null);
    if (result.id === this.result?.id) {
      return;
    }
    const { backend, toolbar, details, selections } = this.options;
    const focused = holdsFocus(this.node);
    this.view?.dispose();
    const tools = toolbar?.(result);
    this.view = new ResultView({ backend, result, details, toolbar: tools, selections });
    for (const type of ['pointerdown', 'keydown', 'input']) {
      this.view.node.addEventListener(type, () => {
        this.touched = true;
      });
    }
    this.node.append(this.view.node);
    this.result = result;
    if (focused) {
      this.focus();
    }
  }
}
