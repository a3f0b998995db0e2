/** Positions on the sky: degrees outside, unit vectors inside. */

/** Right ascension and declination in degrees. */
export interface Position {
  readonly ra: number;
  readonly dec: number;
}

/** A unit vector: x to RA 0, y to RA 90, z to the north pole. */
export type Vector = readonly [x: number, y: number, z: number];

export const RADIANS = Math.PI / 180;

/** The vector of a position. */
export function vector({ ra, dec }: Position): Vector {
  const across = Math.cos(dec * RADIANS);
  return [
    across * Math.cos(ra * RADIANS),
    across * Math.sin(ra * RADIANS),
    Math.sin(dec * RADIANS)
  ];
}

/** The position of a vector of any length. */
export function position([x, y, z]: Vector): Position {
  const ra = Math.atan2(y, x) / RADIANS;
  return { ra: ra < 0 ? ra + 360 : ra, dec: Math.atan2(z, Math.hypot(x, y)) / RADIANS };
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(a: Vector): Vector {
  const length = Math.hypot(...a) || 1;
  return [a[0] / length, a[1] / length, a[2] / length];
}

/** The angle between two positions in degrees, exact also when it is tiny. */
export function separation(a: Position, b: Position): number {
  const [from, to] = [vector(a), vector(b)];
  return Math.atan2(Math.hypot(...cross(from, to)), dot(from, to)) / RADIANS;
}

/** The position at a distance and position angle (from north through east), in degrees. */
export function offset(from: Position, distance: number, angle: number): Position {
  const here = vector(from);
  const east: Vector = [-Math.sin(from.ra * RADIANS), Math.cos(from.ra * RADIANS), 0];
  const north = cross(here, east);
  const [far, side] = [Math.cos(distance * RADIANS), Math.sin(distance * RADIANS)];
  const [up, left] = [Math.cos(angle * RADIANS), Math.sin(angle * RADIANS)];
  return position([
    far * here[0] + side * (up * north[0] + left * east[0]),
    far * here[1] + side * (up * north[1] + left * east[1]),
    far * here[2] + side * (up * north[2] + left * east[2])
  ]);
}

/** Points along the circle of a radius (degrees) around a position, closed. */
export function circle(centre: Position, radius: number, count = 72): Position[] {
  return Array.from({ length: count + 1 }, (_, at) => offset(centre, radius, (at * 360) / count));
}

/** Points along the great circle from one position to another, the ends included. */
export function arc(from: Position, to: Position, step = 2): Position[] {
  const angle = separation(from, to);
  const count = Math.max(1, Math.ceil(angle / step));
  if (angle < 1e-9 || angle > 180 - 1e-9) {
    return [from, to];
  }
  const [a, b] = [vector(from), vector(to)];
  const whole = Math.sin(angle * RADIANS);
  return Array.from({ length: count + 1 }, (_, at) => {
    const before = Math.sin(angle * (1 - at / count) * RADIANS) / whole;
    const after = Math.sin(angle * (at / count) * RADIANS) / whole;
    return position([
      before * a[0] + after * b[0],
      before * a[1] + after * b[1],
      before * a[2] + after * b[2]
    ]);
  });
}

/** Points along the sides of a polygon, closed. */
export function outline(corners: readonly Position[]): Position[] {
  return corners.flatMap((corner, at) => arc(corner, corners[(at + 1) % corners.length]));
}

/** A circle that holds all positions: the mean's, not the smallest. */
export function cap(positions: Iterable<Position>): { centre: Position; radius: number } | null {
  const all = [...positions];
  if (all.length === 0) {
    return null;
  }
  const sum = [0, 0, 0];
  for (const one of all) {
    vector(one).forEach((value, axis) => {
      sum[axis] += value;
    });
  }
  // Positions all around the sky have no middle.
  if (Math.hypot(...sum) < 1e-6 * all.length) {
    return { centre: { ra: 0, dec: 0 }, radius: 180 };
  }
  const centre = position(unit(sum as unknown as Vector));
  return { centre, radius: all.reduce((most, one) => Math.max(most, separation(centre, one)), 0) };
}
