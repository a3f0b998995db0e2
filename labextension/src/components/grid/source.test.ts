import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SourceChange } from './rowSource';
import { type LoadedPage, PagedSource, type PageRequest } from './source';

interface Asked {
  request: PageRequest;
  signal: AbortSignal;
  answer(mark?: string): void;
  fail(message: string): void;
}

function fill(request: PageRequest, mark: string): LoadedPage {
  const rows = Array.from({ length: request.stop - request.start }, (_, row) => row);
  const text = (row: number, column: number) => `${mark}${request.start + row}.${column}`;
  return { cells: rows.map(row => request.columns.map(column => text(row, column))) };
}

function setUp(options: { rowCount?: number; columns?: number; keep?: number } = {}) {
  const asked: Asked[] = [];
  const changes: SourceChange[] = [];
  const source = new PagedSource({
    rowCount: options.rowCount ?? 1000,
    columns: Array.from({ length: options.columns ?? 40 }, (_, index) => ({ name: `c${index}` })),
    keep: options.keep,
    load: (request, signal) =>
      new Promise((resolve, reject) => {
        asked.push({
          request,
          signal,
          answer: (mark = '') => resolve(fill(request, mark)),
          fail: message => reject(new Error(message))
        });
      })
  });
  source.subscribe(change => changes.push(change));
  return { source, asked, changes };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const settle = () => vi.advanceTimersByTimeAsync(50);

describe('PagedSource', () => {
  it('asks for the pages in view, once, and tells when they are here', async () => {
    const { source, asked, changes } = setUp();
    source.want(250, 260, [0, 39]);
    source.want(250, 260, [0, 39]);
    await settle();
    expect(
      asked.map(({ request }) => [request.start, request.stop, request.columns.length])
    ).toEqual([
      [0, 256, 32],
      [0, 256, 8],
      [256, 512, 32],
      [256, 512, 8]
    ]);
    expect(source.peek(255, 39)).toBeUndefined();
    asked[1].answer();
    await settle();
    expect(source.peek(255, 39)).toBe('255.39');
    expect(changes).toEqual([
      { kind: 'loaded', start: 0, stop: 256, columns: asked[1].request.columns }
    ]);
  });

  it('ends the last page with the rows', async () => {
    const { source, asked } = setUp();
    source.want(990, 1000, [0]);
    await settle();
    expect([asked[0].request.start, asked[0].request.stop]).toEqual([768, 1000]);
  });

  it('cancels what is no longer in view', async () => {
    const { source, asked, changes } = setUp();
    source.want(0, 10, [0]);
    await settle();
    source.want(600, 610, [0]);
    expect(asked[0].signal.aborted).toBe(true);
    asked[0].fail('aborted');
    await settle();
    expect(changes).toEqual([]);
    expect(source.failure(0, 0)).toBeUndefined();
  });

  it('does not ask for pages that only flew by', async () => {
    const { source, asked } = setUp();
    source.want(0, 10, [0]);
    await settle();
    asked[0].answer();
    await settle();
    source.want(300, 310, [0]);
    await vi.advanceTimersByTimeAsync(5);
    source.want(600, 610, [0]);
    await settle();
    expect(asked.map(({ request }) => request.start)).toEqual([0, 512]);
  });

  it('drops the reply to an older order', async () => {
    const { source, asked, changes } = setUp();
    source.want(0, 10, [0]);
    await settle();
    source.setSort({ column: 0, direction: 'descending' });
    expect(asked[0].signal.aborted).toBe(true);
    source.want(0, 10, [0]);
    await settle();
    expect(asked[1].request).toMatchObject({ sort: 0, direction: 'descending' });
    asked[1].answer('new ');
    await settle();
    asked[0].answer('old ');
    await settle();
    expect(source.peek(0, 0)).toBe('new 0.0');
    expect(changes.map(({ kind }) => kind)).toEqual(['sorted', 'loaded']);
  });

  it('asks in the original order again when the sort is taken away', async () => {
    const { source, asked } = setUp();
    source.setSort({ column: 3, direction: 'none' });
    expect(source.sort).toEqual({ column: null, direction: 'none' });
    source.want(0, 1, [0]);
    await settle();
    expect(asked[0].request).toMatchObject({ sort: null, direction: 'none' });
  });

  it('keeps a failure for its page, and asks again only when told', async () => {
    const { source, asked, changes } = setUp();
    source.want(0, 10, [0]);
    await settle();
    asked[0].fail('The archive hung up.');
    await settle();
    expect(source.failure(200, 5)).toBe('The archive hung up.');
    expect(source.failure(300, 5)).toBeUndefined();
    source.want(0, 10, [0]);
    await settle();
    expect(asked).toHaveLength(1);
    source.retry();
    expect(source.failure(200, 5)).toBeUndefined();
    source.want(0, 10, [0]);
    await settle();
    asked[1].answer();
    await settle();
    expect(source.peek(0, 0)).toBe('0.0');
    expect(changes.map(({ kind }) => kind)).toEqual(['failed', 'retried', 'loaded']);
  });

  it('takes a page of the wrong size for a failure', async () => {
    const source = new PagedSource({
      rowCount: 10,
      columns: [{ name: 'a' }],
      load: async () => ({ cells: [['1']] })
    });
    source.want(0, 10, [0]);
    await settle();
    expect(source.failure(0, 0)).toContain('10 rows');
  });

  it('forgets the page that was wanted least recently', async () => {
    const { source, asked } = setUp({ keep: 2 });
    for (const row of [0, 300]) {
      source.want(row, row + 1, [0]);
      await settle();
      asked[asked.length - 1].answer();
      await settle();
    }
    source.want(0, 1, [0]);
    source.want(600, 601, [0]);
    await settle();
    asked[2].answer();
    await settle();
    expect(source.peek(0, 0)).toBe('0.0');
    expect(source.peek(300, 0)).toBeUndefined();
    expect(source.peek(600, 0)).toBe('600.0');
  });

  it('fetches cells across pages in the order asked, beside what is in view', async () => {
    const { source, asked } = setUp();
    const cells = source.fetch(255, 257, [39, 1], new AbortController().signal);
    for (let page = 0; page < 4; page += 1) {
      await settle();
      source.want(900, 901, [0]);
      asked
        .filter(({ request }) => request.start < 512)
        .at(-1)
        ?.answer();
    }
    await settle();
    expect(await cells).toEqual([
      ['255.39', '255.1'],
      ['256.39', '256.1']
    ]);
  });

  it('refuses to fetch across two orders', async () => {
    const { source, asked } = setUp();
    const cells = source.fetch(0, 1, [0], new AbortController().signal);
    const outcome = expect(cells).rejects.toThrow('The order of the rows changed');
    await settle();
    source.setSort({ column: 0, direction: 'ascending' });
    asked[0].answer();
    await outcome;
  });

  it('stops fetching when told', async () => {
    const { source, asked } = setUp();
    const controller = new AbortController();
    const cells = source.fetch(0, 1, [0], controller.signal);
    const outcome = expect(cells).rejects.toThrow('enough');
    await settle();
    controller.abort(new Error('enough'));
    asked[0].answer();
    await outcome;
  });

  it('is silent once disposed', async () => {
    const { source, asked, changes } = setUp();
    source.want(0, 1, [0]);
    await settle();
    source.dispose();
    expect(asked[0].signal.aborted).toBe(true);
    asked[0].answer();
    await settle();
    expect(changes).toEqual([]);
  });
});

it('grows: pages that are whole stay, the last one and those under way are asked for again', async () => {
  const asked: number[][] = [];
  const source = new PagedSource({
    rowCount: 300,
    columns: [{ name: 'id' }],
    patience: 0,
    load: async ({ start, stop, columns }) => {
      asked.push([start, stop]);
      const rows = Array.from({ length: stop - start }, (_, at) => [String(start + at)]);
      return { cells: rows.map(row => columns.map(() => row[0])) };
    }
  });
  const told: string[] = [];
  source.subscribe(change => told.push(change.kind));
  source.want(0, 300, [0]);
  await vi.waitFor(() => expect(source.peek(299, 0)).toBe('299'));
  source.grow(700);
  expect(told).toContain('grown');
  expect(source.rowCount).toBe(700);
  expect(source.peek(0, 0)).toBe('0');
  expect(source.peek(299, 0)).toBeUndefined();
  source.want(0, 600, [0]);
  await vi.waitFor(() => expect(source.peek(599, 0)).toBe('599'));
  expect(asked).toEqual([
    [0, 256],
    [256, 300],
    [256, 512],
    [512, 700]
  ]);
  source.setSort({ column: 0, direction: 'ascending' });
  source.want(0, 10, [0]);
  await vi.waitFor(() => expect(source.peek(0, 0)).toBe('0'));
  source.grow(800);
  expect(source.peek(0, 0)).toBeUndefined();
});
