/** The logins in a dialog of the page. */
import { button, h, uniqueId } from '../dom';
import type { FileChooser } from './fields';
import { Logins, type LoginsOptions } from './logins';

/** Opens one dialog at a time, and gives the focus back. */
export class LoginDialog {
  private open: { node: HTMLDialogElement; logins: Logins } | null = null;

  constructor(private readonly options: LoginsOptions) {}

  /** Show all logins, or begin with one of them; resolves when the dialog is closed. */
  async show(service?: string): Promise<void> {
    if (this.open) {
      await this.open.logins.show(service);
      return;
    }
    const before = document.activeElement;
    const title = h('h2', { id: uniqueId('logins') }, 'Logins');
    const node = h('dialog', { class: 'esap-dialog esap-scope', 'aria-labelledby': title.id });
    const { choose } = this.options;
    const logins = new Logins({
      ...this.options,
      choose: choose ? this.besides(node, choose) : undefined
    });
    const close = button('Close', () => node.close(), { class: 'esap-button' });
    node.append(title, logins.node, h('div', { class: 'esap-dialog-foot' }, close));
    // Keys typed here belong to nobody below, who has shortcuts of single letters.
    node.addEventListener('keydown', event => event.stopPropagation());
    document.body.append(node);
    const closed = new Promise<void>(resolve => {
      node.addEventListener('close', () => {
        if (!node.dataset.aside) {
          resolve();
        }
      });
    });
    this.open = { node, logins };
    node.showModal();
    void logins.show(service);
    await closed;
    this.open = null;
    logins.dispose();
    node.remove();
    if (before instanceof HTMLElement) {
      before.focus({ preventScroll: true });
    }
  }

  /** A modal dialog lies above all others, so it steps aside while a file is chosen. */
  private besides(node: HTMLDialogElement, choose: FileChooser): FileChooser {
    return async () => {
      node.dataset.aside = 'true';
      node.close();
      try {
        return await choose();
      } finally {
        node.showModal();
        // The event of the closing comes later than the call.
        setTimeout(() => {
          delete node.dataset.aside;
        });
      }
    };
  }
}
