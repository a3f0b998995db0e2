import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { pythonText, stagingCode } from './code';

const HOSTILE = [
  "'); import os; os.abort() #",
  'a"b\\c\n\r\t\0',
  'ü 日本 𝛼 \u2028 \u202e \ud800',
  '{x} %s $HOME'
];

it.each(HOSTILE)('Python reads %j as the text that it is', text => {
  expect(pythonText(text)).toMatch(/^'[ -~]*'$/);
  const script = 'import ast, json, sys; print(json.dumps(ast.literal_eval(sys.argv[1])))';
  const read = execFileSync('python3', ['-c', script, pythonText(text)], { encoding: 'utf8' });
  expect(JSON.parse(read)).toBe(text);
});

it('stages an address in which what is special is encoded', () => {
  expect(stagingCode('first', "test:a b+c:d/e'f#?.fits", 'a')).toBe(
    "import esap_jupyter as esap\n\na = esap.stage('rucio://first/test:a%20b%2Bc%3Ad/e\\'f%23%3F.fits')\n"
  );
});
