import { afterEach, describe, expect, it, vi } from 'vitest';
import { describe as describeColumn } from './cells';
import { contentWidth, headerWidth } from './fitter';
import { parseRow } from './goToRow';
import { Grid } from './grid';
import { Selector } from './selector';
import { PagedSource } from './source';

const measure = (text: string) => text.length * 10;

describe('parseRow', () => {
  it.each([
    ['1', 0],
    [' 1 000 ', 999],
    ['1\u202f000', 999],
    ['0', undefined],
    ['1001', undefined],
    ['-3', undefined],
    ['1.5', undefined],
    ['', undefined],
    ['1e2', undefined]
  ])('%j is %s', (text, row) => {
    expect(parseRow(text, 1000)).toBe(row);
  });
});

describe('widths', () => {
  it('has room for a name or a unit, within limits', () => {
    expect(headerWidth({ name: 'ra' }, measure)).toBe(82);
    expect(headerWidth({ name: 'ra', unit: 'mas.yr-1' }, measure)).toBe(142);
    expect(headerWidth({ name: 'x', numeric: true }, measure)).toBe(96);
    expect(headerWidth({ name: 'x'.repeat(500) }, measure)).toBe(320);
  });

  it('measures what is there', () => {
    expect(contentWidth(['1', null, '12345', undefined], measure)).toBe(68);
    expect(contentWidth([], measure)).toBe(18);
  });
});

describe('Selector', () => {
  it('extends from the last row picked, or from the active row after a move', () => {
    const changed = vi.fn();
    const selector = new Selector(changed);
    selector.pick(3);
    selector.extend(6, 99);
    expect(selector.rows.ranges).toEqual([[3, 6]]);
    selector.extend(1, 99);
    expect(selector.rows.ranges).toEqual([[1, 3]]);
    selector.release();
    selector.extend(11, 10);
    expect(selector.rows.ranges).toEqual([[10, 11]]);
    selector.toggle(20);
    selector.toggle(10);
    expect(selector.rows.ranges).toEqual([
      [11, 11],
      [20, 20]
    ]);
    expect(changed).toHaveBeenCalledTimes(6);
    selector.clear();
    selector.clear();
    expect(changed).toHaveBeenCalledTimes(7);
  });

  it('selects all of nothing as nothing', () => {
    const selector = new Selector(() => undefined);
    selector.all(0);
    expect(selector.rows.size).toBe(0);
  });
});

describe('what is said of a column', () => {
  it('names only what is known', () => {
    expect(describeColumn({ name: 'a' })).toEqual([]);
    expect(
      describeColumn({
        name: 'a',
        description: 'A name',
        unit: 'deg',
        ucd: 'pos.eq.ra',
        datatype: 'char',
        arraysize: '*'
      })
    ).toEqual(['A name', 'Unit: deg', 'UCD: pos.eq.ra', 'Type: char, array of *']);
  });
});

describe('Grid', () => {
  afterEach(() => document.body.replaceChildren());

  function setUp(rowCount: number, columns = [{ name: 'a' }, { name: '<b>' }]) {
    const load = () => Promise.reject(new Error('unused'));
    const source = new PagedSource({ rowCount, columns, load });
    const told = { onSort: vi.fn(), onSelect: vi.fn(), onFocusRow: vi.fn() };
    const grid = new Grid(source, { label: 'Rows', ...told });
    document.body.append(grid.node);
    const view = grid.node.querySelector('[role=grid]') as HTMLElement;
    const press = (key: string, init: KeyboardEventInit = {}) =>
      view.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, ...init }));
    return { source, grid, view, told, press };
  }

  it('says its name and size, and that it is empty', () => {
    const { grid, view } = setUp(0);
    expect(view.getAttribute('aria-label')).toBe('Rows');
    expect(view.getAttribute('aria-rowcount')).toBe('1');
    expect(grid.node.querySelector<HTMLElement>('.esap-Grid-empty')?.hidden).toBe(false);
    expect(grid.rowCount).toBe(0);
    expect(grid.activeRow).toBe(-1);
  });

  it('tells about rows, selection and order', () => {
    const { source, grid, told, press } = setUp(100);
    grid.goTo(41);
    expect(told.onFocusRow).toHaveBeenLastCalledWith(41);
    press(' ');
    expect(told.onSelect).toHaveBeenCalledOnce();
    expect(grid.selection.ranges).toEqual([[41, 41]]);
    source.setSort({ column: 1, direction: 'ascending' });
    expect(told.onSort).toHaveBeenCalledWith({ column: 1, direction: 'ascending' });
    expect(grid.selection.size).toBe(0);
    expect(grid.activeRow).toBe(0);
    expect(grid.node.querySelector('[role=status]')?.textContent).toBe('Sorted by <b>, ascending.');
  });

  it('sorts by a header three ways in turn', () => {
    const { source, press } = setUp(100);
    press('ArrowUp');
    const seen = ['Enter', 'Enter', 'Enter'].map(key => {
      press(key);
      return source.sort.direction;
    });
    expect(seen).toEqual(['ascending', 'descending', 'none']);
  });

  it('takes no key when there is no column', () => {
    const { press } = setUp(5, []);
    expect(press('ArrowDown')).toBe(true);
  });

  it('lets go of the page and the source', () => {
    const { source, grid, told } = setUp(100);
    grid.dispose();
    source.setSort({ column: 0, direction: 'ascending' });
    expect(told.onSort).not.toHaveBeenCalled();
    expect(document.body.children).toHaveLength(0);
  });
});
