import { expect, it } from 'vitest';
import { relative } from './fileActions';

it('names a file as the kernel of a notebook sees it', () => {
  expect(relative('', 'esap-data/sandbox/a.fits')).toBe('esap-data/sandbox/a.fits');
  expect(relative('work/deep', 'esap-data/a.fits')).toBe('../../esap-data/a.fits');
});
