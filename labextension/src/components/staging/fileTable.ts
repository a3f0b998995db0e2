/** The files of a plan: what each is, how it comes, and whether it is wanted. */
import type { PlannedFile, StagePlan } from '../../api/schema';
import { button, type Component, h, isIdle, setIdle, setText } from '../dom';
import { bytes, counted } from '../format';
import { errorWords } from '../words';
import { plannedWords } from './words';

const STEP = 200;
const DOTS = { here: 'done', fetch: '', wait: '', failed: 'failed' } as const;

/** Shows as many as are asked for; what is ticked off does not come. */
export class FileTable implements Component {
  readonly node: HTMLElement;
  private readonly body = h('tbody');
  private readonly more: HTMLButtonElement;
  private readonly off = new Set<string>();
  private files: readonly PlannedFile[] = [];
  private total = 0;
  private shown = 0;
  private turn = 0;

  constructor(
    private readonly changed: () => void,
    private readonly read: (offset: number) => Promise<readonly PlannedFile[]>
  ) {
    const names = ['', 'File', 'Size', 'How'];
    const head = names.map(name =>
      h('th', { scope: 'col' }, name || h('span', { class: 'esap-offscreen' }, 'Wanted'))
    );
    this.more = button('', () => void this.showMore(), { class: 'esap-link' });
    this.node = h(
      'div',
      { class: 'esap-stage-files', role: 'region', 'aria-label': 'Files', tabindex: 0 },
      h('table', {}, h('thead', {}, h('tr', {}, ...head)), this.body),
      this.more
    );
    this.node.hidden = true;
  }

  dispose(): void {
    this.node.remove();
  }

  /** Show a plan's files, all of them ticked. */
  show(plan: StagePlan | null): void {
    this.turn += 1;
    this.files = plan?.files ?? [];
    this.total = plan?.total ?? 0;
    this.shown = 0;
    this.off.clear();
    this.body.replaceChildren();
    this.node.hidden = this.files.length === 0;
    this.append(STEP);
  }

  /** The ids of those that were ticked off. */
  get skipped(): string[] {
    return [...this.off];
  }

  /** How many bytes and files were ticked off. */
  get left(): { files: number; bytes: number } {
    const off = this.files.filter(file => this.off.has(file.id));
    const size = off.reduce((sum, file) => sum + Number(file.size ?? 0), 0);
    return { files: off.length, bytes: size };
  }

  private async showMore(): Promise<void> {
    if (isIdle(this.more)) {
      return;
    }
    const { turn } = this;
    setIdle(this.more, true);
    try {
      await this.readTo(Math.min(this.total, this.shown + STEP), turn);
      if (turn === this.turn) {
        this.append(STEP);
      }
    } catch (error) {
      if (turn === this.turn) {
        setText(this.more, `${errorWords(error as Error)} Retry`);
      }
    } finally {
      setIdle(this.more, false);
    }
  }

  // Files of a plan that is shown no more are nobody's.
  private async readTo(number: number, turn: number): Promise<void> {
    while (this.files.length < number) {
      const more = await this.read(this.files.length);
      if (more.length === 0 || turn !== this.turn) {
        return;
      }
      this.files = [...this.files, ...more];
    }
  }

  private append(number: number): void {
    const next = this.files.slice(this.shown, this.shown + number);
    this.body.append(...next.map(file => this.row(file)));
    this.shown += next.length;
    const rest = this.total - this.shown;
    this.more.hidden = rest <= 0;
    setText(this.more, `Show more (${counted(rest, 'file')})`);
  }

  private row(file: PlannedFile): HTMLElement {
    const box = h('input', {
      type: 'checkbox',
      'aria-label': `Bring ${file.name}`,
      on: { change: () => this.flip(file, box.checked) }
    });
    box.checked = file.state !== 'failed';
    box.disabled = file.state === 'failed';
    const where = [file.path ?? `${file.folder}/${file.name}`, file.url].filter(Boolean).join('\n');
    const { archive, collection } = file;
    const kind = [file.kind || file.content_type, archive, collection].filter(Boolean).join(' · ');
    return h(
      'tr',
      {},
      h('td', {}, box),
      h(
        'td',
        { title: where },
        h('span', { class: 'esap-stage-name' }, file.name),
        kind ? h('span', { class: 'esap-hint' }, kind) : null
      ),
      h('td', { class: 'esap-stage-size' }, sizeOf(file)),
      h(
        'td',
        { class: 'esap-stage-how' },
        h('span', { class: 'esap-dot', 'data-state': DOTS[file.state] }),
        h('span', {}, plannedWords(file))
      )
    );
  }

  private flip(file: PlannedFile, wanted: boolean): void {
    wanted ? this.off.delete(file.id) : this.off.add(file.id);
    this.changed();
  }
}

function sizeOf({ size, estimated }: PlannedFile): string {
  return size === null ? '?' : `${estimated ? 'about ' : ''}${bytes(Number(size))}`;
}
