import { expect, it } from 'vitest';
import { again } from './again';

it('asks one archive, and drops the collections of the others', () => {
  const request = {
    archives: ['a', 'b'],
    target: 'M31',
    radius: 1,
    collections: { a: 'x', b: 'y' },
    maxrec: 10
  };
  const one = { archives: ['b'], target: 'M31', radius: 1, collections: { b: 'y' }, maxrec: 10 };
  expect(again(request, 'b')).toEqual(one);
  expect(again(request, 'b', 100)).toEqual({ ...one, maxrec: 100 });
});
