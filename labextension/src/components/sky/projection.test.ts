import { describe, expect, it } from 'vitest';
import { Camera } from './camera';
import { Mollweide, TangentPlane } from './projection';
import { separation } from './sphere';

const PLACES = [
  { ra: 0, dec: 0 },
  { ra: 359.99, dec: 45 },
  { ra: 180, dec: -60 },
  { ra: 83.6, dec: 89.9 },
  { ra: 12, dec: -90 }
];

describe('Mollweide', () => {
  const map = new Mollweide(0);

  it('comes back to where it was', () => {
    for (const place of PLACES) {
      const back = map.sky(map.place(place));
      expect(back && separation(back, place)).toBeCloseTo(0, 5);
    }
  });

  it('has east on the left and north above', () => {
    expect(map.place({ ra: 10, dec: 0 }).x).toBeLessThan(0);
    expect(map.place({ ra: 350, dec: 0 }).x).toBeGreaterThan(0);
    expect(map.place({ ra: 0, dec: 10 }).y).toBeGreaterThan(0);
  });

  it('ends at an ellipse twice as wide as high', () => {
    expect(map.place({ ra: 0, dec: 90 }).y).toBeCloseTo(Math.SQRT2);
    expect(map.place({ ra: 180, dec: 0 }).x).toBeCloseTo(2 * Math.SQRT2);
    expect(map.sky({ x: 2.9, y: 0 })).toBeNull();
    expect(map.sky({ x: 0, y: 1.5 })).toBeNull();
  });
});

describe('the tangent plane', () => {
  for (const centre of PLACES) {
    it(`is right around ${centre.ra} ${centre.dec}`, () => {
      const plane = new TangentPlane(centre);
      const middle = plane.place(centre);
      expect(middle?.x).toBeCloseTo(0);
      expect(middle?.y).toBeCloseTo(0);
      const back = plane.sky({ x: 0.1, y: -0.2 });
      const again = plane.place(back);
      expect(again?.x).toBeCloseTo(0.1);
      expect(again?.y).toBeCloseTo(-0.2);
    });
  }

  it('has east on the left, across RA 0 as well', () => {
    const plane = new TangentPlane({ ra: 359.9, dec: 20 });
    expect(plane.place({ ra: 0.1, dec: 20 })?.x).toBeLessThan(0);
  });

  it('shows nothing of the other half', () => {
    expect(new TangentPlane({ ra: 0, dec: 0 }).place({ ra: 180, dec: 0 })).toBeNull();
  });
});

describe('a camera', () => {
  it('cuts a line at the edge of the whole sky', () => {
    const camera = new Camera();
    camera.resize(400, 200);
    camera.look({ ra: 0, dec: 0 }, 360);
    const line = [170, 175, 180, 185, 190].map(ra => ({ ra, dec: 10 }));
    expect(camera.line(line)).toHaveLength(2);
  });

  it('keeps what is under the pointer there when it zooms', () => {
    const camera = new Camera();
    camera.resize(400, 300);
    camera.look({ ra: 0.2, dec: 60 }, 10);
    const pixel = { x: 70, y: 220 };
    const before = camera.at(pixel);
    camera.zoom(0.5, pixel);
    const after = camera.at(pixel);
    expect(before && after && separation(before, after)).toBeLessThan(0.05);
    expect(camera.field).toBeCloseTo(5);
  });

  it('goes from a plane to the whole sky and back', () => {
    const camera = new Camera();
    camera.look({ ra: 10, dec: 20 }, 80);
    camera.zoom(1.7);
    expect(camera.whole).toBe(true);
    camera.zoom(0.6);
    expect(camera.whole).toBe(false);
    for (let times = 0; times < 200; times += 1) {
      camera.zoom(0.6);
    }
    expect(camera.field).toBeGreaterThan(0);
  });

  it('drags the sky along', () => {
    const camera = new Camera();
    camera.resize(300, 300);
    camera.look({ ra: 100, dec: 0 }, 10);
    camera.pan(30, 0);
    // What was in the middle is 30 pixels to the right now, so the middle lies to the east.
    expect(camera.centre.ra).toBeCloseTo(101, 1);
    expect(camera.pixel({ ra: 100, dec: 0 })?.x).toBeCloseTo(180, 0);
    camera.look({ ra: 0, dec: 89.9 }, 10);
    camera.step(0);
    expect(camera.centre.dec).toBeLessThan(90);
    expect(camera.centre.ra).toBeCloseTo(180, 0);
  });
});
