import { expect, it } from 'vitest';
import { Camera } from './camera';
import { rowAt, rowsIn } from './finder';
import { Scene } from './scene';

const scene = new Scene(
  { total: 2, rows: [3, 7], ra: [0.1, 359.9], dec: [0, 0] },
  {
    total: 1,
    unread: 0,
    shapes: [{ row: 7, kind: 'polygon', values: [0.5, 0.3, 0.3, 0.3, 0.3, 0.5, 0.5, 0.5] }]
  },
  { name: '', target: null, radius: null, polygon: [] }
);
const camera = new Camera();
camera.resize(200, 200);
camera.look({ ra: 0, dec: 0 }, 2);

it('finds the row under the pointer, across RA 0', () => {
  // East is on the left.
  expect(rowAt(camera, scene, { x: 91, y: 101 })).toBe(3);
  expect(rowAt(camera, scene, { x: 110, y: 99 })).toBe(7);
  expect(rowAt(camera, scene, { x: 150, y: 150 })).toBeNull();
});

it('finds the row of a region where no point is near', () => {
  expect(rowAt(camera, scene, { x: 60, y: 60 })).toBe(7);
});

it('finds the rows in a box', () => {
  expect(rowsIn(camera, scene, { x: 120, y: 120 }, { x: 80, y: 80 })).toEqual([3, 7]);
  expect(rowsIn(camera, scene, { x: 80, y: 80 }, { x: 95, y: 120 })).toEqual([3]);
  expect(rowsIn(camera, scene, { x: 0, y: 0 }, { x: 10, y: 10 })).toEqual([]);
});
