/** The sky on a plane: x to the left is east, as it is seen from below. */
import { dot, type Position, position, RADIANS, type Vector, vector } from './sphere';

/** A place in the plane; one unit is a radian near the middle, y goes up. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Turns positions into places and back. */
export interface Projection {
  /** Where a position is; `null` where it cannot be shown. */
  place(sky: Position): Place | null;
  /** Which position is there; `null` beside the sky. */
  sky(place: Place): Position | null;
  /** Whether a line between two neighbouring points would cross the edge of the map. */
  breaks(from: Place, to: Place): boolean;
}

/** What is nearer than this to the edge of the half sphere is beyond all planes. */
const EDGE = 0.02;

/** The gnomonic projection around a position: great circles are straight. */
export class TangentPlane implements Projection {
  private readonly middle: Vector;
  private readonly east: Vector;
  private readonly north: Vector;

  constructor(centre: Position) {
    const { ra, dec } = centre;
    const [sin, cos] = [Math.sin(ra * RADIANS), Math.cos(ra * RADIANS)];
    const [up, out] = [Math.sin(dec * RADIANS), Math.cos(dec * RADIANS)];
    this.middle = vector(centre);
    this.east = [-sin, cos, 0];
    this.north = [-up * cos, -up * sin, out];
  }

  place(sky: Position): Place | null {
    const to = vector(sky);
    const depth = dot(to, this.middle);
    if (depth < EDGE) {
      return null;
    }
    return { x: -dot(to, this.east) / depth, y: dot(to, this.north) / depth };
  }

  sky({ x, y }: Place): Position {
    const along = [0, 1, 2].map(
      axis => this.middle[axis] - x * this.east[axis] + y * this.north[axis]
    );
    return position(along as unknown as Vector);
  }

  breaks(): boolean {
    return false;
  }
}

const ROOT2 = Math.SQRT2;

/** The whole sky in an ellipse of equal areas, with a right ascension in the middle. */
export class Mollweide implements Projection {
  constructor(private readonly middle: number) {}

  place({ ra, dec }: Position): Place {
    const theta = auxiliary(dec * RADIANS);
    const away = wrap(ra - this.middle) * RADIANS;
    return {
      x: (-2 * ROOT2 * away * Math.cos(theta)) / Math.PI,
      y: ROOT2 * Math.sin(theta)
    };
  }

  sky({ x, y }: Place): Position | null {
    const sine = y / ROOT2;
    if (Math.abs(sine) > 1) {
      return null;
    }
    const theta = Math.asin(sine);
    const dec = Math.asin((2 * theta + Math.sin(2 * theta)) / Math.PI) / RADIANS;
    const width = Math.cos(theta);
    const away = width < 1e-9 ? 0 : (-x * Math.PI) / (2 * ROOT2 * width) / RADIANS;
    if (Math.abs(away) > 180 + 1e-9) {
      return null;
    }
    return { ra: (((this.middle + away) % 360) + 360) % 360, dec };
  }

  breaks(from: Place, to: Place): boolean {
    return Math.abs(from.x - to.x) > ROOT2;
  }
}

/** The difference of two right ascensions, from -180 to below 180 degrees. */
export function wrap(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

/** Solve 2θ + sin 2θ = π sin δ. */
function auxiliary(dec: number): number {
  if (Math.abs(dec) > Math.PI / 2 - 1e-9) {
    return Math.sign(dec) * (Math.PI / 2);
  }
  let theta = dec;
  for (let round = 0; round < 30; round += 1) {
    const slope = 2 + 2 * Math.cos(2 * theta);
    const step = (2 * theta + Math.sin(2 * theta) - Math.PI * Math.sin(dec)) / slope;
    theta -= step;
    if (Math.abs(step) < 1e-12) {
      break;
    }
  }
  return theta;
}
