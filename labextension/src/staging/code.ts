/** A cell with the paths of files that were staged, in plain Python. */

/** Assign the paths, as a kernel sees them, to a variable. */
export function pathsCode(paths: readonly string[], variable = 'paths'): string {
  const lines = paths.map(path => `    Path(${quoted(path)}),`);
  return ['from pathlib import Path', '', `${variable} = [`, ...lines, ']'].join('\n');
}

/** A text as Python reads it; what JSON escapes, Python does too. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
