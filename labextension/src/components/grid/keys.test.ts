import { describe, expect, it, vi } from 'vitest';
import { actOnKey, type KeyCommands } from './keys';

function press(key: string, row = 5, position = 2, modifiers: KeyboardEventInit = {}) {
  const calls: unknown[][] = [];
  const command = (name: string, answer?: boolean) =>
    vi.fn((...parameters: unknown[]) => {
      calls.push([name, ...parameters]);
      return answer as boolean;
    });
  const commands: KeyCommands = {
    active: { row, position },
    lastRow: 99,
    lastPosition: 9,
    pageRows: 20,
    move: command('move'),
    extend: command('extend'),
    toggle: command('toggle'),
    extendHere: command('extendHere'),
    selectAll: command('selectAll'),
    escape: command('escape', false),
    copy: command('copy'),
    askRow: command('askRow'),
    retry: command('retry', false),
    sort: command('sort'),
    openMenu: command('openMenu'),
    widen: command('widen'),
    moveColumn: command('moveColumn')
  };
  const taken = actOnKey(new KeyboardEvent('keydown', { key, ...modifiers }), commands);
  return { taken, calls };
}

const ctrlKey = true;
const shiftKey = true;
const altKey = true;
const metaKey = true;

describe('actOnKey among rows', () => {
  it.each([
    ['ArrowDown', {}, { row: 6, position: 2 }],
    ['ArrowUp', {}, { row: 4, position: 2 }],
    ['ArrowLeft', {}, { row: 5, position: 1 }],
    ['ArrowRight', { ctrlKey }, { row: 5, position: 9 }],
    ['ArrowDown', { metaKey }, { row: 99, position: 2 }],
    ['ArrowUp', { ctrlKey }, { row: 0, position: 2 }],
    ['PageDown', {}, { row: 24, position: 2 }],
    ['PageUp', {}, { row: 0, position: 2 }],
    ['Home', {}, { row: 5, position: 0 }],
    ['Home', { ctrlKey }, { row: 0, position: 0 }],
    ['End', { ctrlKey }, { row: 99, position: 9 }]
  ])('%s %o moves', (key, modifiers, place) => {
    expect(press(key, 5, 2, modifiers)).toEqual({ taken: true, calls: [['move', place]] });
  });

  it.each([
    [' ', {}, ['toggle', 5]],
    [' ', { shiftKey }, ['extendHere', 5]],
    ['ArrowDown', { shiftKey }, ['extend', 6]],
    ['End', { shiftKey, ctrlKey }, ['extend', 99]],
    ['a', { ctrlKey }, ['selectAll']],
    ['c', { metaKey }, ['copy']],
    ['g', { ctrlKey }, ['askRow']]
  ])('%s %o acts', (key, modifiers, call) => {
    expect(press(key, 5, 2, modifiers)).toEqual({ taken: true, calls: [call] });
  });

  it.each([
    ['Tab', {}],
    ['Escape', {}],
    ['Enter', {}],
    ['x', {}],
    ['ArrowDown', { altKey }],
    ['c', { ctrlKey, shiftKey }]
  ])('%s %o is left to others', (key, modifiers) => {
    expect(press(key, 5, 2, modifiers).taken).toBe(false);
  });
});

describe('actOnKey in the header', () => {
  it.each([
    ['Enter', {}, ['sort', 2]],
    [' ', {}, ['openMenu', 2]],
    ['F10', { shiftKey }, ['openMenu', 2]],
    ['ArrowDown', { altKey }, ['openMenu', 2]],
    ['ArrowLeft', { altKey }, ['widen', 2, -16]],
    ['ArrowRight', { ctrlKey, shiftKey }, ['moveColumn', 2, 1]],
    ['ArrowDown', {}, ['move', { row: 0, position: 2 }]],
    ['ArrowUp', { ctrlKey }, ['move', { row: -1, position: 2 }]]
  ])('%s %o acts', (key, modifiers, call) => {
    expect(press(key, -1, 2, modifiers)).toEqual({ taken: true, calls: [call] });
  });

  it('selects no row that is not there', () => {
    expect(press(' ', -1, 2, { shiftKey })).toEqual({ taken: false, calls: [] });
  });
});
