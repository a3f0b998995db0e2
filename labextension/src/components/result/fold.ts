/** A pane with a heading that folds it away. */
import { type Component, h, uniqueId } from '../dom';
import { icon } from '../icons';
import { makePane } from '../panes';

/** Which panes are open, remembered as long as the page. */
const OPEN = new Map<string, boolean>();

/** Heading and content. */
export class Fold implements Component {
  readonly node: HTMLElement;
  private readonly toggle: HTMLButtonElement;
  private readonly body: HTMLElement;

  /**
   * @param onOpen - called when it opens, also at first
   */
  constructor(
    private readonly title: string,
    content: HTMLElement,
    private readonly onChange: (open: boolean) => void
  ) {
    const id = uniqueId('fold');
    this.body = h('div', { id, class: 'esap-fold-body' }, content);
    this.toggle = h(
      'button',
      {
        type: 'button',
        class: 'esap-fold-toggle',
        'aria-controls': id,
        on: { click: () => this.set(!this.open) }
      },
      icon('expand'),
      h('span', {}, title)
    );
    this.node = makePane(
      h('section', { class: 'esap-fold', 'aria-label': title }, h('h2', {}, this.toggle), this.body)
    );
    this.toggle.setAttribute('aria-expanded', 'false');
    this.body.hidden = true;
  }

  dispose(): void {
    this.node.remove();
  }

  get open(): boolean {
    return this.toggle.getAttribute('aria-expanded') === 'true';
  }

  /** Open it, as the person left the last one of its name. */
  begin(usual: boolean): void {
    this.apply(OPEN.get(this.title) ?? usual);
  }

  private set(open: boolean): void {
    OPEN.set(this.title, open);
    this.apply(open);
  }

  private apply(open: boolean): void {
    this.toggle.setAttribute('aria-expanded', String(open));
    this.body.hidden = !open;
    this.onChange(open);
  }
}
