/** How to cite a result: text and BibTeX, each with a button that copies it. */
import type { Citation } from '../../api/schema';
import { writeClipboard } from '../clipboard';
import { button, type Component, h, setAttribute, setText, uniqueId } from '../dom';
import { errorWords } from '../words';

/** A button that unfolds the citation, which is asked for when it is first wanted. */
export class CiteBox implements Component {
  readonly node: HTMLElement;
  private readonly toggle: HTMLButtonElement;
  private readonly content = h('div', { id: uniqueId('cite'), class: 'esap-cite' });
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private asked = false;

  constructor(private readonly load: () => Promise<Citation>) {
    this.content.hidden = true;
    this.toggle = button('Cite', () => void this.unfold(this.content.hidden !== false), {
      class: 'esap-button esap-cite-toggle',
      'aria-expanded': 'false',
      'aria-controls': this.content.id
    });
    this.node = h('div', { class: 'esap-cite-box' }, this.toggle, this.content);
  }

  dispose(): void {
    this.node.remove();
  }

  private async unfold(open: boolean): Promise<void> {
    this.content.hidden = !open;
    setAttribute(this.toggle, 'aria-expanded', String(open));
    setAttribute(this.node, 'data-open', open);
    if (!open || this.asked) {
      return;
    }
    this.asked = true;
    this.content.replaceChildren(this.status, this.alert);
    setText(this.alert, '');
    setText(this.status, 'Writing the citation…');
    try {
      const { text, bibtex } = await this.load();
      setText(this.status, '');
      this.content.replaceChildren(
        ...this.part('Text', text),
        ...this.part('BibTeX', bibtex),
        this.status,
        this.alert
      );
      this.node.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      this.asked = false;
      setText(this.status, '');
      setText(this.alert, errorWords(error as Error));
    }
  }

  private part(name: string, text: string): HTMLElement[] {
    const copy = button('Copy', () => void this.copy(name, text), { 'aria-label': `Copy ${name}` });
    const label = `${name} of the citation`;
    const content = h('pre', { class: 'esap-code', tabindex: 0, role: 'group' }, text);
    content.setAttribute('aria-label', label);
    return [h('div', { class: 'esap-inline' }, h('strong', {}, name), copy), content];
  }

  private async copy(name: string, text: string): Promise<void> {
    setText(this.alert, '');
    setText(this.status, '');
    try {
      await writeClipboard(Promise.resolve(text));
      setText(this.status, `${name} is copied.`);
    } catch (error) {
      setText(this.alert, `${name} was not copied. ${(error as Error).message}`);
    }
  }
}
