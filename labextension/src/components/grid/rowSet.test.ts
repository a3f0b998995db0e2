import { describe, expect, it } from 'vitest';
import { RowSet } from './rowSet';

/** Numbers that are the same in every run (a linear congruential generator). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

describe('RowSet', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('holds what a Set would hold (seed %i)', seed => {
    const next = random(seed);
    const rows = new RowSet();
    const expected = new Set<number>();
    for (let step = 0; step < 300; step += 1) {
      const first = next(60);
      if (next(3)) {
        const last = first + next(8);
        rows.add(first, last);
        for (let row = first; row <= last; row += 1) {
          expected.add(row);
        }
      } else {
        rows.delete(first);
        expected.delete(first);
      }
      expect(rows.size).toBe(expected.size);
      expect(Array.from({ length: 70 }, (_, row) => rows.has(row))).toEqual(
        Array.from({ length: 70 }, (_, row) => expected.has(row))
      );
      expectCanonical(rows);
    }
  });

  it('holds a million rows in one range', () => {
    const rows = new RowSet();
    rows.add(0, 999_999);
    expect(rows.ranges).toEqual([[0, 999_999]]);
    rows.delete(500_000);
    expect(rows.ranges).toEqual([
      [0, 499_999],
      [500_001, 999_999]
    ]);
    rows.add(500_000);
    expect(rows.ranges).toEqual([[0, 999_999]]);
    rows.clear();
    expect(rows.size).toBe(0);
    expect(rows.has(0)).toBe(false);
  });
});

/** Ranges are sorted, not empty, and never touch. */
function expectCanonical(rows: RowSet): void {
  rows.ranges.forEach(([first, last], index) => {
    expect(first).toBeLessThanOrEqual(last);
    const before = rows.ranges[index - 1];
    expect(before === undefined || before[1] < first - 1).toBe(true);
  });
}
