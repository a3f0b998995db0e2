/** Copying text, also where the page is not served securely. */
import { h } from './dom';

/** Copy a text; false when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

// Browsers give no clipboard to pages over plain HTTP, which is how many labs are reached.
function copyBySelection(text: string): boolean {
  const before = document.activeElement as HTMLElement | null;
  const area = h('textarea', { class: 'esap-offscreen', 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  before?.focus();
  return copied;
}
