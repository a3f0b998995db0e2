/** Lines of equal right ascension and declination, and how they are called. */
import type { Position } from './sphere';

/** A line, with its name where it may be written. */
export interface GridLine {
  readonly points: Position[];
  readonly label: string;
}

const DEC_STEPS = [
  30,
  15,
  10,
  5,
  2,
  1,
  ...[30, 20, 10, 5, 2, 1].map(minutes => minutes / 60),
  ...[30, 10, 5, 2, 1, 0.5].map(seconds => seconds / 3600)
];
/** In degrees: whole hours, minutes and seconds of time. */
const RA_STEPS = [
  30,
  15,
  ...[30, 20, 10, 5, 2, 1].map(minutes => minutes / 4),
  ...[30, 10, 5, 2, 1, 0.5, 0.1].map(seconds => seconds / 240)
];
const LINES = 4;
const PIECES = 48;

/** The lines in a field of view (degrees across) around a position. */
export function graticule(centre: Position, field: number): GridLine[] {
  return field >= 180 ? whole() : part(centre, field);
}

function whole(): GridLine[] {
  const meridians = range(0, 330, 30).map(ra => meridian(ra, -90, 90, raLabel(ra, 30)));
  return [...meridians, ...range(-60, 60, 30).map(dec => parallel(dec, 0, 360, decLabel(dec, 30)))];
}

function part(centre: Position, field: number): GridLine[] {
  const step = chosen(DEC_STEPS, field / LINES);
  const [south, north] = [Math.max(-90, centre.dec - field), Math.min(90, centre.dec + field)];
  const widest = Math.max(Math.abs(south), Math.abs(north));
  const polar = widest > 89.9 || field / Math.cos(widest * (Math.PI / 180)) > 180;
  const half = polar ? 180 : field / Math.cos(widest * (Math.PI / 180));
  const across = polar
    ? 30
    : chosen(RA_STEPS, field / LINES / Math.cos(centre.dec * (Math.PI / 180)));
  const [west, east] = [centre.ra - half, centre.ra + half];
  const ras = range(Math.ceil(west / across) * across, east - (polar ? across : 0), across);
  const decs = range(Math.ceil(south / step) * step, north, step).filter(dec => Math.abs(dec) < 90);
  return [
    ...ras.map(ra => meridian(ra, south, north, raLabel(ra, across))),
    ...decs.map(dec => parallel(dec, west, east, decLabel(dec, step)))
  ];
}

function meridian(ra: number, south: number, north: number, label: string): GridLine {
  const points = pieces(south, north).map(dec => ({ ra, dec }));
  return { points, label };
}

function parallel(dec: number, west: number, east: number, label: string): GridLine {
  const points = pieces(west, east).map(ra => ({ ra, dec }));
  return { points, label };
}

function pieces(from: number, to: number): number[] {
  return Array.from({ length: PIECES + 1 }, (_, at) => from + ((to - from) * at) / PIECES);
}

function range(from: number, to: number, step: number): number[] {
  const count = Math.min(60, Math.floor((to - from) / step + 1e-6) + 1);
  return Array.from({ length: Math.max(0, count) }, (_, at) => from + at * step);
}

function chosen(steps: readonly number[], wanted: number): number {
  return steps.find(step => step <= wanted) ?? steps[steps.length - 1];
}

/** A right ascension in hours, as exact as the step between lines (degrees) asks for. */
export function raLabel(ra: number, step: number): string {
  return parts((((ra % 360) + 360) % 360) / 15, step / 15, ['h', 'm', 's'], 24);
}

/** A declination in degrees, as exact as the step between lines asks for. */
export function decLabel(dec: number, step: number): string {
  const sign = dec < -1e-9 ? '−' : '+';
  return sign + parts(Math.abs(dec), step, ['°', '′', '″'], 360);
}

function parts(value: number, step: number, units: readonly string[], turn: number): string {
  const near = (whole: number) => Math.abs(whole - Math.round(whole)) < 1e-6;
  if (near(step)) {
    return `${Math.round(value) % turn}${units[0]}`;
  }
  const minutes = Math.round(value * 60);
  if (near(step * 60)) {
    return `${Math.floor(minutes / 60) % turn}${units[0]}${pad(minutes % 60)}${units[1]}`;
  }
  const digits = near(step * 3600) ? 0 : 1;
  const seconds = Number((value * 3600).toFixed(digits));
  const rest = (seconds % 60).toFixed(digits).padStart(digits ? 4 : 2, '0');
  const whole = Math.floor(seconds / 60);
  return `${Math.floor(whole / 60) % turn}${units[0]}${pad(whole % 60)}${units[1]}${rest}${units[2]}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
