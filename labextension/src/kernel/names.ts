const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except ' +
    'finally for from global if import in is lambda nonlocal not or pass raise return try while ' +
    'with yield'
  ).split(' ')
);

/**
 * Why a text cannot be a variable's name in Python, or null when it can. The kernel checks again.
 */
export function nameProblem(variable: string): string | null {
  if (variable === '') {
    return 'A variable needs a name. Type one such as m31.';
  }
  const name = variable.normalize('NFKC');
  if (!/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) {
    return `“${variable}” is not a variable name. Type letters, digits and _, such as m31.`;
  }
  if (KEYWORDS.has(name)) {
    return `“${variable}” is a word of the Python language. Type another name.`;
  }
  if (/^__.*__$/u.test(name)) {
    return `“${variable}” belongs to Python itself. Type another name.`;
  }
  return null;
}

/** A valid variable name near to a text: `M 31 · 0.5°` becomes `m_31_0_5`. */
export function nameFrom(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const name = /^[a-z]/.test(plain) ? plain : `result_${plain}`.replace(/_$/, '');
  return KEYWORDS.has(name) ? `${name}_` : name;
}
