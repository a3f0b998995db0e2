/** The target: a name or coordinates, resolved while it is typed as far as this machine knows. */
import { type Backend, BackendError } from '../../api/backend';
import type { Target } from '../../api/schema';
import { button, type Component, h, setAttribute, setText, uniqueId } from '../dom';
import { counted, position } from '../format';
import { FromResult } from './fromResult';

const PAUSE = 300;
const EXAMPLES = ['M31', 'NGC 7331', 'M 13'];

/** What the field needs of others. */
export interface TargetFieldOptions {
  /** Give the position from what is known without the network. */
  resolve(text: string, signal: AbortSignal): Promise<Target>;
  /** Where lists of targets may be taken from. */
  results?: Pick<Backend, 'results' | 'rows'>;
  /** Another target is typed. */
  changed?(): void;
}

/** A text box named Target, with its position or examples below; or a list, one target a line. */
export class TargetField implements Component {
  readonly node: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly hint: HTMLElement;
  private readonly examples: HTMLElement;
  private readonly alert: HTMLElement;
  private readonly list: HTMLTextAreaElement;
  private readonly count = h('div', { class: 'esap-hint', 'aria-live': 'polite' });
  private readonly single: HTMLElement;
  private readonly many: HTMLElement;
  private readonly picker = h('div');
  private readonly pick: HTMLButtonElement;
  private source: FromResult | null = null;
  private timer = 0;
  private asked = new AbortController();

  constructor(private readonly options: TargetFieldOptions) {
    const [hint, alert] = [uniqueId('hint'), uniqueId('error')];
    this.input = h('input', {
      id: uniqueId('target'),
      class: 'esap-input',
      type: 'text',
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: 'Name or RA Dec',
      'aria-describedby': `${alert} ${hint}`,
      on: { input: () => this.typed(), paste: event => this.pasted(event) }
    });
    this.list = h('textarea', {
      id: uniqueId('targets'),
      class: 'esap-input',
      rows: 4,
      spellcheck: 'false',
      placeholder: 'One name or position a line',
      'aria-describedby': alert,
      on: { input: () => this.listed() }
    });
    this.hint = h('div', { id: hint, class: 'esap-hint', 'aria-live': 'polite' });
    this.alert = h('div', { id: alert, class: 'esap-error', role: 'alert' });
    this.examples = h(
      'div',
      { class: 'esap-examples', role: 'group', 'aria-label': 'Examples' },
      'Try ',
      ...EXAMPLES.map(name => button(name, () => this.use(name), { class: 'esap-link' }))
    );
    const open = button('List', () => this.openList(''), {
      class: 'esap-link esap-list-link',
      title: 'Search around many targets at once'
    });
    this.single = h(
      'div',
      { class: 'esap-field' },
      h('label', { for: this.input.id }, 'Target'),
      h('div', { class: 'esap-inline' }, this.input, open)
    );
    const back = button('One target', () => this.closeList(), { class: 'esap-link' });
    this.pick = button('From a result…', () => this.togglePicker(), {
      class: 'esap-link',
      'aria-expanded': 'false'
    });
    this.pick.hidden = !options.results;
    this.many = h(
      'div',
      { class: 'esap-field' },
      h('label', { for: this.list.id }, 'Targets'),
      this.list,
      h('div', { class: 'esap-below' }, this.count, this.pick, back),
      this.picker
    );
    this.many.hidden = true;
    const below = h('div', { class: 'esap-below' }, this.hint, this.examples);
    this.single.append(below);
    this.node = h('div', {}, this.single, this.many, this.alert);
    this.show(null);
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.asked.abort();
    this.source?.dispose();
  }

  get value(): string {
    return this.input.value;
  }

  /** The lines of the list, or `null` while there is one target only. */
  get lines(): string[] | null {
    if (this.many.hidden) {
      return null;
    }
    const lines = this.list.value.split(/\r?\n/).map(line => line.trim());
    return [...new Set(lines.filter(Boolean))];
  }

  set value(text: string) {
    this.closeList(false);
    this.input.value = text;
    this.typed();
  }

  focus(): void {
    (this.many.hidden ? this.input : this.list).focus();
  }

  /** Let several targets be given; `text` has one a line. */
  openList(text: string): void {
    const lines = text || this.input.value;
    this.forget();
    this.setError(null);
    this.list.value = lines.trim() ? `${lines.trim()}\n` : '';
    this.single.hidden = true;
    this.many.hidden = false;
    this.listed();
    this.list.focus();
  }

  /** Say what is wrong with the target; `null` takes it back. */
  setError(message: string | null): void {
    if (message !== null) {
      this.forget();
    }
    setText(this.alert, message ?? '');
    setAttribute(this.input, 'aria-invalid', message ? 'true' : null);
    setAttribute(this.list, 'aria-invalid', message ? 'true' : null);
  }

  /** Show where the target is. */
  show(target: Target | null): void {
    setText(this.hint, target ? position(target) : '');
    this.hint.title = target?.name ?? '';
    this.examples.hidden = this.value.trim() !== '';
    this.hint.hidden = !this.examples.hidden;
  }

  private closeList(focused = true): void {
    if (this.many.hidden) {
      return;
    }
    const [first = ''] = this.lines ?? [];
    this.many.hidden = true;
    this.single.hidden = false;
    this.input.value = first;
    this.typed();
    if (focused) {
      this.input.focus();
    }
  }

  private togglePicker(): void {
    const { results } = this.options;
    if (this.source || !results) {
      this.source?.dispose();
      this.source = null;
    } else {
      this.source = new FromResult(results, lines => this.openList(lines.join('\n')));
      this.picker.append(this.source.node);
    }
    this.pick.setAttribute('aria-expanded', String(this.source !== null));
  }

  private listed(): void {
    const number = this.lines?.length ?? 0;
    setText(this.count, number > 0 ? counted(number, 'target') : '');
    setText(this.alert, '');
    setAttribute(this.list, 'aria-invalid', null);
  }

  // A browser would join pasted lines into one.
  private pasted(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text.trim().includes('\n')) {
      event.preventDefault();
      this.openList(text);
    }
  }

  private use(name: string): void {
    this.value = name;
    this.focus();
  }

  // What is known of the position is not worth saying beside an error.
  private forget(): void {
    window.clearTimeout(this.timer);
    this.asked.abort();
    setText(this.hint, '');
  }

  private typed(): void {
    this.options.changed?.();
    this.forget();
    this.setError(null);
    this.show(null);
    const text = this.value.trim();
    if (text) {
      this.timer = window.setTimeout(() => void this.resolve(text), PAUSE);
    }
  }

  private async resolve(text: string): Promise<void> {
    const asked = new AbortController();
    this.asked = asked;
    try {
      const target = await this.options.resolve(text, asked.signal);
      if (!asked.signal.aborted) {
        this.show(target);
      }
    } catch (error) {
      if (!asked.signal.aborted) {
        const unknown = error instanceof BackendError && error.code === 'target_not_found';
        setText(
          this.hint,
          unknown ? 'Not known on this computer; services are asked on Search.' : ''
        );
      }
    }
  }
}
