import { expect, it } from 'vitest';
import { checkBand, checkLimit, checkPolygon, checkTime, toMjd } from './quantities';

it.each([
  ['2000-01-01', 51544],
  ['2000-01-01T12:00', 51544.5],
  ['2000-01-01 12:00:00Z', 51544.5],
  ['2024-02', 60341],
  ['2000', 51544],
  ['51544.5', 51544.5],
  ['51544,5', 51544.5]
])('reads %s as a time', (text, mjd) => {
  expect(toMjd(text)).toBeCloseTo(mjd, 9);
});

it.each(['yesterday', '2024-02-31', '2024-13-01', '2024-01-01T25:00', "1' OR '1'='1"])(
  'does not take %s for a time',
  text => {
    expect(checkTime(text, '').error).toContain(text);
  }
);

it('gives MJD for both ends, leaves an open end open, and wants them in order', () => {
  expect(checkTime('2000-01-01', '').value).toEqual({ low: 51544, high: null });
  expect(checkTime(' ', '').value).toBeNull();
  expect(checkTime('2001-01-01', '2000-01-01').error).toContain('before it begins');
});

it('turns frequencies and energies into wavelengths, whose ends change places', () => {
  const radio = checkBand('120', '168', 'MHz').value;
  expect(radio?.low).toBeCloseTo(1.784478917, 8);
  expect(radio?.high).toBeCloseTo(2.498270483, 8);
  expect(checkBand('400', '700', 'nm').value).toEqual({ low: 400 * 1e-9, high: 700 * 1e-9 });
  expect(checkBand('5000', '', 'Å').value?.low).toBeCloseTo(5e-7, 15);
  expect(checkBand('2', '', 'keV').value).toEqual({
    low: null,
    high: expect.closeTo(6.199e-10, 12)
  });
  expect(checkBand('2', '1', 'GHz').error).toContain('before it begins');
  expect(checkBand('0', '', 'nm').error).toContain('above 0');
  expect(checkBand('', '', 'nm').value).toBeNull();
});

it('reads corners however they are separated', () => {
  const corners = [10, 40, 11, 40, 11, 41];
  expect(checkPolygon('10 40, 11 40, 11 41').value).toEqual(corners);
  expect(checkPolygon('POLYGON ICRS 10 40 11 40 11 41').value).toEqual(corners);
  expect(checkPolygon('(10, 40), (11, 40)\n(11, 41)').value).toEqual(corners);
  expect(checkPolygon('').value).toEqual([]);
  expect(checkPolygon('10 40, 11 40').error).toContain('three corners');
  expect(checkPolygon('10 95, 11 40, 11 41').error).toContain('beyond 90°');
  expect(checkPolygon("'); DROP TABLE").error).toContain('three corners');
});

it('reads a limit of rows', () => {
  expect(checkLimit('20 000').value).toBe(20_000);
  expect(checkLimit('').value).toBeNull();
  expect(checkLimit('0').error).toContain('whole number');
  expect(checkLimit('1.5').error).toContain('whole number');
});
