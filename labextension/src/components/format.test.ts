import { expect, it } from 'vitest';
import { ago, amount, bytes, count, counted, position, seconds } from './format';

it('writes counts with narrow gaps', () => {
  expect(count(1204)).toBe('1\u202f204');
  expect(count(1234567)).toBe('1\u202f234\u202f567');
  expect(counted(1, 'row')).toBe('1 row');
  expect(counted(0, 'row')).toBe('0 rows');
});

it('writes sizes and durations', () => {
  expect(bytes(999)).toBe('999 B');
  expect(bytes(999_999)).toBe('1.0 MB');
  expect(bytes(12_300_000)).toBe('12.3 MB');
  expect(bytes(1.2e18)).toBe('1.2 EB');
  expect(amount(12, 'rows')).toBe('12 rows');
  expect(amount(1500, 'B')).toBe('1.5 kB');
  expect(seconds(2.13)).toBe('2.1 s');
  expect(seconds(119.7)).toBe('2 min 0 s');
});

it('tells how long ago, never in the future', () => {
  expect(ago(1000, 990)).toBe('just now');
  expect(ago(1000, 1120)).toBe('2 min ago');
  expect(ago(0, 90_000)).toBe('1 day ago');
});

it('writes a southern position with a minus', () => {
  const target = { text: '', name: '', ra: 1, dec: -0.5, sexagesimal: 'S', source: 'typed' };
  expect(position(target)).toBe('S · 1.0000° −0.5000° · typed');
});
