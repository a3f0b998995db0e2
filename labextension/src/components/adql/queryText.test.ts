import { expect, it } from 'vitest';
import { namedTables } from './queryText';

it.each([
  ['SELECT a FROM x.y', [['x.y', '']]],
  [
    'SELECT a FROM x.y AS t JOIN ivoa.obscore o ON t.a = o.b',
    [
      ['x.y', 't'],
      ['ivoa.obscore', 'o']
    ]
  ],
  [
    'SELECT a, b FROM t, u WHERE c IN (1, d)',
    [
      ['t', ''],
      ['u', '']
    ]
  ],
  ['select * from "I/239/hip" where a = 1', [['"I/239/hip"', '']]],
  ["SELECT 'FROM x' AS s -- FROM y\nFROM z", [['z', '']]],
  [
    'SELECT a FROM t WHERE EXISTS (SELECT 1 FROM v GROUP BY b)',
    [
      ['t', ''],
      ['v', '']
    ]
  ],
  ['SELECT a FROM ', []],
  ['', []]
] as [string, [string, string][]][])('finds the tables of %j', (text, found) => {
  expect(namedTables(text).map(({ name, alias }) => [name, alias])).toEqual(found);
});

it('takes no longer than a moment for a megabyte', () => {
  const start = performance.now();
  namedTables(`SELECT ${'a, '.repeat(3000)} b FROM t${' '.repeat(900_000)}`);
  expect(performance.now() - start).toBeLessThan(3000);
});
