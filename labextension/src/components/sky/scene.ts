/** What there is to draw: rows' positions and regions, and where was searched. */
import type { Footprints, Positions } from '../../api/schema';
import { circle, outline, type Position, separation } from './sphere';

/** Where a search looked. */
export interface SearchArea {
  readonly name: string;
  readonly target: Position | null;
  /** In degrees. */
  readonly radius: number | null;
  /** Right ascension and declination of each corner. */
  readonly polygon: readonly number[];
}

/** A region of a row, as the line around it. */
export interface Region {
  readonly row: number;
  readonly points: Position[];
}

/** The rows' positions and regions, counted in the order shown. */
export class Scene {
  readonly positions: Position[];
  readonly rows: readonly number[];
  readonly regions: Region[];
  /** The line around what was searched. */
  readonly area: Position[];

  constructor(
    readonly points: Positions,
    readonly footprints: Footprints,
    readonly search: SearchArea
  ) {
    this.rows = points.rows;
    this.positions = points.ra.map((ra, at) => ({ ra, dec: points.dec[at] }));
    this.regions = footprints.shapes.map(({ row, kind, values }) => ({
      row,
      points: kind === 'circle' ? circleOf(values) : outline(corners(values))
    }));
    this.area = areaOf(search);
  }

  /** All that should be in view at first. */
  get extent(): Position[] {
    const { target } = this.search;
    const drawn = [...this.positions, ...this.regions.flatMap(region => region.points)];
    // Where much was found, the search lies around it; where nothing was, it is all there is.
    return [...drawn, ...this.area, ...(target ? [target] : [])];
  }

  /** The position of a row, where it is drawn. */
  positionOf(row: number): Position | null {
    const at = this.rows.indexOf(row);
    return at < 0 ? null : this.positions[at];
  }
}

function circleOf([ra, dec, radius]: readonly number[]): Position[] {
  return circle({ ra, dec }, radius);
}

function corners(values: readonly number[]): Position[] {
  return Array.from({ length: values.length >> 1 }, (_, at) => ({
    ra: values[2 * at],
    dec: values[2 * at + 1]
  }));
}

function areaOf({ target, radius, polygon }: SearchArea): Position[] {
  if (polygon.length >= 6) {
    return outline(corners(polygon));
  }
  return target && radius !== null && radius > 0 ? circle(target, Math.min(180, radius)) : [];
}

/** The field of view (degrees) that holds positions around a centre. */
export function fieldOf(centre: Position, positions: readonly Position[]): number {
  let radius = 0;
  for (const one of positions) {
    radius = Math.max(radius, separation(centre, one));
  }
  return Math.max(1 / 60, radius * 2.3);
}
