/** The target: a name or coordinates, resolved while it is typed as far as this machine knows. */
import { BackendError } from '../../api/backend';
import type { Target } from '../../api/schema';
import { button, type Component, h, setAttribute, setText, uniqueId } from '../dom';
import { position } from '../format';

const PAUSE = 300;
const EXAMPLES = ['M31', 'NGC 7331', 'M 13'];

/** What the field needs of others. */
export interface TargetFieldOptions {
  /** Give the position from what is known without the network. */
  resolve(text: string, signal: AbortSignal): Promise<Target>;
}

/** A text box named Target, with its position or examples below. */
export class TargetField implements Component {
  readonly node: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly hint: HTMLElement;
  private readonly examples: HTMLElement;
  private readonly alert: HTMLElement;
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
      placeholder: 'Name or coordinates',
      'aria-describedby': `${alert} ${hint}`,
      on: { input: () => this.typed() }
    });
    this.hint = h('div', { id: hint, class: 'esap-hint', 'aria-live': 'polite' });
    this.alert = h('div', { id: alert, class: 'esap-error', role: 'alert' });
    this.examples = h(
      'div',
      { class: 'esap-examples', role: 'group', 'aria-label': 'Examples' },
      'Try ',
      ...EXAMPLES.map(name => button(name, () => this.use(name), { class: 'esap-link' }))
    );
    this.node = h(
      'div',
      { class: 'esap-field' },
      h('label', { for: this.input.id }, 'Target'),
      this.input,
      this.alert,
      h('div', { class: 'esap-below' }, this.hint, this.examples)
    );
    this.show(null);
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.asked.abort();
  }

  get value(): string {
    return this.input.value;
  }

  set value(text: string) {
    this.input.value = text;
    this.typed();
  }

  focus(): void {
    this.input.focus();
  }

  /** Say what is wrong with the target; `null` takes it back. */
  setError(message: string | null): void {
    if (message !== null) {
      this.forget();
    }
    setText(this.alert, message ?? '');
    setAttribute(this.input, 'aria-invalid', message ? 'true' : null);
  }

  /** Show where the target is. */
  show(target: Target | null): void {
    setText(this.hint, target ? position(target) : '');
    this.hint.title = target?.name ?? '';
    this.examples.hidden = this.value.trim() !== '';
    this.hint.hidden = !this.examples.hidden;
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
