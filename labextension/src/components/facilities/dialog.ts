/** A dialog of the page that holds a form, and gives the focus back. */
import { type Component, h, uniqueId } from '../dom';

/** What a dialog shows. */
export interface DialogContent extends Component {
  /** It is on the page now. */
  start?(): void;
}

let shown: HTMLDialogElement | null = null;

/** Show content until it is closed; of these dialogs there is one at a time. */
export async function showDialog(
  title: string,
  make: (close: () => void) => DialogContent
): Promise<void> {
  shown?.close();
  const before = document.activeElement;
  const heading = h('h2', { id: uniqueId('dialog') }, title);
  const node = h('dialog', {
    class: 'esap-dialog esap-scope esap-facilities',
    'aria-labelledby': heading.id
  });
  const content = make(() => node.close());
  node.append(heading, content.node);
  // Keys typed here belong to nobody below, who has shortcuts of single letters.
  node.addEventListener('keydown', event => event.stopPropagation());
  document.body.append(node);
  const closed = new Promise<void>(resolve => {
    node.addEventListener('close', () => resolve(), { once: true });
  });
  shown = node;
  node.showModal();
  content.start?.();
  await closed;
  content.dispose();
  node.remove();
  if (shown === node) {
    shown = null;
  }
  if (before instanceof HTMLElement && before.isConnected) {
    before.focus({ preventScroll: true });
  }
}
