import { describe, expect, it } from 'vitest';
import { asTyped, checkArchives, checkRadius, checkTarget } from './validate';

describe('checkRadius', () => {
  it.each([
    ['0.5', 'deg', 0.5],
    ['0,5', 'deg', 0.5],
    [' 180 ', 'deg', 180],
    ['30', 'arcmin', 0.5],
    ['3600', 'arcsec', 1]
  ] as const)('reads %s %s', (text, unit, degrees) => {
    expect(checkRadius(text, unit).value).toBeCloseTo(degrees, 12);
  });

  it.each([
    ['-1', 'deg'],
    ['0', 'deg'],
    ['400', 'deg'],
    ['10801', 'arcmin'],
    ['', 'deg'],
    ['wide', 'deg'],
    ['Infinity', 'deg']
  ] as const)('refuses %s %s with what to do', (text, unit) => {
    const { value, error } = checkRadius(text, unit);
    expect(value).toBeUndefined();
    expect(error).toMatch(/radius/);
  });
});

it('refuses an empty target and no archives', () => {
  expect(checkTarget('  ').error).toContain('Type a name');
  expect(checkTarget(" O'Neill ").value).toBe("O'Neill");
  expect(checkArchives([]).error).toContain('at least one');
});

it('shows degrees in the unit that is typed most easily', () => {
  expect(asTyped(0.5)).toEqual({ text: '0.5', unit: 'deg' });
  expect(asTyped(1 / 60)).toEqual({ text: '1', unit: 'arcmin' });
  expect(asTyped(1 / 3600)).toEqual({ text: '1', unit: 'arcsec' });
});
