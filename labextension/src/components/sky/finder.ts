/** Which rows are under the pointer. */
import type { Camera, Pixel } from './camera';
import type { Scene } from './scene';

const NEAR = 8;

/** The row drawn nearest to a pixel, or else one whose region holds it. */
export function rowAt(camera: Camera, scene: Scene, pixel: Pixel): number | null {
  let best: number | null = null;
  let least = NEAR;
  scene.positions.forEach((position, at) => {
    const there = camera.pixel(position);
    const distance = there ? Math.hypot(there.x - pixel.x, there.y - pixel.y) : NEAR;
    if (distance < least) {
      least = distance;
      best = scene.rows[at];
    }
  });
  return best ?? smallestAround(camera, scene, pixel);
}

/** The rows drawn in a box. */
export function rowsIn(camera: Camera, scene: Scene, from: Pixel, to: Pixel): number[] {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
  return scene.rows.filter((_, at) => {
    const pixel = camera.pixel(scene.positions[at]);
    return pixel && pixel.x >= left && pixel.x <= right && pixel.y >= top && pixel.y <= bottom;
  });
}

function smallestAround(camera: Camera, scene: Scene, pixel: Pixel): number | null {
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const region of scene.regions) {
    for (const piece of camera.line(region.points)) {
      const size = Math.abs(area(piece));
      if (size < least && holds(piece, pixel)) {
        least = size;
        best = region.row;
      }
    }
  }
  return best;
}

function holds(corners: readonly Pixel[], { x, y }: Pixel): boolean {
  let inside = false;
  corners.forEach((here, at) => {
    const last = corners[(at + corners.length - 1) % corners.length];
    const crosses = here.y > y !== last.y > y;
    if (crosses && x < ((last.x - here.x) * (y - here.y)) / (last.y - here.y) + here.x) {
      inside = !inside;
    }
  });
  return inside;
}

function area(corners: readonly Pixel[]): number {
  return corners.reduce((sum, here, at) => {
    const next = corners[(at + 1) % corners.length];
    return sum + here.x * next.y - next.x * here.y;
  }, 0);
}
