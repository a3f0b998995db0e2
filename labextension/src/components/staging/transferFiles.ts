/** The files of a job, unfolded when somebody wants to know. */

import type { TransferDetails, TransferFile, TransferFileState } from '../../api/schema';
import type { StagingClient } from '../../api/staging';
import { button, type Component, h, holdsFocus, setHidden, setText } from '../dom';
import { count, counted } from '../format';
import { errorWords } from '../words';
import { FILE_DOTS, fileWords } from './words';

const STEP = 100;
const PATIENCE = 1000;
const NEEDS = 'the server has to stay alive';
const WAITS = 'the server may end meanwhile';

/** What the list stands on. */
export interface TransferFilesOptions {
  client: StagingClient;
  /** Show a file of the workspace. */
  reveal?: (path: string) => void;
  /** Open the login to a service that the job waits for. */
  login?: (service: string) => void;
}

/** Reads again while the job goes on and the list is open. */
export class TransferFiles implements Component {
  readonly node: HTMLDetailsElement;
  private readonly summary = h('summary', {}, 'Files');
  private readonly list = h('ul');
  private readonly words = h('p', { class: 'esap-hint' });
  private readonly only: HTMLSelectElement;
  private readonly more: HTMLButtonElement;
  private readonly login: HTMLButtonElement;
  private service = '';
  private readonly unfolded = new Set<string>();
  private limit = STEP;
  private timer = 0;
  private turn = 0;

  constructor(
    private readonly transfer: string,
    private readonly options: TransferFilesOptions
  ) {
    this.only = h(
      'select',
      { class: 'esap-input', 'aria-label': 'Show only', on: { change: () => void this.read() } },
      h('option', { value: '' }, 'All files'),
      h('option', { value: 'failed' }, 'Failed'),
      h('option', { value: 'running' }, 'Coming'),
      h('option', { value: 'waiting' }, 'Waiting'),
      h('option', { value: 'done' }, 'Here')
    );
    this.more = button('Show more', () => this.grow(), { class: 'esap-link' });
    this.more.hidden = true;
    this.login = button('Log in', () => options.login?.(this.service), { class: 'esap-link' });
    this.login.hidden = true;
    this.node = h(
      'details',
      { class: 'esap-transfer-files', on: { toggle: () => this.toggled() } },
      this.summary,
      h('div', { class: 'esap-transfer-head' }, this.only, this.words, this.login),
      this.list,
      this.more
    );
  }

  dispose(): void {
    this.turn += 1;
    window.clearTimeout(this.timer);
    this.node.remove();
  }

  /** Say whose files they are. */
  name(name: string): void {
    this.summary.setAttribute('aria-label', `Files of ${name}`);
  }

  /** The job has gone on. */
  changed(): void {
    if (this.node.open && this.timer === 0) {
      this.timer = window.setTimeout(() => {
        this.timer = 0;
        void this.read();
      }, PATIENCE);
    }
  }

  private toggled(): void {
    if (this.node.open) {
      void this.read();
    }
  }

  private grow(): void {
    this.limit += STEP;
    void this.read();
  }

  private async read(): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    const state = (this.only.value || undefined) as TransferFileState | undefined;
    const window = { offset: 0, limit: this.limit, state };
    if (this.list.children.length === 0) {
      setText(this.words, 'Reading…');
    }
    try {
      const details = await this.options.client.details(this.transfer, window);
      if (turn === this.turn) {
        this.show(details);
      }
    } catch (error) {
      if (turn === this.turn) {
        setText(this.words, errorWords(error as Error));
      }
    }
  }

  private show({ transfer, files, total }: TransferDetails): void {
    const sum = total === 0 ? 'There is none.' : counted(total, 'file');
    const failed = transfer.failed > 0 ? `${count(transfer.failed)} failed` : '';
    const going = ['queued', 'running', 'waiting', 'paused'].includes(transfer.state);
    const server = going ? (transfer.needs_server ? NEEDS : WAITS) : '';
    setText(this.words, [sum, failed, server].filter(Boolean).join(' · '));
    this.service = transfer.login ?? '';
    setHidden(this.login, !this.options.login || !this.service, this.summary);
    this.replace(this.lines(files));
    this.more.hidden = files.length >= total;
  }

  // Whoever stands on a button of the list goes on to, also when it is read again.
  private replace(lines: readonly HTMLElement[]): void {
    const focused = holdsFocus(this.list);
    const key = this.list.querySelector<HTMLElement>(':focus')?.dataset.key;
    this.list.replaceChildren(...lines);
    if (focused) {
      const all = [...this.list.querySelectorAll<HTMLElement>('[data-key]')];
      (all.find(one => one.dataset.key === key) ?? this.summary).focus();
    }
  }

  // What many files have failed by is said once, and first.
  private lines(files: readonly TransferFile[]): HTMLElement[] {
    const causes = new Map<string, TransferFile[]>();
    for (const file of files.filter(({ state }) => state === 'failed')) {
      const words = fileWords(file);
      causes.set(words, [...(causes.get(words) ?? []), file]);
    }
    const several = [...causes].filter(([, same]) => same.length > 1);
    const told = new Set(several.flatMap(([, same]) => same));
    const rest = files.filter(file => !told.has(file));
    return [
      ...several.map(([words, same]) => this.failures(words, same)),
      ...rest.map(file => this.row(file))
    ];
  }

  private row(file: TransferFile): HTMLElement {
    const { reveal } = this.options;
    const { path, name, state } = file;
    const whole = state === 'done' || state === 'here';
    const shown = whole && path && !path.startsWith('/') ? path : null;
    return h(
      'li',
      {},
      h(
        'div',
        { class: 'esap-line' },
        h('span', { class: 'esap-dot', 'data-state': FILE_DOTS[state] }),
        h('span', { class: 'esap-name', title: path ?? file.url }, name),
        reveal && shown !== null
          ? button('Show', () => reveal(shown), {
              class: 'esap-link',
              'data-key': shown,
              'aria-label': `Show ${name} in file browser`
            })
          : null
      ),
      h('div', { class: state === 'failed' ? 'esap-error' : 'esap-hint' }, fileWords(file))
    );
  }

  private failures(words: string, files: readonly TransferFile[]): HTMLElement {
    const names = files.map(({ name, url }) => h('li', { class: 'esap-name', title: url }, name));
    const fold = h(
      'details',
      {
        open: this.unfolded.has(words),
        on: { toggle: () => (fold.open ? this.unfolded.add(words) : this.unfolded.delete(words)) }
      },
      h(
        'summary',
        { 'data-key': words },
        h('span', { class: 'esap-dot', 'data-state': 'failed' }),
        ` ${counted(files.length, 'file')}`
      ),
      h('ul', {}, ...names)
    );
    return h('li', {}, h('div', { class: 'esap-error' }, words), fold);
  }
}
