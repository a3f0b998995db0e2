/** Saving a result as a file of the workspace. */
import { BackendError, type WorkspaceBackend } from '../api/backend';
import type { Result, SaveFormat, SaveRequest } from '../api/schema';
import { button, type Component, h, setText, uniqueId } from '../components/dom';
import { bytes, counted } from '../components/format';
import { errorNotice, type NoticeContent } from '../components/notice';

const FORMATS: readonly { format: SaveFormat; label: string; suffix: string }[] = [
  { format: 'votable', label: 'VOTable', suffix: '.vot' },
  { format: 'csv', label: 'CSV', suffix: '.csv' }
];

/** A button that unfolds a line with path and format. */
export class SaveRow implements Component {
  readonly node: HTMLElement;
  /** Unfolds and folds the line. */
  readonly toggle: HTMLButtonElement;
  private readonly path: HTMLInputElement;
  private readonly format: HTMLSelectElement;

  constructor(
    private readonly backend: WorkspaceBackend,
    private readonly result: Result,
    private readonly say: (content: NoticeContent | null) => void
  ) {
    const stem = result.name.replace(/[^\p{L}\p{N}._-]+/gu, '_') || 'result';
    this.path = h('input', {
      id: uniqueId('path'),
      class: 'esap-input esap-path',
      type: 'text',
      value: `${stem}${FORMATS[0].suffix}`,
      spellcheck: 'false',
      on: { input: () => this.say(null) }
    });
    this.format = h(
      'select',
      { class: 'esap-input', 'aria-label': 'File format', on: { change: () => this.renamed() } },
      ...FORMATS.map(({ format, label }) => h('option', { value: format }, label))
    );
    this.node = h(
      'div',
      {
        id: uniqueId('save'),
        class: 'esap-toolbar',
        role: 'group',
        'aria-label': 'Save as a file',
        on: { keydown: event => this.pressed(event) }
      },
      h('label', { for: this.path.id }, 'File'),
      this.path,
      this.format,
      button('Save file', () => this.submit())
    );
    this.node.hidden = true;
    this.toggle = button('Save…', () => this.unfold(this.node.hidden !== false), {
      'aria-expanded': 'false',
      'aria-controls': this.node.id
    });
  }

  dispose(): void {
    this.node.remove();
  }

  /** Say that all of so many rows are saved while few are shown; `null` when all are shown. */
  filtered(allRows: number | null): void {
    const rows = allRows === null ? '' : ` (all ${counted(allRows, 'row')})`;
    setText(this.toggle, `Save…${rows}`);
  }

  private unfold(open: boolean): void {
    this.node.hidden = !open;
    this.toggle.setAttribute('aria-expanded', String(open));
    (open ? this.path : this.toggle).focus();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.unfold(false);
    } else if (event.key === 'Enter' && event.target === this.path) {
      event.preventDefault();
      this.submit();
    }
  }

  private renamed(): void {
    const chosen = FORMATS.find(({ format }) => format === this.format.value);
    this.path.value = this.path.value.replace(/\.(vot|csv)$/, '') + (chosen?.suffix ?? '');
    this.say(null);
  }

  private submit(): void {
    const path = this.path.value.trim();
    const format = this.format.value as SaveFormat;
    if (path) {
      void this.save({ path, format, overwrite: false });
    } else {
      const remedy = 'Type one such as m31.vot.';
      this.say({ kind: 'error', message: 'The file has no name.', remedy });
      this.path.focus();
    }
  }

  private async save(request: SaveRequest): Promise<void> {
    const { path } = request;
    this.say({ kind: 'info', message: `Saving ${path}…` });
    try {
      const saved = await this.backend.save(this.result.id, request);
      this.say({ kind: 'success', message: `${saved.path} is saved (${bytes(saved.size)}).` });
      this.unfold(false);
    } catch (error) {
      this.say(this.refused(error as Error, request));
    }
  }

  private refused(error: Error, request: SaveRequest): NoticeContent {
    const notice = errorNotice(error);
    if (!(error instanceof BackendError && error.code === 'conflict')) {
      return notice;
    }
    const run = () => void this.save({ ...request, overwrite: true });
    return { ...notice, kind: 'warning', actions: [{ label: 'Overwrite', run }] };
  }
}
