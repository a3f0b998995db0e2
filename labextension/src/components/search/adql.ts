/** A question in ADQL, for those who know what they want. */
import type { Archive } from '../../api/schema';
import { button, type Component, h, setText, uniqueId } from '../dom';

/** A folded section with the archive, the text, and Run. */
export class AdqlSection implements Component {
  readonly node: HTMLDetailsElement;
  private readonly archive: HTMLSelectElement;
  private readonly text: HTMLTextAreaElement;
  private readonly alert: HTMLElement;
  private readonly runButton: HTMLButtonElement;

  constructor(private readonly run: (archive: string, adql: string) => Promise<void>) {
    const [archive, text, alert] = [uniqueId('adql'), uniqueId('adql'), uniqueId('error')];
    this.archive = h('select', { id: archive, class: 'esap-input' });
    this.text = h('textarea', {
      id: text,
      class: 'esap-input esap-code',
      rows: 5,
      spellcheck: 'false',
      placeholder: 'SELECT TOP 10 * FROM ongc.objects',
      'aria-describedby': alert,
      on: { keydown: event => this.pressed(event), input: () => this.setError(null) }
    });
    this.alert = h('div', { id: alert, class: 'esap-error', role: 'alert' });
    this.runButton = button('Run', () => void this.submit(), { title: 'Run (Ctrl+Enter)' });
    this.node = h(
      'details',
      { class: 'esap-section' },
      h('summary', {}, 'ADQL'),
      h('div', { class: 'esap-field' }, h('label', { for: archive }, 'Archive'), this.archive),
      h('label', { for: text }, 'ADQL query'),
      this.text,
      this.alert,
      h('div', { class: 'esap-actions' }, this.runButton)
    );
  }

  dispose(): void {
    this.node.remove();
  }

  /** Offer the archives that can be asked. */
  offer(archives: Archive[]): void {
    const chosen = this.archive.value;
    const able = archives.filter(archive => archive.state !== 'unavailable');
    this.archive.replaceChildren(
      ...able.map(archive => h('option', { value: archive.id }, archive.name))
    );
    this.archive.value = able.some(archive => archive.id === chosen) ? chosen : able[0]?.id;
    this.runButton.disabled = able.length === 0;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      void this.submit();
    }
  }

  private async submit(): Promise<void> {
    const adql = this.text.value.trim();
    if (!adql) {
      this.setError('There is no query. Type one such as SELECT TOP 10 * FROM ongc.objects.');
      this.text.focus();
      return;
    }
    this.setError(null);
    this.runButton.disabled = true;
    try {
      await this.run(this.archive.value, adql);
    } finally {
      this.runButton.disabled = false;
    }
  }

  /** Say what is wrong with the query; `null` takes it back. */
  setError(message: string | null): void {
    setText(this.alert, message ?? '');
    this.text.setAttribute('aria-invalid', String(message !== null));
  }
}
