/** Reads a JSON list that is written one item a line, while it is still coming. */
import { BackendError } from './backend';

/** Give each item of the list as it comes, then all; rejects where the list breaks off. */
export async function readItems<T>(response: Response, found?: (item: T) => void): Promise<T[]> {
  const items: T[] = [];
  let whole = false;
  const take = (line: string) => {
    const text = line.trim().replace(/,$/, '');
    if (text.startsWith('{')) {
      const item = JSON.parse(text) as T;
      items.push(item);
      found?.(item);
    }
    whole ||= text === ']';
  };
  const text = await readLines(response, take);
  if (whole) {
    return items;
  }
  // What does not come line by line, such as an empty list, is read as it is.
  const all = items.length > 0 ? null : parsed<T>(text);
  if (!all) {
    throw new BackendError({
      code: 'bad_answer',
      message: 'The Jupyter server broke off its answer.',
      remedy: 'Try again.'
    });
  }
  for (const item of all) {
    found?.(item);
  }
  return all;
}

/** Take each line as it comes; resolves with all of the text. */
async function readLines(response: Response, take: (line: string) => void): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let all = '';
  let rest = '';
  for (;;) {
    const part = await reader?.read();
    const text = decoder.decode(part?.value, { stream: part?.done === false });
    all += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      take(line);
    }
    if (!part || part.done) {
      take(rest);
      return all;
    }
  }
}

function parsed<T>(text: string): T[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as T[]) : null;
  } catch {
    return null;
  }
}
