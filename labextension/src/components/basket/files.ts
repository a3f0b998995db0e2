/** Baskets as files of the person's own computer. */
import { h } from '../dom';

const MOST = 64 * 1024 * 1024;

/** Hand the browser a document to save. */
export function download(name: string, document: unknown): void {
  const blob = new Blob([JSON.stringify(document, null, 1)], { type: 'application/json' });
  const address = URL.createObjectURL(blob);
  h('a', { href: address, download: name }).click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Let the person choose a JSON file; `null` where none is chosen. Rejects where it is no JSON. */
export function chooseDocument(): Promise<{ [key: string]: unknown } | null> {
  const input = h('input', { type: 'file', accept: '.json,application/json' });
  return new Promise((resolve, reject) => {
    input.addEventListener('cancel', () => resolve(null));
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      file ? read(file).then(resolve, reject) : resolve(null);
    });
    input.click();
  });
}

async function read(file: File): Promise<{ [key: string]: unknown }> {
  if (file.size > MOST) {
    throw new Error(`${file.name} is too large to be a basket. Import it from the workspace.`);
  }
  try {
    return JSON.parse(await file.text()) as { [key: string]: unknown };
  } catch {
    throw new Error(
      `${file.name} is no JSON. A VOTable can be imported from the workspace: upload it there.`
    );
  }
}
