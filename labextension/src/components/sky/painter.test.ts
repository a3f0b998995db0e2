import { expect, it } from 'vitest';
import { beside } from './painter';

it('writes right of a line where there is room, else left of it', () => {
  expect(beside(100, 3, 40, 300)).toBe(103);
  expect(beside(290, 3, 40, 300)).toBe(247);
});

it.each([0, 100, 257, 258, 280, 299])('keeps letters of a line at %i within the picture', x => {
  expect(beside(x, 3, 40, 300) + 40).toBeLessThanOrEqual(300);
});
