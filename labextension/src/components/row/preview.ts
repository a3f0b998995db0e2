/** A row's preview, as the server has fetched it; the browser asks nobody else. */
import { type Component, h, setText } from '../dom';
import { errorWords } from '../words';

/** An image, or why there is none. */
export class Preview implements Component {
  readonly node: HTMLElement;
  private readonly image = h('img', { class: 'esap-preview-image', alt: '' });
  private readonly words = h('p', { class: 'esap-hint', role: 'status' });
  private address = '';

  constructor() {
    this.image.hidden = true;
    this.image.addEventListener('error', () => this.say('The browser cannot show this image.'));
    this.node = h('div', { class: 'esap-row-preview' }, this.image, this.words);
  }

  dispose(): void {
    this.clear();
    this.node.remove();
  }

  /** Show nothing. */
  clear(): void {
    this.say('');
    if (this.address) {
      URL.revokeObjectURL(this.address);
      this.address = '';
      this.image.removeAttribute('src');
    }
  }

  /** Fetch and show; a signal ends the wait. */
  async load(fetch: () => Promise<Blob>, name: string, signal: AbortSignal): Promise<void> {
    this.clear();
    this.say('Loading the preview…');
    try {
      const blob = await fetch();
      if (signal.aborted) {
        return;
      }
      this.address = URL.createObjectURL(blob);
      this.image.src = this.address;
      this.image.alt = `Preview of ${name}`;
      this.say('');
      this.image.hidden = false;
    } catch (error) {
      if (!signal.aborted) {
        this.say(errorWords(error as Error));
      }
    }
  }

  private say(text: string): void {
    this.image.hidden = true;
    setText(this.words, text);
  }
}
