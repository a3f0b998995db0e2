import { expect, it } from 'vitest';
import { attachProblem, nameForDid, nameForPaths } from './names';

it.each([
  'open',
  'print',
  'get_ipython',
  'In',
  'Out',
  '_',
  '_1',
  '__name__',
  'class',
  'a b',
  '',
  '1a',
  'ｏpen'
])('%s is not hidden by data', name => {
  expect(attachProblem(name)).toBeTruthy();
});

it.each(['images', 'ds_events', 'opened', 'µm', 'x1'])('%s is a name', name => {
  expect(attachProblem(name)).toBeNull();
});

it.each([
  ['test:ds.events', 'ds_events'],
  ['test:path/to/image1.fits.gz', 'image1'],
  ['test:open', 'open_data'],
  ['test:get_ipython', 'get_ipython_data'],
  ['test:42', 'data_42'],
  ['test:ü', 'u'],
  ['test:日本', 'data'],
  ['test:../../escape.dat', 'escape'],
  [`test:${'long'.repeat(60)}`, 'long'.repeat(10)],
  ['test:class', 'class_data']
])('%s becomes %s', (did, name) => {
  expect(nameForDid(did, new Set())).toBe(name);
  expect(attachProblem(name)).toBeNull();
});

it('takes no name twice', () => {
  expect(nameForDid('test:a.fits', new Set(['a', 'a_2']))).toBe('a_3');
});

it('gives paths a name that no attached variable of the DID has', () => {
  expect(nameForPaths('test:image_1.fits', new Set(['image_1']))).toBe('image_1_paths');
  expect(nameForPaths('test:a', new Set(['a_paths']))).toBe('a_paths_2');
});
