/** Regular expressions of others, tried on what a person types only where that takes no time. */

/** More of these, and an expression may take longer than anybody waits. */
const MOST_OPTIONAL = 6;
const MOST_REPEATED = 2;
const LONGEST_PATTERN = 200;
const LONGEST_TEXT = 128;

/**
 * Make a test of a pattern of JSON Schema; `null` where the pattern is none, or one that might take
 * for ever. Whoever asked for the pattern judges then.
 */
export function patternTest(pattern: unknown): ((text: string) => boolean) | null {
  if (typeof pattern !== 'string' || pattern.length > LONGEST_PATTERN || !isQuick(pattern)) {
    return null;
  }
  try {
    return shortly(new RegExp(pattern, 'u'));
  } catch {
    // What Python takes for a pattern, a browser may not.
    return null;
  }
}

/** Try an expression on short texts only; whatever is long passes. */
export function shortly(expression: RegExp): (text: string) => boolean {
  return text => text.length > LONGEST_TEXT || expression.test(text);
}

/** Whether an expression has no repetition within a repetition, and few at all. */
function isQuick(pattern: string): boolean {
  if (/\\[1-9k]|\(\?(?!:)/.test(pattern)) {
    return false;
  }
  const plain = pattern.replace(/\\./gu, 'x').replace(/\[[^\]]*\]/g, 'x');
  const optional = plain.match(/[^(]\?/g)?.length ?? 0;
  const repeated = plain.match(/[*+]|\{\d+,\d*\}/g)?.length ?? 0;
  return optional <= MOST_OPTIONAL && repeated <= MOST_REPEATED && !repeatsGroups(plain);
}

/** Whether a group is repeated within which there is a choice or a repetition. */
function repeatsGroups(plain: string): boolean {
  const wild: boolean[] = [];
  for (let at = 0; at < plain.length; at += 1) {
    const sign = plain[at];
    if (sign === '(') {
      wild.push(false);
    } else if (sign === ')') {
      const inside = wild.pop() ?? false;
      const behind = plain[at + 1] ?? '';
      if (inside && /[*+{]/.test(behind)) {
        return true;
      }
      if (wild.length > 0) {
        wild[wild.length - 1] ||= inside || /[*+{?]/.test(behind);
      }
    } else if (wild.length > 0 && /[*+{?|]/.test(sign) && plain[at - 1] !== '(') {
      wild[wild.length - 1] = true;
    }
  }
  return false;
}
