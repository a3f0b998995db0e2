/** Saving a result as a file of the workspace. */
import { type Backend, BackendError } from '../api/backend';
import type { Result, SaveFormat } from '../api/schema';
import { button, type Component, h, uniqueId } from '../components/dom';
import { bytes } from '../components/format';
import type { NoticeContent } from '../components/notice';

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
    private readonly backend: Backend,
    private readonly result: Result,
    private readonly say: (content: NoticeContent | null) => void
  ) {
    const stem = result.name.replace(/[^\p{L}\p{N}._-]+/gu, '_') || 'result';
    this.path = h('input', {
      id: uniqueId('path'),
      class: 'esap-input esap-path',
      type: 'text',
      value: `${stem}${FORMATS[0].suffix}`,
      spellcheck: 'false'
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
      button('Save file', () => void this.save(false))
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
      void this.save(false);
    }
  }

  private renamed(): void {
    const chosen = FORMATS.find(({ format }) => format === this.format.value);
    this.path.value = this.path.value.replace(/\.(vot|csv)$/, '') + (chosen?.suffix ?? '');
  }

  private async save(overwrite: boolean): Promise<void> {
    const path = this.path.value.trim();
    const format = this.format.value as SaveFormat;
    this.say({ kind: 'info', message: `Saving ${path}…` });
    try {
      const saved = await this.backend.save(this.result.id, { path, format, overwrite });
      this.say({ kind: 'success', message: `${saved.path} is saved (${bytes(saved.size)}).` });
      this.unfold(false);
    } catch (error) {
      this.say(this.refused(error as Error));
    }
  }

  private refused(error: Error): NoticeContent {
    const conflict = error instanceof BackendError && error.code === 'conflict';
    const overwrite = { label: 'Overwrite', run: () => void this.save(true) };
    return {
      kind: conflict ? 'warning' : 'error',
      message: error.message,
      remedy: error instanceof BackendError ? error.remedy : '',
      actions: conflict ? [overwrite] : []
    };
  }
}
