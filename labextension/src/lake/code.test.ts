import { expect, it } from 'vitest';
import { pythonText, stagingCode } from './code';

it.each([
  ["'); import os #", "'\\'); import os #'"],
  ['a"b\\c\n\r\t\0', "'a\"b\\\\c\\n\\r\\t\\x00'"],
  ['ü日𝛼\u2028\u202e\ud800', "'\\xfc\\u65e5\\U0001d6fc\\u2028\\u202e\\ud800'"],
  ['{x} %s $HOME', "'{x} %s $HOME'"]
])('%j is written so that Python reads no more than that', (text, source) => {
  expect(pythonText(text)).toBe(source);
});

it('stages an address in which what is special is encoded', () => {
  expect(stagingCode('first', "test:a b+c:d/e'f#?.fits", 'a')).toBe(
    "import esap_jupyter as esap\n\na = esap.stage('rucio://first/test:a%20b%2Bc%3Ad/e\\'f%23%3F.fits')\n"
  );
});
