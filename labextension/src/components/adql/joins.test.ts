import { expect, it, vi } from 'vitest';
import { AdqlClient } from '../../api/adql';
import { joinedBy } from './joins';
import { ServiceTables } from './tables';

const JOIN = 'JOIN my.plates ON my.stars.id = my.plates.star AND my.stars.b = my.plates.c';

it.each([
  ['SELECT * FROM my.stars', JOIN],
  ['SELECT * FROM my.stars AS s', 'JOIN my.plates ON s.id = my.plates.star AND s.b = my.plates.c'],
  ['SELECT * FROM nobody.knows AS s', JOIN]
])('writes the join for %j', async (query, written) => {
  const table = { name: 'my.stars', adql: 'my.stars' };
  const ask = vi.fn(async () => ({ schemas: [{ name: 'my', tables: [table] }], notes: [] }));
  const tables = new ServiceTables('x', new AdqlClient({ ask: ask as never }));
  await tables.load();
  expect(joinedBy(JOIN, query, tables)).toBe(written);
  expect(joinedBy('my.stars.id', query, tables)).toBe('my.stars.id');
});
