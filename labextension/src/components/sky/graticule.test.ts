import { expect, it } from 'vitest';
import { decLabel, graticule, raLabel } from './graticule';
import { summary, words } from './summary';

const labels = (ra: number, dec: number, field: number) =>
  graticule({ ra, dec }, field).map(line => line.label);

it('names lines as exactly as they lie', () => {
  expect(raLabel(15, 15)).toBe('1h');
  expect(raLabel(-15, 15)).toBe('23h');
  expect(raLabel(359.999999999, 15)).toBe('0h');
  expect(raLabel(10, 2.5)).toBe('0h40m');
  expect(raLabel(10 + 0.5 / 240, 0.5 / 240)).toBe('0h40m00.5s');
  expect(decLabel(-0.5, 0.5)).toBe('−0°30′');
  expect(decLabel(41.25 + 1 / 3600, 1 / 3600)).toBe('+41°15′01″');
  expect(decLabel(0, 30)).toBe('+0°');
});

it('has a few lines in any field, at the poles and at RA 0 too', () => {
  for (const dec of [0, 41, -89.99, 90]) {
    for (const field of [360, 60, 5, 0.1, 0.001]) {
      const lines = graticule({ ra: 0.01, dec }, field);
      expect(lines.length).toBeGreaterThan(2);
      expect(lines.length).toBeLessThan(60);
      for (const { points } of lines) {
        expect(points.every(point => Math.abs(point.dec) <= 90)).toBe(true);
      }
    }
  }
  expect(labels(0, 0, 4)).toContain('0h00m');
  expect(labels(0, 90, 4).filter(label => label.includes('h'))).toHaveLength(12);
});

const amounts = { total: 0, regions: 0, unread: 0, selected: 0, positions: [] };

it('says in words what is drawn', () => {
  const two = [
    { ra: 359.75, dec: -1 },
    { ra: 0.25, dec: 1 }
  ];
  expect(summary(amounts)).toBe('No row has a position.');
  expect(summary({ ...amounts, positions: two, total: 2, selected: 1 })).toBe(
    '2 positions between 23h59m00s −01°00′00″ and 00h01m00s +01°00′00″; 1 selected.'
  );
  expect(summary({ ...amounts, positions: two, total: 50_000, regions: 3, unread: 1 })).toContain(
    '2 of them drawn; 3 footprints; 1 of them cannot be drawn here.'
  );
  const all = [0, 90, 180, 270].map(ra => ({ ra, dec: 0 }));
  expect(summary({ ...amounts, positions: all, total: 4 })).toContain('all over the sky');
  expect(words({ ra: 10.684708, dec: -0.00001 })).toBe('00h42m44s −00°00′00″');
});
