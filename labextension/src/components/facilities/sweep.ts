/** Parameters as a person types them: names with values, several values for a sweep. */

/** A set of values by name. */
export type Parameters = { [name: string]: unknown };

const NAME = /^[A-Za-z_]\w*$/;
const MOST = 1000;

/**
 * Read lines of `name = value`, or `name = value | value` for a job with each; values are JSON,
 * or words. Throws with what is wrong.
 */
export function readSweep(text: string): Parameters[] {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  let sets: Parameters[] = [{}];
  for (const line of lines) {
    const at = line.indexOf('=');
    const name = line.slice(0, Math.max(0, at)).trim();
    if (!NAME.test(name)) {
      throw new Error(`“${line.trim()}” is not name = value.`);
    }
    const values = parts(line.slice(at + 1)).map(readValue);
    sets = sets.flatMap(set => values.map(value => ({ ...set, [name]: value })));
    if (sets.length > MOST) {
      throw new Error(`These are more than ${MOST} jobs.`);
    }
  }
  return lines.length > 0 ? sets : [];
}

// A bar inside quotation marks belongs to the words.
function parts(text: string): string[] {
  return (text.match(/(?:"(?:[^"\\]|\\.)*"|[^|])+/g) ?? ['']).map(part => part.trim());
}

/** A value as it was typed: JSON, or else words. */
export function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
