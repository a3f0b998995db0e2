/** Numbers, times and positions in the words of the panel. */
import type { Target } from '../api/schema';

const GAP = '\u202f';

/** A count with narrow gaps between thousands: `1 204`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, GAP);
}

/** A count with its noun: `1 row`, `13 rows`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A moment (seconds since 1970) as citations have it: `2026-11-26 12:43:34 UTC`. */
export function utc(time: number): string {
  return `${new Date(time * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A size in bytes, for people: `12.4 MB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && size < 99.95 ? 1 : 0;
  return `${size.toFixed(digits)} ${units[unit]}`;
}

/** How far something has come, in its own unit. */
export function amount(value: number, unit: string): string {
  return /^(b|bytes?)$/i.test(unit) ? bytes(value) : `${count(value)} ${unit}`.trim();
}

/** A duration: `2.1 s`, `3 min 20 s`. */
export function seconds(value: number): string {
  if (value < 60) {
    return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} s`;
  }
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** How long ago a Unix time was: `2 min ago`. */
export function ago(time: number, now: number = Date.now() / 1000): string {
  const past = Math.max(0, now - time);
  if (past < 60) {
    return 'just now';
  }
  if (past < 3600) {
    return `${Math.floor(past / 60)} min ago`;
  }
  if (past < 86400) {
    return `${Math.floor(past / 3600)} h ago`;
  }
  return counted(Math.floor(past / 86400), 'day').concat(' ago');
}

/** A `<time>` that says how long ago, with the exact time on hover. */
export function timeAgo(time: number): HTMLTimeElement {
  const node = document.createElement('time');
  const date = new Date(time * 1000);
  node.dateTime = date.toISOString();
  node.title = date.toLocaleString();
  node.textContent = ago(time);
  return node;
}

/** A position in sexagesimal and degrees, with where it came from. */
export function position(target: Target): string {
  const sign = target.dec < 0 ? '−' : '+';
  const degrees = `${target.ra.toFixed(4)}° ${sign}${Math.abs(target.dec).toFixed(4)}°`;
  return `${target.sexagesimal} · ${degrees} · ${target.source}`;
}
