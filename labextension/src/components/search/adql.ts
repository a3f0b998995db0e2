/** A question in ADQL, for those who know what they want. */
import type { Archive } from '../../api/schema';
import { button, type Component, h, isIdle, setIdle, setText, uniqueId } from '../dom';

/** A folded section with the archive, the text, and Run. */
export class AdqlSection implements Component {
  readonly node: HTMLDetailsElement;
  private readonly archive: HTMLSelectElement;
  private readonly text: HTMLTextAreaElement;
  private readonly alert: HTMLElement;
  private readonly runButton: HTMLButtonElement;

  constructor(
    private readonly run: (archive: string, adql: string) => Promise<void>,
    writeAdql?: (archive: string, query?: string) => void
  ) {
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
    const editor = writeAdql
      ? button('Open editor', () => writeAdql(this.archive.value, this.text.value.trim()), {
          title: 'Write it with tables, completion and examples beside it'
        })
      : null;
    this.node = h(
      'details',
      { class: 'esap-section' },
      h('summary', {}, 'ADQL'),
      h('div', { class: 'esap-field' }, h('label', { for: archive }, 'Archive'), this.archive),
      h('label', { for: text }, 'ADQL query'),
      this.text,
      this.alert,
      h('div', { class: 'esap-actions' }, this.runButton, editor)
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
    setIdle(this.runButton, able.length === 0);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      void this.submit();
    }
  }

  private async submit(): Promise<void> {
    if (isIdle(this.runButton)) {
      return;
    }
    const adql = this.text.value.trim();
    if (!adql) {
      this.setError('There is no query. Type one such as SELECT TOP 10 * FROM ongc.objects.');
      this.text.focus();
      return;
    }
    this.setError(null);
    setIdle(this.runButton, true);
    try {
      await this.run(this.archive.value, adql);
    } finally {
      setIdle(this.runButton, false);
    }
  }

  /** Show that the query was refused, where it can be mended. */
  refuse(message: string): void {
    this.setError(message);
    this.node.open = true;
    if (!isBusyElsewhere()) {
      this.text.focus();
      this.node.scrollIntoView({ block: 'nearest' });
    }
  }

  /** Say what is wrong with the query; `null` takes it back. */
  setError(message: string | null): void {
    setText(this.alert, message ?? '');
    this.text.setAttribute('aria-invalid', String(message !== null));
  }
}

// The refusal comes late enough for the person to have gone on to something else.
function isBusyElsewhere(): boolean {
  const { activeElement, body } = document;
  const ours = activeElement?.closest('.esap-scope') && !activeElement.matches('input, textarea');
  return activeElement !== null && activeElement !== body && !ours;
}
