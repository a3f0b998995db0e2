import { expect, it } from 'vitest';
import { arc, cap, circle, offset, separation } from './sphere';

it('measures angles across RA 0 and over the poles', () => {
  expect(separation({ ra: 359.5, dec: 0 }, { ra: 0.5, dec: 0 })).toBeCloseTo(1);
  expect(separation({ ra: 0, dec: 89 }, { ra: 180, dec: 89 })).toBeCloseTo(2);
  expect(separation({ ra: 10, dec: 20 }, { ra: 10, dec: 20 + 1e-7 })).toBeCloseTo(1e-7, 12);
});

it('goes north and east, also over a pole', () => {
  expect(offset({ ra: 10, dec: 20 }, 5, 0)).toMatchObject({ dec: expect.closeTo(25) });
  const east = offset({ ra: 359.9, dec: 0 }, 1, 90);
  expect(east.ra).toBeCloseTo(0.9);
  const over = offset({ ra: 0, dec: 89 }, 2, 0);
  expect(over.ra).toBeCloseTo(180);
  expect(over.dec).toBeCloseTo(89);
});

it('draws circles as great circles do, also around a pole', () => {
  const pole = { ra: 123, dec: 90 };
  for (const point of circle(pole, 10)) {
    expect(separation(pole, point)).toBeCloseTo(10);
  }
});

it('follows the shorter arc between two corners', () => {
  const points = arc({ ra: 350, dec: 10 }, { ra: 10, dec: 10 });
  expect(points[0].ra).toBeCloseTo(350);
  expect(points.at(-1)?.ra).toBeCloseTo(10);
  expect(Math.max(...points.map(point => point.dec))).toBeGreaterThan(10);
  expect(points.every(({ ra }) => ra > 349 || ra < 11)).toBe(true);
});

it('finds the middle of what lies around RA 0, and of the whole sky', () => {
  const around = cap([
    { ra: 359, dec: 0 },
    { ra: 1, dec: 0 }
  ]);
  expect(separation(around?.centre ?? { ra: 180, dec: 0 }, { ra: 0, dec: 0 })).toBeCloseTo(0);
  expect(around?.radius).toBeCloseTo(1);
  expect(cap([])).toBeNull();
  const opposite = [
    { ra: 0, dec: 0 },
    { ra: 180, dec: 0 }
  ];
  expect(cap(opposite)?.radius).toBe(180);
  const many = Array.from({ length: 300_000 }, (_, at) => ({ ra: at % 360, dec: 80 }));
  expect(cap(many)?.centre.dec).toBeCloseTo(90);
});
