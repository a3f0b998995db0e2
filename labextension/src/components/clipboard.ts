/** Copying text, also where the page is not served securely. */
import { h } from './dom';

/**
 * Put text on the clipboard that is still on its way.
 *
 * The text is promised to the browser at once where it takes promises, because Safari lets a
 * page write only in the very event of the key. Rejects with the text's own cause, or when the
 * browser does not let the page write.
 */
export async function writeClipboard(text: Promise<string>): Promise<void> {
  const { clipboard } = navigator;
  if (clipboard && typeof ClipboardItem === 'function') {
    const blob = text.then(value => new Blob([value], { type: 'text/plain' }));
    const written = clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    written.catch(() => undefined);
    await text;
    await written;
  } else if (clipboard) {
    await clipboard.writeText(await text);
  } else {
    writeByCommand(await text);
  }
}

/** Pages without TLS have no clipboard, only this old command. */
function writeByCommand(text: string): void {
  const before = document.activeElement;
  const area = h('textarea', { class: 'esap-offscreen', 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) {
    before.focus({ preventScroll: true });
  }
  if (!done) {
    throw new Error('The browser does not let this page write to the clipboard.');
  }
}
