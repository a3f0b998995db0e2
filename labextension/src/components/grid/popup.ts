/** Least distance to the window's edge, in CSS pixels. */
const MARGIN = 4;

/** What a popup is made of. */
export interface PopupOptions {
  /** The element beside which it is put on the page, so that it stays in the landmark. */
  readonly host: HTMLElement;
  readonly node: HTMLElement;
  /** What gets the focus back. */
  readonly owner: HTMLElement;
  readonly closed?: () => void;
}

/** A small box above everything, closed by Escape, Tab, or the focus going elsewhere. */
export class Popup {
  private isOpen = true;

  constructor(private readonly options: PopupOptions) {
    const { node } = options;
    node.classList.add('esap-Grid-popup');
    // In a notebook the host's shortcuts would take the keys.
    node.dataset.lmSuppressShortcuts = 'true';
    node.addEventListener('keydown', event => this.onKey(event));
    node.addEventListener('focusout', event => {
      if (!node.contains(event.relatedTarget as Node | null)) {
        this.drop();
      }
    });
  }

  /** Show the box below a rectangle, or wherever there is room. */
  open(below: DOMRect): void {
    const { host, node } = this.options;
    host.append(node);
    if (node.showPopover) {
      node.popover = 'manual';
      node.showPopover();
    }
    const { offsetWidth, offsetHeight } = node;
    const left = Math.min(below.left, window.innerWidth - offsetWidth - MARGIN);
    const top = Math.min(below.bottom, window.innerHeight - offsetHeight - MARGIN);
    node.style.left = `${Math.max(MARGIN, left)}px`;
    node.style.top = `${Math.max(MARGIN, top)}px`;
  }

  /** Take the box away; the focus goes back where it came from. */
  close(): void {
    // The focus moves first: removing a focused box would lose it to the page.
    if (this.isOpen && this.hasFocus()) {
      this.options.owner.focus({ preventScroll: true });
    }
    this.drop();
  }

  /** Take the box away and leave the focus alone. */
  drop(): void {
    if (this.isOpen) {
      this.isOpen = false;
      this.options.node.remove();
      this.options.closed?.();
    }
  }

  private hasFocus(): boolean {
    const root = this.options.node.getRootNode() as Document | ShadowRoot;
    return this.options.node.contains(root.activeElement);
  }

  /** Whether Tab stays in the box. */
  private hasNext(back: boolean): boolean {
    const { node } = this.options;
    const controls = [...node.querySelectorAll<HTMLElement>('input, select, button')].filter(
      control => !control.hidden
    );
    const root = node.getRootNode() as Document | ShadowRoot;
    const at = controls.indexOf(root.activeElement as HTMLElement);
    return controls[at + (back ? -1 : 1)] !== undefined && at >= 0;
  }

  private onKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Escape' || (event.key === 'Tab' && !this.hasNext(event.shiftKey))) {
      event.preventDefault();
      this.close();
    }
  }
}
