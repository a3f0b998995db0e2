import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { did } from '../../../../tests/labextension/lakes';
import { didRow } from './didRow';
import type { LakeNode } from './forest';
import { LakeTree } from './tree';

beforeEach(() => document.body.replaceChildren());
afterEach(() => void vi.useRealTimers());

const node = (name: string, at: number, all: number, fields: Partial<LakeNode> = {}): LakeNode => ({
  id: name,
  level: 1,
  kind: 'file',
  did: did(name),
  words: '',
  expanded: null,
  position: at + 1,
  siblings: all,
  scope: 'test',
  ...fields
});

function planted(nodes: LakeNode[]) {
  const picked = new Set<string>();
  const options = {
    paint: (one: LakeNode) => didRow(one, { stateOf: () => undefined, filesOf: () => undefined }),
    isPicked: (one: LakeNode) => (one.did ? picked.has(one.id) : null),
    toggle: vi.fn(),
    act: vi.fn(),
    pick: vi.fn((some: readonly LakeNode[], on: boolean) => {
      for (const one of some) {
        on ? picked.add(one.id) : picked.delete(one.id);
      }
    }),
    moved: vi.fn()
  };
  const tree = new LakeTree(options);
  document.body.append(tree.node);
  tree.show(nodes);
  const press = (key: string, more: KeyboardEventInit = {}) =>
    tree.node.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
  return { tree, picked, options, press };
}

it('has few rows on the page of ten thousand, and says how many there are', () => {
  const all = Array.from({ length: 10_000 }, (_, index) => node(`f${index}`, index, 10_000));
  const { tree, press } = planted(all);
  const rows = () => [...document.querySelectorAll('[role=treeitem]')];
  expect(rows().length).toBeLessThan(80);
  expect(rows()[0].getAttribute('aria-setsize')).toBe('10000');
  tree.select(0);
  press('End');
  expect(tree.selected?.id).toBe('f9999');
  const active = tree.node.getAttribute('aria-activedescendant') ?? '';
  expect(document.getElementById(active)?.getAttribute('aria-posinset')).toBe('10000');
});

it('unfolds, folds, goes in and out by the arrow keys', () => {
  const folded = node('ds', 0, 1, { kind: 'dataset', expanded: false });
  const { tree, options, press } = planted([folded]);
  tree.select(0);
  press('ArrowRight');
  expect(options.toggle).toHaveBeenLastCalledWith(folded);
  const unfolded = { ...folded, expanded: true };
  tree.show([unfolded, node('a', 0, 1, { level: 2 })]);
  press('ArrowRight');
  expect(tree.selected?.id).toBe('a');
  press('ArrowLeft');
  expect(tree.selected?.id).toBe('ds');
  press('ArrowLeft');
  expect(options.toggle).toHaveBeenLastCalledWith(unfolded);
  press('Enter');
  expect(options.act).toHaveBeenCalledWith(unfolded);
});

it('picks by space, by shift and arrows, and all', () => {
  const { tree, picked, press } = planted(['a', 'b', 'c', 'd'].map((one, at) => node(one, at, 4)));
  tree.select(0);
  press('Home');
  press(' ');
  expect([...picked]).toEqual(['a']);
  press('ArrowDown', { shiftKey: true });
  press('ArrowDown', { shiftKey: true });
  expect([...picked]).toEqual(['a', 'b', 'c']);
  press('a', { ctrlKey: true });
  expect([...picked]).toEqual(['a', 'b', 'c', 'd']);
});

it('keeps the current row where others come before it', () => {
  const { tree } = planted([node('b', 0, 1)]);
  tree.select(0);
  tree.show([node('a', 0, 2), node('b', 1, 2)]);
  expect(tree.selected?.id).toBe('b');
});

it('writes hostile names as text', () => {
  const name = '<img src=x onerror=alert(1)>';
  planted([node(name, 0, 1)]);
  expect(document.querySelector('img')).toBeNull();
  expect(document.querySelector('[role=treeitem]')?.textContent).toContain(name);
});

const pointer = (type: string, y = 0): PointerEvent =>
  new PointerEvent(type, { bubbles: true, clientX: 5, clientY: y });

it.each([true, false])(
  'unfolds by a press of which the row is painted anew (click: %s)',
  follows => {
    vi.useFakeTimers();
    const folded = ['a', 'b', 'c'].map((one, at) => node(one, at, 3, { expanded: false }));
    const { tree, options } = planted(folded);
    const sign = [...document.querySelectorAll('.esap-twist')][1];
    sign.dispatchEvent(pointer('pointerdown'));
    tree.show([node('new', 0, 4), ...folded]);
    document.body.dispatchEvent(pointer('pointerup'));
    if (follows) {
      const click = new MouseEvent('click', { bubbles: true, detail: 1, clientX: 5 });
      tree.node.firstElementChild?.dispatchEvent(click);
    }
    vi.runAllTimers();
    expect(tree.selected?.id).toBe('b');
    expect(options.toggle).toHaveBeenCalledExactlyOnceWith(folded[1]);
  }
);

it('takes no press for a click that was drawn elsewhere, taken back, or opened a menu', () => {
  vi.useFakeTimers();
  const { tree } = planted([node('a', 0, 1)]);
  const row = () => document.querySelector('[role=treeitem]') as HTMLElement;
  row().dispatchEvent(pointer('pointerdown'));
  document.body.dispatchEvent(pointer('pointerup', 60));
  for (const type of ['pointercancel', 'contextmenu']) {
    row().dispatchEvent(pointer('pointerdown'));
    row().dispatchEvent(pointer(type));
    document.body.dispatchEvent(pointer('pointerup'));
  }
  vi.runAllTimers();
  expect(tree.selected).toBeNull();
});
