/** Where a plot looks, and how places come onto its pixels. */
import { Mollweide, type Place, type Projection, TangentPlane } from './projection';
import { offset, type Position, RADIANS } from './sphere';

/** From this field of view on, the whole sky is shown. */
export const WHOLE = 100;
const NARROWEST = 1 / 3600;
const WIDE = 360;
const MARGIN = 8;

/** A pixel of the plot, from its upper left corner. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** Centre, field of view and size of a plot. */
export class Camera {
  private _centre: Position = { ra: 0, dec: 0 };
  private _field = WIDE;
  private size = { width: 300, height: 200 };
  private projection: Projection = new Mollweide(0);
  private scale = 1;

  constructor() {
    this.changed();
  }

  get centre(): Position {
    return this._centre;
  }

  /** The smaller side of the plot in degrees; 360 is the whole sky. */
  get field(): number {
    return this._field;
  }

  /** Whether the whole sky is shown. */
  get whole(): boolean {
    return this._field >= WHOLE;
  }

  get width(): number {
    return this.size.width;
  }

  get height(): number {
    return this.size.height;
  }

  resize(width: number, height: number): void {
    this.size = { width: Math.max(1, width), height: Math.max(1, height) };
    this.changed();
  }

  /** Look at a position; a field (degrees) that is too wide for a plane shows the whole sky. */
  look(centre: Position, field: number): void {
    const dec = Math.max(-90, Math.min(90, centre.dec));
    this._centre = { ra: ((centre.ra % 360) + 360) % 360, dec };
    this._field = field >= WHOLE ? WIDE : Math.max(NARROWEST, field);
    this.changed();
  }

  /** Make the field of view so many times as wide. */
  zoom(factor: number, around?: Pixel): void {
    const from = this.whole ? WHOLE : this._field;
    const before = around && this.at(around);
    const field = this.whole && factor < 1 ? WHOLE * 0.6 : from * factor;
    const middle = this.whole && before ? before : this._centre;
    this.look(middle, field);
    // Moving turns the sky as well, so that it takes a few steps to be back under the pointer.
    for (let step = 0; step < 3 && around && before && !this.whole; step += 1) {
      const after = this.pixel(before);
      if (after) {
        this.pan(around.x - after.x, around.y - after.y);
      }
    }
  }

  /** Move what is seen by so many pixels. */
  pan(right: number, down: number): void {
    if (this.whole) {
      const turned = this._centre.ra + (right / this.scale) * (180 / (2 * Math.SQRT2));
      this.look({ ra: turned, dec: 0 }, WIDE);
      return;
    }
    const { width, height } = this.size;
    const there = this.at({ x: width / 2 - right, y: height / 2 - down });
    if (there) {
      this.look(there, this._field);
    }
  }

  /** Where a position is on the plot; `null` where it is not on it at all. */
  pixel(sky: Position): Pixel | null {
    const place = this.projection.place(sky);
    return place && this.toPixel(place);
  }

  /** Which position is under a pixel. */
  at({ x, y }: Pixel): Position | null {
    const { width, height } = this.size;
    return this.projection.sky({
      x: (x - width / 2) / this.scale,
      y: (height / 2 - y) / this.scale
    });
  }

  /** A line through positions, in the pieces that can be drawn. */
  line(points: readonly Position[]): Pixel[][] {
    const pieces: Pixel[][] = [];
    let piece: Pixel[] = [];
    let last: Place | null = null;
    for (const point of points) {
      const place = this.projection.place(point);
      if (!place || (last && this.projection.breaks(last, place))) {
        pieces.push(piece);
        piece = [];
      }
      if (place) {
        piece.push(this.toPixel(place));
      }
      last = place;
    }
    return [...pieces, piece].filter(one => one.length > 1);
  }

  /** The edge of the sky, where it is on the plot. */
  edge(): { x: number; y: number; width: number; height: number } | null {
    const { width, height } = this.size;
    const half = Math.SQRT2 * this.scale;
    return this.whole ? { x: width / 2, y: height / 2, width: 2 * half, height: half } : null;
  }

  /** The position a part of the field away, at a position angle. */
  step(angle: number, part = 0.25): void {
    if (this.whole) {
      this.pan(Math.sin(angle * RADIANS) * 40, 0);
    } else {
      this.look(offset(this._centre, this._field * part, angle), this._field);
    }
  }

  private toPixel({ x, y }: Place): Pixel {
    const { width, height } = this.size;
    return { x: width / 2 + x * this.scale, y: height / 2 - y * this.scale };
  }

  private changed(): void {
    const { width, height } = this.size;
    if (this.whole) {
      this.projection = new Mollweide(this._centre.ra);
      const inner = Math.min((width - 2 * MARGIN) / 2, height - 2 * MARGIN);
      this.scale = Math.max(1, inner) / (2 * Math.SQRT2);
    } else {
      this.projection = new TangentPlane(this._centre);
      this.scale = Math.min(width, height) / (2 * Math.tan((this._field / 2) * RADIANS));
    }
  }
}
