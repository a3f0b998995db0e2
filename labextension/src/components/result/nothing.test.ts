import { expect, it } from 'vitest';
import { result } from '../../../../tests/labextension/fake';
import type { Provenance, SearchRequest } from '../../api/schema';
import { nothing } from './nothing';

const { provenance } = result();
const TARGET = { text: 'M31', name: 'M 31', ra: 1, dec: 1, sexagesimal: '', source: '' };

function words(request: Partial<SearchRequest>, more: Partial<Provenance> = {}): string {
  const whole = { archives: [provenance.archive], ...request };
  const place = { target: TARGET, radius: 0.5 };
  return nothing({ ...provenance, ...place, request: whole, ...more }).textContent ?? '';
}

it('names the place where nothing else was asked', () => {
  const said = 'it has no rows within 0.5° of M 31.Try a larger radius or another collection.';
  expect(words({ target: 'M31' })).toContain(said);
});

it('does not say that there is nothing at the place where more was asked', () => {
  const said = words({
    target: 'M31',
    time: { low: 1, high: 2 },
    band: { low: 1, high: 2 },
    product: 'image',
    parameters: { [provenance.archive]: { instrument: 'x' } }
  });
  expect(said).toContain(
    'of M 31 that meet what else was asked: time, spectral range, data type, 1 own term.'
  );
  expect(said).toContain('Try fewer conditions, a larger radius or another collection.');
});

it('does not count the terms of other archives', () => {
  expect(words({ target: 'M31', parameters: { other: { a: 1 } } })).not.toContain('meet');
});

it('knows polygons, lists, and archives asked in their own terms alone', () => {
  const none = { target: null };
  expect(words({ polygon: [1, 1, 2, 1, 2, 2] }, none)).toContain('no rows in the polygon.');
  expect(words({ targets: ['a', 'b'] }, none)).toContain('no rows within 0.5° of 2 targets.');
  const alone = words({ parameters: { [provenance.archive]: { a: 1 } } }, none);
  expect(alone).toContain('it has no rows that meet what else was asked: 1 own term.');
  expect(alone).toContain('Try fewer conditions or another collection.');
});

it('does not speak of radii after a query', () => {
  expect(words({ adql: 'SELECT 1' }, { target: null, radius: null })).toBe(
    'The archive answered: no row is what the query asks for.Try the query with fewer conditions.'
  );
});
