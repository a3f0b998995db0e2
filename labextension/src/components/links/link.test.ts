import { expect, it } from 'vitest';
import { type Link, LinkError, readLink, writeLink } from './link';
import { linkOf } from './ofSearch';

const GOOD: Link[] = [
  {
    kind: 'search',
    target: 'α Cen & co = 100%',
    radius: 0.25,
    archives: ['sandbox', 'astron_vo'],
    terms: { product: 'image', from: '2024-07-01 12:00' }
  },
  { kind: 'search', target: '', radius: null, archives: [], terms: { polygon: '1 2, 3 4, 5 6' } },
  { kind: 'adql', archive: 'sandbox', query: "SELECT ':' AS a,\n\tb FROM t -- 'x'" },
  { kind: 'workflow', id: 'ossr:5534681' },
  { kind: 'workflow', id: '10.5281/zenodo.5534681' },
  { kind: 'basket', path: 'folder with spaces/basket.json' }
];

it.each(GOOD)('reads what it has written: %j', link => {
  const query = new URLSearchParams(`esap=${encodeURIComponent(writeLink(link))}`);
  expect(readLink(query.get('esap') ?? '')).toEqual(link);
});

it.each([
  '',
  'M31',
  'run:rm -rf',
  'javascript:alert(1)',
  'search:',
  'search:radius=1',
  'search:target=M31&token=secret',
  'search:target=M31&target=M33',
  'search:target=M31&radius=0',
  'search:target=M31&radius=181',
  'search:target=M31&radius=NaN',
  'search:target=M31&radius=1e999',
  'search:archives=../../x',
  `search:target=${'x'.repeat(301)}`,
  `search:target=M31&archives=${Array.from({ length: 51 }, (_, n) => `a${n}`).join(',')}`,
  'search:target=M%0031',
  'search:target=M%E2%80%AE13',
  'adql:sandbox:',
  'adql::SELECT 1',
  'adql:sandbox/x:SELECT 1',
  'adql:sandbox:SELECT 1 \u202e -- txet',
  'adql:sandbox:SELECT 1\u0000',
  'adql:sandbox:SELECT\u200b1',
  'workflow:',
  'workflow:https://example.org/x y',
  'workflow:10.1/x',
  'basket:',
  'basket:/etc/passwd',
  'basket:../secret.json',
  'basket:a/./b.json',
  'basket:.hidden.json',
  'basket:s3:other/drive.json',
  'basket:a\\b.json',
  `adql:sandbox:${'x'.repeat(8000)}`
])('refuses %j', value => {
  expect(() => readLink(value)).toThrow(LinkError);
});

it('writes out in its refusal what cannot be seen', () => {
  expect(() => readLink('workflow:\u202egnp.exe')).toThrow('\\u{202e}');
});

it('makes of a search the link that fills it in', () => {
  const { link, without } = linkOf({
    archives: ['sandbox'],
    target: 'M31',
    radius: 0.5,
    band: { low: 1e-7, high: null },
    time: { low: 60000, high: 60001 },
    product: 'cube',
    maxrec: 10
  });
  expect(link).toEqual({
    kind: 'search',
    target: 'M31',
    radius: 0.5,
    archives: ['sandbox'],
    terms: { from: '60000', to: '60001', low: '1e-7', unit: 'm', product: 'cube', maxrec: '10' }
  });
  expect(without).toBe('');
  expect(readLink(writeLink(link))).toEqual(link);
});

it('says what a link does not carry', () => {
  const request = { archives: ['a'], target: 'M31', parameters: { a: { depth: 3 } } };
  expect(linkOf(request).without).toContain('own terms');
  expect(() => linkOf({ archives: ['a'], targets: ['M31', 'M33'] })).toThrow(LinkError);
});
