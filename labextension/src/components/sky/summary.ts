/** What a sky plot shows, in words. */
import { count, counted } from '../format';
import { wrap } from './projection';
import { cap, type Position } from './sphere';

/** How much there is, and how much of it is drawn. */
export interface Amounts {
  readonly positions: readonly Position[];
  readonly total: number;
  readonly regions: number;
  readonly unread: number;
  readonly selected: number;
}

const WIDE = 60;

/** `12 positions between …; 3 selected`. */
export function summary({ positions, total, regions, unread, selected }: Amounts): string {
  if (total === 0 && regions === 0) {
    return 'No row has a position.';
  }
  const parts = [
    `${counted(total, 'position')}${where(positions)}`,
    positions.length < total ? `${count(positions.length)} of them drawn` : '',
    regions > 0 ? counted(regions, 'footprint') : '',
    unread > 0 ? `${count(unread)} of them cannot be drawn here` : '',
    selected > 0 ? `${count(selected)} selected` : ''
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}

function where(positions: readonly Position[]): string {
  const around = cap(positions);
  if (!around) {
    return '';
  }
  if (positions.length === 1) {
    return ` at ${words(positions[0])}`;
  }
  if (around.radius > WIDE) {
    return ' all over the sky';
  }
  // Around the middle, so that a field across RA 0 is no wider than it is.
  const away = positions.map(({ ra }) => wrap(ra - around.centre.ra));
  const decs = positions.map(({ dec }) => dec);
  const [low, high] = [Math.min(...away), Math.max(...away)];
  const from = { ra: around.centre.ra + low, dec: Math.min(...decs) };
  const to = { ra: around.centre.ra + high, dec: Math.max(...decs) };
  return ` between ${words(from)} and ${words(to)}`;
}

/** A position in sexagesimal: `00h42m44s +41°16′09″`. */
export function words({ ra, dec }: Position): string {
  const time = Math.round(((((ra % 360) + 360) % 360) / 15) * 3600) % 86400;
  const arc = Math.round(Math.abs(dec) * 3600);
  const sign = dec < 0 ? '−' : '+';
  return `${sexagesimal(time, 'h', 'm', 's')} ${sign}${sexagesimal(arc, '°', '′', '″')}`;
}

function sexagesimal(seconds: number, ...units: [string, string, string]): string {
  const values = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return values.map((value, at) => String(value).padStart(2, '0') + units[at]).join('');
}

/** An angle in the unit that suits it: `1.5°`, `20′`, `3″`. */
export function angle(degrees: number): string {
  const [value, unit] =
    degrees >= 1 ? [degrees, '°'] : degrees >= 1 / 60 ? [degrees * 60, '′'] : [degrees * 3600, '″'];
  return `${value < 9.95 ? Number(value.toFixed(1)) : Math.round(value)}${unit}`;
}
