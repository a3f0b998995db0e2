/** What staging would bring, before anything is fetched: a dialog of the page. */

import type { StagePlan, StageWhat, Transfer } from '../../api/schema';
import type { StagingClient } from '../../api/staging';
import { button, h, isIdle, setIdle, setText, uniqueId } from '../dom';
import { bytes } from '../format';
import { errorNotice, Notice } from '../notice';
import { FileTable } from './fileTable';
import { type Circle, StageOptions } from './options';
import { planWords } from './words';

/** What is to be staged, and what it is called. */
export interface StageErrand {
  /** What stands in the heading, after "Stage": `3 rows of M31`. */
  words: string;
  /** The name of the job. */
  title: string;
  what: StageWhat[];
  /** Whether rows are among it, which may have several files each. */
  hasRows: boolean;
  /** Where a cutout would be. */
  around?: Circle | null;
}

/** What the dialog stands on. */
export interface StageDialogOptions {
  client: StagingClient;
  started(transfer: Transfer): void;
}

/** Opens one dialog at a time, and gives the focus back. */
export class StageDialog {
  private open: { node: HTMLDialogElement; close(): void } | null = null;

  constructor(private readonly options: StageDialogOptions) {}

  /** Plan it and show the plan; resolves when the dialog is closed. */
  async show(errand: StageErrand): Promise<void> {
    this.open?.close();
    const before = document.activeElement;
    const title = h('h2', { id: uniqueId('stage') }, `Stage ${errand.words}`);
    const node = h('dialog', {
      class: 'esap-dialog esap-scope esap-stage',
      'aria-labelledby': title.id
    });
    const planner = new Planner(this.options, errand, () => node.close());
    node.append(title, ...planner.parts);
    // Keys typed here belong to nobody below, who has shortcuts of single letters.
    node.addEventListener('keydown', event => event.stopPropagation());
    document.body.append(node);
    const closed = new Promise<void>(resolve => {
      node.addEventListener('close', () => resolve(), { once: true });
    });
    const open = { node, close: () => node.close() };
    this.open = open;
    node.showModal();
    void planner.plan();
    await closed;
    planner.dispose();
    node.remove();
    if (this.open === open) {
      this.open = null;
    }
    if (before instanceof HTMLElement && before.isConnected) {
      before.focus({ preventScroll: true });
    }
  }
}

class Planner {
  readonly parts: HTMLElement[];
  private readonly fields = new StageOptions(() => void this.plan());
  private readonly table: FileTable;
  private readonly words = h('p', { class: 'esap-stage-words', role: 'status' });
  private readonly notice = new Notice();
  private readonly start: HTMLButtonElement;
  private asking = new AbortController();
  private made: StagePlan | null = null;
  private shown = false;

  constructor(
    private readonly options: StageDialogOptions,
    private readonly errand: StageErrand,
    private readonly close: () => void
  ) {
    this.table = new FileTable(
      () => this.summarize(),
      async offset => {
        const window = { offset, limit: 10_000 };
        return (await options.client.planned(this.made?.id ?? '', window)).files;
      }
    );
    this.fields.reset(errand.hasRows, errand.around ?? null);
    this.start = button('Start', () => void this.begin(), { class: 'esap-button esap-primary' });
    const foot = h(
      'div',
      { class: 'esap-dialog-foot esap-actions' },
      button('Cancel', close),
      this.start
    );
    const { fields, words, notice, table } = this;
    this.parts = [fields.node, words, notice.node, table.node, foot];
  }

  dispose(): void {
    this.asking.abort();
    for (const part of [this.fields, this.table, this.notice]) {
      part.dispose();
    }
  }

  /** Ask what would come, as the fields say now. */
  async plan(): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { choice } = this.fields;
    this.made = null;
    setIdle(this.start, true);
    this.notice.show(null);
    if (!choice) {
      this.table.show(null);
      setText(this.words, 'Type where the cutout is, in degrees.');
      return;
    }
    const { parameters, ...request } = choice;
    const what = this.errand.what.map(one => (cuttable(one) ? { ...one, parameters } : one));
    setText(this.words, 'Asking for files and their sizes…');
    try {
      const plan = await this.options.client.plan({ ...request, what }, signal);
      if (!signal.aborted) {
        this.take(plan);
      }
    } catch (error) {
      if (!signal.aborted) {
        this.table.show(null);
        setText(this.words, '');
        const retry = { label: 'Retry', run: () => void this.plan() };
        const lead = 'It cannot be told what would come.';
        this.notice.show({ ...errorNotice(error as Error, lead), actions: [retry] });
      }
    }
  }

  private take(plan: StagePlan): void {
    this.made = plan;
    this.fields.suggest(plan.folder);
    this.table.show(plan);
    this.summarize();
    const nothing = plan.total + plan.later === plan.failed;
    if (nothing) {
      const message = plan.message || 'There is no file to bring.';
      const remedy = plan.failed > 0 ? '' : 'These rows name none. Try all files of each row.';
      this.notice.show({ kind: 'warning', message, remedy: plan.message ? '' : remedy });
    } else if (!plan.fits) {
      const free = plan.free === null ? '' : ` ${bytes(Number(plan.free))} are free.`;
      this.notice.show({
        kind: 'error',
        message: `It does not fit on the disk: ${bytes(Number(plan.size))} are to be fetched.${free}`,
        remedy: 'Untick files, or make room and plan again.',
        actions: [{ label: 'Plan again', run: () => void this.plan() }]
      });
    } else if (plan.message) {
      this.notice.show({ kind: 'info', message: plan.message });
    }
    // Whoever changes a field by keys goes on there.
    if (!nothing && !this.shown) {
      this.start.focus();
    }
    this.shown = true;
  }

  private summarize(): void {
    const { made } = this;
    if (!made) {
      return;
    }
    const { files, bytes: size } = this.table.left;
    const rest = Number(made.size) - size;
    const off = files > 0 ? ` · ${files} ticked off, ${bytes(rest)} left to fetch` : '';
    setText(this.words, planWords(made) + off);
    const some = made.total + made.later - made.failed - files > 0;
    const fits = made.fits || (made.free !== null && rest <= Number(made.free));
    setIdle(this.start, !some || !fits);
  }

  private async begin(): Promise<void> {
    const { made, table, errand } = this;
    if (!made || isIdle(this.start)) {
      return;
    }
    setIdle(this.start, true);
    try {
      const request = { plan: made.id, skip: table.skipped, title: errand.title };
      const transfer = await this.options.client.start(request);
      this.close();
      this.options.started(transfer);
    } catch (error) {
      setIdle(this.start, false);
      // A server that was started anew meanwhile knows the plan no more.
      const again = { label: 'Plan again', run: () => void this.plan() };
      this.notice.show({ ...errorNotice(error as Error, 'It was not begun.'), actions: [again] });
    }
  }
}

function cuttable({ result, basket, basket_where: where }: StageWhat): boolean {
  return Boolean(result) || (basket?.length ?? 0) > 0 || Boolean(where);
}
