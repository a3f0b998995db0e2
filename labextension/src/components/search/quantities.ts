/** Times, wavelengths and corners as they are typed. */
import type { Interval } from '../../api/schema';
import type { Checked } from './validate';

const C = 299_792_458;
/** Planck's constant times the speed of light, in eV m. */
const HC = 1.239_841_984_332_0026e-6;
/** The modified Julian day of 1970-01-01T00:00:00. */
const EPOCH = 40_587;
const DAY_MS = 86_400_000;

const METRES = { m: 1, µm: 1e-6, nm: 1e-9, Å: 1e-10 } as const;
const HERTZ = { Hz: 1, MHz: 1e6, GHz: 1e9 } as const;
const VOLTS = { eV: 1, keV: 1e3 } as const;

/** What a spectral range can be given in. */
export const SPECTRAL_UNITS = {
  Wavelength: Object.keys(METRES),
  Frequency: Object.keys(HERTZ),
  Energy: Object.keys(VOLTS)
} as const;

/** Read a number; a comma may stand for the point. */
export function toNumber(text: string): number {
  const typed = text.trim().replace(',', '.');
  return typed === '' ? Number.NaN : Number(typed);
}

/** Read a moment: a modified Julian day, or a date and time of ISO 8601 in UTC. */
export function toMjd(text: string): number | null {
  const typed = text.trim();
  const number = toNumber(typed);
  if (Number.isFinite(number)) {
    // Four digits alone are a year.
    return /^\d{4}$/.test(typed) ? mjdOf(`${typed}-01-01`) : number;
  }
  const parts = /^(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?Z?$/.exec(
    typed
  );
  if (!parts) {
    return null;
  }
  const [, year, month, day = '01', hour = '00', minute = '00', second = '00'] = parts;
  return mjdOf(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
}

function mjdOf(iso: string): number | null {
  const time = Date.parse(`${iso.length === 10 ? `${iso}T00:00:00` : iso}Z`);
  // What Date takes for the 31st of February is in March.
  const same = Number.isFinite(time) && new Date(time).toISOString().startsWith(iso.slice(0, 10));
  return same ? time / DAY_MS + EPOCH : null;
}

/** Wavelength in metres of a wavelength, frequency or energy. */
export function toMetres(value: number, unit: string): number {
  if (unit in METRES) {
    return value * METRES[unit as keyof typeof METRES];
  }
  if (unit in HERTZ) {
    return C / (value * HERTZ[unit as keyof typeof HERTZ]);
  }
  return HC / (value * VOLTS[unit as keyof typeof VOLTS]);
}

/** Read a time range; `null` where both ends are empty. */
export function checkTime(from: string, to: string): Checked<Interval | null> {
  const ends = [from, to].map(text => (text.trim() ? toMjd(text) : undefined));
  const wrong = ends.indexOf(null);
  if (wrong >= 0) {
    const typed = [from, to][wrong].trim();
    return { error: `${typed} is not a time. Type one such as 2024-07-01 12:00, or an MJD.` };
  }
  return between(ends[0] ?? null, ends[1] ?? null, 'The time range ends before it begins.');
}

/** Read a spectral range, in metres; `null` where both ends are empty. */
export function checkBand(low: string, high: string, unit: string): Checked<Interval | null> {
  const ends = [low, high].map(text => (text.trim() ? toNumber(text) : undefined));
  if (ends.some(end => end !== undefined && !(Number.isFinite(end) && end > 0))) {
    return { error: 'The spectral range needs numbers above 0.' };
  }
  const [first, last] = ends.map(end => (end === undefined ? null : toMetres(end, unit)));
  // Wavelengths fall where frequencies and energies rise.
  const swapped = !(unit in METRES);
  const words = 'The spectral range ends before it begins.';
  return swapped ? between(last, first, words) : between(first, last, words);
}

function between(low: number | null, high: number | null, error: string): Checked<Interval | null> {
  if (low !== null && high !== null && low > high) {
    return { error };
  }
  return { value: low === null && high === null ? null : { low, high } };
}

/** Read the corners of a polygon in degrees; an empty list where nothing is typed. */
export function checkPolygon(text: string): Checked<number[]> {
  const words = text
    .replace(/^\s*(polygon)?\s*(icrs)?/i, '')
    .split(/[\s,;()]+/)
    .filter(Boolean);
  const numbers = words.map(Number);
  if (numbers.length === 0) {
    return { value: [] };
  }
  if (!numbers.every(Number.isFinite) || numbers.length % 2 === 1 || numbers.length < 6) {
    return { error: 'A polygon is at least three corners in degrees: ra dec, ra dec, ra dec.' };
  }
  if (numbers.some((value, at) => at % 2 === 1 && Math.abs(value) > 90)) {
    return { error: 'A declination of the polygon is beyond 90°.' };
  }
  return { value: numbers };
}

/** Read a limit of rows; `null` where nothing is typed. */
export function checkLimit(text: string): Checked<number | null> {
  const typed = text.replace(/[\s_]/g, '');
  if (typed === '') {
    return { value: null };
  }
  const number = Number(typed);
  return Number.isInteger(number) && number >= 1 && number <= 5_000_000
    ? { value: number }
    : { error: 'The row limit is a whole number from 1 to 5 000 000.' };
}
