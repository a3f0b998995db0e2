import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type LoadedPage, PagedSource, type PageRequest } from '../grid';
import { conditionWords, operatorsFor } from '../grid/filterText';
import { FilterBar } from './filterBar';

const COLUMNS = [
  { name: 'ra', datatype: 'double', unit: 'deg' },
  { name: 'name', datatype: 'char', arraysize: '*' },
  { name: 'flux', datatype: 'float', arraysize: '*' }
];

function setUp(answer: (request: PageRequest) => number | Error) {
  const source = new PagedSource({
    rowCount: 1204,
    columns: COLUMNS,
    load: async (request): Promise<LoadedPage> => {
      const total = answer(request);
      if (total instanceof Error) {
        throw total;
      }
      return { cells: [], total };
    }
  });
  const bar = new FilterBar(source);
  document.body.replaceChildren(bar.node);
  const box = bar.node.querySelector('input') as HTMLInputElement;
  const type = async (text: string) => {
    box.value = text;
    box.dispatchEvent(new Event('input'));
    await vi.advanceTimersByTimeAsync(1000);
  };
  const press = async (name: string) => {
    const found = [...bar.node.querySelectorAll('button')].find(
      one => (one.getAttribute('aria-label') ?? one.textContent) === name
    );
    found?.click();
    await vi.advanceTimersByTimeAsync(1000);
  };
  return { source, bar, box, type, press };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('looks for a text and says how many rows have it', async () => {
  const asked: PageRequest[] = [];
  const { source, bar, type } = setUp(request => {
    asked.push(request);
    return 12;
  });
  await type(' M31 ');
  expect(asked.map(({ where }) => where)).toEqual([{ text: 'M31' }]);
  expect([source.rowCount, source.allRows]).toEqual([12, 1204]);
  expect(bar.node.textContent).toContain('12 of 1\u202f204 rows');
  await type('');
  expect([source.rowCount, source.where]).toEqual([1204, null]);
});

it('takes conditions away one by one, and all at once', async () => {
  const { source, bar, type, press } = setUp(() => 3);
  const conditions = [
    { column: 0, operator: '>=' as const, value: '10' },
    { column: 2, operator: 'missing' as const }
  ];
  await source.filter({ conditions });
  const chips = () => [...bar.node.querySelectorAll('li')].map(chip => chip.textContent);
  expect(chips()).toEqual(['ra ≥ 10', 'flux is missing']);
  await press('Remove filter ra ≥ 10');
  expect(source.where).toEqual({ conditions: [conditions[1]], text: undefined });
  await type('m');
  expect(source.where).toEqual({ conditions: [conditions[1]], text: 'm' });
  await press('Clear filters');
  expect([chips(), source.where, source.rowCount]).toEqual([[], null, 1204]);
});

it('says what is wrong and leaves the rows as they are', async () => {
  const { source, bar, type } = setUp(() => new Error('There is no text.'));
  await type('m');
  expect(bar.node.querySelector('[role=alert]')?.textContent).toContain('There is no text.');
  expect([source.rowCount, source.where]).toEqual([1204, null]);
});

it('asks again where more rows came meanwhile, and counts those that come later', async () => {
  let total = 5;
  const { source } = setUp(() => {
    if (total === 5) {
      total = 6;
      source.grow(2000);
    }
    return total;
  });
  await source.filter({ text: 'm' });
  expect([source.rowCount, source.allRows]).toEqual([6, 2000]);
  total = 9;
  source.grow(3000);
  await vi.advanceTimersByTimeAsync(10);
  expect([source.rowCount, source.allRows]).toEqual([9, 3000]);
});

it('tells what a number of a row means', async () => {
  const { source } = setUp(() => 2);
  await source.filter({ text: 'm' });
  source.setSort({ column: 1, direction: 'ascending' });
  expect(source.order).toEqual({ column: 1, direction: 'ascending', where: { text: 'm' } });
});

it('offers what a column can be asked for', () => {
  const offered = COLUMNS.map(column => operatorsFor(column).map(({ operator }) => operator));
  expect(offered[0]).toEqual(['=', '!=', '<', '<=', '>', '>=', 'missing', 'present']);
  expect(offered[1][0]).toBe('contains');
  expect(offered[2]).toEqual(['missing', 'present']);
  const contains = { column: 1, operator: 'contains' as const, value: '<b>' };
  expect(conditionWords(contains, 'name')).toBe('name contains <b>');
});
