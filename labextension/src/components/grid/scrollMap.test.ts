import { describe, expect, it } from 'vitest';
import { EDGE, MAX_SPACE, ScrollMap } from './scrollMap';

const ROW = 24;
const PAGE = 560;
const CASES = [0, 1, 20, 1000, 83_333, 83_334, 1_000_000, 100_000_000].map(rows => ({ rows }));

describe.each(CASES)('a map of $rows rows', ({ rows }) => {
  const map = new ScrollMap(rows * ROW, PAGE);
  const steps = Array.from({ length: 2001 }, (_, step) => (step * map.scrollMax) / 2000);

  it('needs no more space than a browser can hold', () => {
    expect(map.space).toBeLessThanOrEqual(MAX_SPACE);
  });

  it('maps both ends exactly', () => {
    expect(map.toTop(0)).toBe(0);
    expect(map.toTop(map.scrollMax)).toBe(map.topMax);
    expect(map.toScroll(0)).toBe(0);
    expect(map.toScroll(map.topMax)).toBe(map.scrollMax);
  });

  it('never goes back while scrolling on', () => {
    const tops = steps.map(step => map.toTop(step));
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
    expect(map.scrollMax === 0 || new Set(tops).size === tops.length).toBe(true);
  });

  it('is undone by its inverse', () => {
    for (const step of steps) {
      expect(map.toScroll(map.toTop(step))).toBeCloseTo(step, 3);
    }
  });

  it('can show every row', () => {
    const tried = new Set([0, 1, 8333, 8334, rows >> 1, rows - 8334, rows - 2, rows - 1]);
    for (const row of [...tried].filter(each => each >= 0 && each < rows)) {
      const top = map.clamp(row * ROW);
      expect(row * ROW).toBeGreaterThanOrEqual(top);
      expect((row + 1) * ROW).toBeLessThanOrEqual(top + Math.max(PAGE, ROW));
    }
  });
});

describe('a map that is compressed', () => {
  const map = new ScrollMap(24_000_000, PAGE);

  it('is one to one near both ends', () => {
    expect(map.toTop(EDGE)).toBe(EDGE);
    expect(map.toTop(1000) - map.toTop(900)).toBe(100);
    const { scrollMax } = map;
    expect(map.toTop(scrollMax - 900) - map.toTop(scrollMax - 1000)).toBe(100);
  });

  it('compresses the middle', () => {
    const middle = map.scrollMax / 2;
    expect(map.toTop(middle + 1) - map.toTop(middle)).toBeGreaterThan(10);
  });

  it('keeps positions beyond the ends at the ends', () => {
    expect(map.toTop(-50)).toBe(0);
    expect(map.toTop(map.scrollMax + 50)).toBe(map.topMax);
    expect(map.clamp(1e12)).toBe(map.topMax);
    expect(map.clamp(-1)).toBe(0);
  });
});
