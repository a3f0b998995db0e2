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

/** A file that was chosen. */
export interface OwnFile {
  name: string;
  /** Its bytes, in base64. */
  content: string;
}

/** Let the person choose a file; `null` where none is chosen. Rejects where it is too large. */
export function chooseOwn(): Promise<OwnFile | null> {
  const input = h('input', {
    type: 'file',
    accept: '.json,.ipynb,.vot,.votable,.xml,application/json,application/x-votable+xml'
  });
  return new Promise((resolve, reject) => {
    input.addEventListener('cancel', () => resolve(null));
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      file ? read(file).then(resolve, reject) : resolve(null);
    });
    input.click();
  });
}

async function read(file: File): Promise<OwnFile> {
  if (file.size > MOST) {
    throw new Error(
      `${file.name} is too large to be sent at once. Upload it into the workspace, and import it from there.`
    );
  }
  return { name: file.name, content: await base64(file) };
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });
}
