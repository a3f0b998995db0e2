/** Python source that brings data of a lake here without this extension. */

const SHORT: { [character: string]: string } = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t'
};

/** A text as Python's literal in ASCII: what it holds stays data. */
export function pythonText(text: string): string {
  const escaped = Array.from(text, character => {
    const code = character.codePointAt(0) ?? 0;
    if (SHORT[character]) {
      return SHORT[character];
    }
    if (code >= 0x20 && code < 0x7f) {
      return character;
    }
    const hex = code.toString(16);
    return code <= 0xff
      ? `\\x${hex.padStart(2, '0')}`
      : code <= 0xffff
        ? `\\u${hex.padStart(4, '0')}`
        : `\\U${hex.padStart(8, '0')}`;
  });
  return `'${escaped.join('')}'`;
}

/** A cell that fetches a DID and binds the paths of its files; `variable` is a checked name. */
export function stagingCode(lake: string, did: string, variable: string): string {
  const address = `rucio://${encodeURIComponent(lake)}/${encodedDid(did)}`;
  return `import esap_jupyter as esap\n\n${variable} = esap.stage(${pythonText(address)})\n`;
}

function encodedDid(did: string): string {
  const at = did.indexOf(':');
  const [scope, name] = [did.slice(0, at), did.slice(at + 1)];
  return `${encodeURIComponent(scope)}:${name.split('/').map(encodeURIComponent).join('/')}`;
}
