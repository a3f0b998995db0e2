/** A row's preview, as the server has fetched it; the browser asks nobody else. */
import { button, type Component, h, setHidden, setText } from '../dom';
import { errorWords } from '../words';

/** Narrower than this, in pixels, an image is shown enlarged pixel by pixel. */
const COARSE = 160;

/** An image, or why there is none. */
export class Preview implements Component {
  readonly node: HTMLElement;
  private readonly image = h('img', { class: 'esap-preview-image', alt: '' });
  private readonly words = h('p', { class: 'esap-hint', role: 'status' });
  private readonly frame: HTMLElement;
  private readonly size: HTMLButtonElement;
  private address = '';

  constructor() {
    this.image.addEventListener('error', () => this.say('The browser cannot show this image.'));
    this.image.addEventListener('click', () => this.enlarge(!this.isLarge));
    this.image.addEventListener('load', () => this.enlarge(false));
    this.size = button('Enlarge', () => this.enlarge(!this.isLarge), {
      class: 'esap-link',
      'aria-pressed': 'false'
    });
    this.frame = h('div', { class: 'esap-preview-frame' }, this.image);
    this.node = h('div', { class: 'esap-row-preview' }, this.frame, this.size, this.words);
    this.say('');
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
      setHidden(this.size, false, this.node);
      this.enlarge(false);
    } catch (error) {
      if (!signal.aborted) {
        this.say(errorWords(error as Error));
      }
    }
  }

  private say(text: string): void {
    this.image.hidden = true;
    this.size.hidden = true;
    setText(this.words, text);
  }

  private get isLarge(): boolean {
    return this.size.getAttribute('aria-pressed') === 'true';
  }

  /** As wide as the pane at least; of small images each pixel can be told. */
  private enlarge(large: boolean): void {
    const { image } = this;
    this.size.setAttribute('aria-pressed', String(large));
    setText(this.size, large ? 'Make small' : 'Enlarge');
    image.classList.toggle('esap-mod-large', large);
    image.classList.toggle('esap-mod-coarse', large && image.naturalWidth < COARSE);
    image.style.minWidth = large ? `${image.naturalWidth}px` : '';
  }
}
