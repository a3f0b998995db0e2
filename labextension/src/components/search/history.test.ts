import { expect, it } from 'vitest';
import { result, search } from '../../../../tests/labextension/fake';
import { captionOf, inOrder, labelOf, ofResults, ofSearch, unknownSearches } from './history';

const request = { archives: ['sandbox'], adql: 'SELECT a\nFROM b' };

function stored(id: string, searchId: string | null, archive = 'sandbox', started = 1) {
  const base = result({ id });
  return {
    ...base,
    rows: 2,
    provenance: {
      ...base.provenance,
      search: searchId,
      started,
      part_of: null,
      request: { ...request, archives: [archive] }
    }
  };
}

it('tells the results of one search as one question', () => {
  const [query, ...more] = ofResults([stored('r1', 's1'), stored('r2', 's1', 'other')]);
  expect(more).toEqual([]);
  expect(query.request.archives).toEqual(['sandbox', 'other']);
  expect(query.outcome).toBe('4 rows');
  expect(labelOf(query)).toBe('SELECT a FROM b');
  expect(captionOf(query, id => id.toUpperCase())).toContain('SELECT a\nFROM b\n\nSANDBOX, OTHER');
});

it('leaves out what nobody can ask again', () => {
  const upload = stored('r1', null);
  const cut = { ...upload, provenance: { ...upload.provenance, part_of: 'r0' } };
  const bare = { ...upload, provenance: { ...upload.provenance, request: null } };
  expect(ofResults([cut, bare as never])).toEqual([]);
});

it('has the newest first, and the same question once', () => {
  const queries = ofResults([
    stored('r1', 's1', 'a', 1),
    stored('r2', 's2', 'a', 3),
    stored('r3', 's3', 'b', 2)
  ]);
  expect(inOrder(queries, 9).map(query => query.id)).toEqual(['s2', 's3']);
  expect(inOrder(queries, 1)).toHaveLength(1);
});

it('finds searches of which no result tells', () => {
  const one = search();
  const failed = { ...one.activities[0], kind: 'search', search: 's9', result: null };
  expect(unknownSearches([failed, failed], [])).toEqual(['s9']);
  expect(unknownSearches([failed], [ofSearch({ ...one, id: 's9' })])).toEqual([]);
});
