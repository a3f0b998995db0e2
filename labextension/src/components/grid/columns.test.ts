import { describe, expect, it } from 'vitest';
import { ColumnModel, MIN_WIDTH } from './columns';

const five = () => new ColumnModel([100, 110, 120, 130, 140]);

describe('ColumnModel', () => {
  it('lays columns out from the left', () => {
    const columns = five();
    expect(columns.shown).toEqual([0, 1, 2, 3, 4]);
    expect(columns.shown.map((_, position) => columns.left(position))).toEqual([
      0, 100, 210, 330, 460
    ]);
    expect(columns.restWidth).toBe(600);
    expect(columns.pinnedWidth).toBe(0);
  });

  it('puts pinned columns first and lets them go again', () => {
    const columns = five();
    columns.pin(3, true);
    columns.pin(1, true);
    expect(columns.shown).toEqual([3, 1, 0, 2, 4]);
    expect(columns.held).toBe(2);
    expect(columns.pinnedWidth).toBe(240);
    expect(columns.restWidth).toBe(360);
    expect(columns.left(2)).toBe(0);
    columns.pin(3, false);
    expect(columns.shown).toEqual([1, 3, 0, 2, 4]);
    expect(columns.isPinned(3)).toBe(false);
  });

  it('holds no column where the pinned ones would fill the view', () => {
    const columns = five();
    columns.pin(4, true);
    columns.setRoom(150);
    expect(columns.held).toBe(0);
    expect(columns.pinnedWidth).toBe(0);
    expect(columns.restWidth).toBe(600);
    columns.setRoom(400);
    expect(columns.held).toBe(1);
  });

  it('holds all columns when all are pinned', () => {
    const columns = new ColumnModel([50, 60]);
    columns.pin(0, true);
    columns.pin(1, true);
    expect([columns.held, columns.pinnedWidth, columns.restWidth]).toEqual([2, 110, 0]);
    expect(columns.inView(0, 500)).toEqual([0, 1]);
  });

  it('hides all but the last column and brings them back in their place', () => {
    const columns = five();
    columns.move(4, 0);
    expect(columns.hide(2)).toBe(true);
    expect(columns.hide(0)).toBe(true);
    expect(columns.shown).toEqual([4, 1, 3]);
    expect(columns.hidden).toBe(2);
    columns.showAll();
    expect([...columns.shown].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(columns.positionOf(2)).toBe(columns.positionOf(3) - 1);
    for (const column of [0, 1, 2, 3]) {
      columns.hide(column);
    }
    expect(columns.hide(4)).toBe(false);
    expect(columns.size).toBe(1);
  });

  it('moves columns within the pinned or the others, not across', () => {
    const columns = five();
    columns.pin(0, true);
    expect(columns.move(0, 3)).toBe(0);
    expect(columns.move(2, 0)).toBe(1);
    expect(columns.shown).toEqual([0, 2, 1, 3, 4]);
    expect(columns.move(1, 99)).toBe(4);
    expect(columns.shown).toEqual([0, 1, 3, 4, 2]);
  });

  it('keeps columns wide enough to grip', () => {
    const columns = five();
    columns.resize(0, -20);
    expect(columns.width(0)).toBe(MIN_WIDTH);
    expect(columns.left(1)).toBe(MIN_WIDTH);
  });

  it('finds what is in view, with one more on either side', () => {
    const columns = new ColumnModel(Array.from({ length: 300 }, () => 100));
    expect(columns.inView(0, 250)).toEqual([0, 1, 2, 3]);
    expect(columns.inView(1050, 200)).toEqual([9, 10, 11, 12, 13]);
    expect(columns.inView(29_800, 200)).toEqual([297, 298, 299]);
    columns.pin(7, true);
    expect(columns.inView(1050, 300)).toEqual([0, 10, 11, 12, 13, 14]);
  });

  it('finds every column somewhere, whatever the widths', () => {
    const widths = Array.from({ length: 60 }, (_, index) => MIN_WIDTH + ((index * 37) % 90));
    const columns = new ColumnModel(widths);
    const seen = new Set<number>();
    for (let left = 0; left < columns.restWidth; left += 50) {
      for (const position of columns.inView(left, 200)) {
        seen.add(position);
      }
    }
    expect(seen.size).toBe(60);
  });

  it('works with no column at all', () => {
    const columns = new ColumnModel([]);
    expect(columns.inView(0, 100)).toEqual([]);
    expect(columns.restWidth).toBe(0);
  });
});
