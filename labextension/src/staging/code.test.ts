import { expect, it } from 'vitest';
import { pathsCode } from './code';

it('writes plain Python whatever the files are called', () => {
  const code = pathsCode(['esap-data/a.fits', '../x "y"\\z\n.fits']);
  expect(code).toBe(
    [
      'from pathlib import Path',
      '',
      'paths = [',
      '    Path("esap-data/a.fits"),',
      '    Path("../x \\"y\\"\\\\z\\n.fits"),',
      ']'
    ].join('\n')
  );
});
