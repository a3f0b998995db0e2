/** What of a search can be judged before anybody is asked. */

/** The units that a radius can be typed in, with their size in degrees. */
export const RADIUS_UNITS = { deg: 1, arcmin: 1 / 60, arcsec: 1 / 3600 } as const;

export type RadiusUnit = keyof typeof RADIUS_UNITS;

/** A value, or why there is none. */
export type Checked<T> = { value: T; error?: undefined } | { value?: undefined; error: string };

/** Read a radius; the value is in degrees. */
export function checkRadius(text: string, unit: RadiusUnit): Checked<number> {
  const typed = text.trim().replace(',', '.');
  const number = Number(typed);
  if (typed === '' || !Number.isFinite(number)) {
    return { error: 'The radius is not a number. Type one such as 0.5.' };
  }
  const degrees = number * RADIUS_UNITS[unit];
  if (degrees <= 0 || degrees > 180) {
    return {
      error: `The radius is ${text.trim()} ${unit}. It must be more than 0 and at most 180 degrees.`
    };
  }
  return { value: degrees };
}

/** Read a target; whether it exists is the resolver's to say. */
export function checkTarget(text: string): Checked<string> {
  const target = text.trim();
  return target
    ? { value: target }
    : { error: 'There is no target. Type a name such as M31, or coordinates.' };
}

/** Read a list of targets; whether they exist is the resolver's to say. */
export function checkTargets(lines: string[]): Checked<string[]> {
  if (lines.length === 0) {
    return { error: 'The list of targets is empty. Write one name or position a line.' };
  }
  return lines.length <= 1000
    ? { value: lines }
    : { error: `There are ${lines.length} targets; a search takes 1000.` };
}

/** Whether there is somebody to ask. */
export function checkArchives(archives: string[]): Checked<string[]> {
  return archives.length > 0
    ? { value: archives }
    : { error: 'No archive is chosen. Tick at least one.' };
}

/** Degrees as they are typed most easily, with their unit. */
export function asTyped(degrees: number): { text: string; unit: RadiusUnit } {
  const unit: RadiusUnit = degrees >= 0.1 ? 'deg' : degrees >= 0.1 / 60 ? 'arcmin' : 'arcsec';
  return { text: String(Number((degrees / RADIUS_UNITS[unit]).toPrecision(10))), unit };
}
