/** Whether an archive can be asked what has data at a place. */
import type { Archive } from '../../api/schema';

/** Why asking for a place makes no sense; empty where it does. */
export function unfit({ kind, takes }: Archive): string {
  if (kind === 'registry') {
    return 'lists services, not data';
  }
  return takes.length === 0 || takes.includes('target') ? '' : 'cannot be asked by position';
}

/** What to do instead of ticking it. */
export function instead({ kind, takes }: Archive): string {
  const ways = [
    kind === 'registry' ? 'use Find services' : '',
    takes.includes('parameters') ? 'fill in its own terms' : '',
    takes.includes('adql') ? 'write ADQL' : ''
  ].filter(Boolean);
  const words = [ways.slice(0, -1).join(', '), ...ways.slice(-1)].filter(Boolean).join(' or ');
  return words ? `To ask it, ${words}.` : '';
}
