import type { Place } from './painter';

/** What the keyboard can do in a grid. */
export interface KeyCommands {
  readonly active: Place;
  readonly lastRow: number;
  readonly lastPosition: number;
  readonly pageRows: number;
  move(place: Place): void;
  extend(row: number): void;
  toggle(row: number): void;
  extendHere(row: number): void;
  selectAll(): void;
  /** Clear the selection, or stop what is going on; tells whether there was anything. */
  escape(): boolean;
  copy(): void;
  askRow(): void;
  /** Try failed pages again; tells whether the cell had failed. */
  retry(place: Place): boolean;
  sort(position: number): void;
  openMenu(position: number): void;
  widen(position: number, by: number): void;
  moveColumn(position: number, by: number): void;
}

/** How much a key widens a column, in CSS pixels. */
const WIDEN = 16;

/** Act on a key; tells whether it meant anything here. Tab never does: it leaves the grid. */
export function actOnKey(event: KeyboardEvent, commands: KeyCommands): boolean {
  const chord = chordOf(event);
  return (
    (commands.active.row < 0 && actInHeader(chord, commands)) ||
    actOnRows(chord, commands) ||
    moveBy(event, commands)
  );
}

function chordOf(event: KeyboardEvent): string {
  const { ctrlKey, metaKey, altKey, shiftKey, key } = event;
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toLowerCase() : key;
  return [ctrlKey || metaKey ? 'Mod+' : '', altKey ? 'Alt+' : '', shiftKey ? 'Shift+' : '', name]
    .filter(Boolean)
    .join('');
}

function actInHeader(chord: string, commands: KeyCommands): boolean {
  const { position } = commands.active;
  const actions: Record<string, () => void> = {
    Enter: () => commands.sort(position),
    Space: () => commands.openMenu(position),
    ContextMenu: () => commands.openMenu(position),
    'Shift+F10': () => commands.openMenu(position),
    'Alt+ArrowDown': () => commands.openMenu(position),
    'Alt+ArrowLeft': () => commands.widen(position, -WIDEN),
    'Alt+ArrowRight': () => commands.widen(position, WIDEN),
    'Mod+Shift+ArrowLeft': () => commands.moveColumn(position, -1),
    'Mod+Shift+ArrowRight': () => commands.moveColumn(position, 1)
  };
  actions[chord]?.();
  return chord in actions;
}

function actOnRows(chord: string, commands: KeyCommands): boolean {
  const { active } = commands;
  if (active.row < 0 && chord.endsWith('Space')) {
    return false;
  }
  switch (chord) {
    case 'Mod+a':
      commands.selectAll();
      return true;
    case 'Mod+c':
      commands.copy();
      return true;
    case 'Mod+g':
      commands.askRow();
      return true;
    case 'Escape':
      return commands.escape();
    case 'Enter':
      return commands.retry(active);
    case 'Space':
    case 'Mod+Space':
      commands.toggle(active.row);
      return true;
    case 'Shift+Space':
      commands.extendHere(active.row);
      return true;
    default:
      return false;
  }
}

function moveBy(event: KeyboardEvent, commands: KeyCommands): boolean {
  if (event.altKey) {
    return false;
  }
  const to = destination(event.key, event.ctrlKey || event.metaKey, commands);
  if (!to) {
    return false;
  }
  if (event.shiftKey && to.row !== commands.active.row && commands.active.row >= 0) {
    commands.extend(Math.min(commands.lastRow, Math.max(0, to.row)));
  } else {
    commands.move(to);
  }
  return true;
}

function destination(key: string, far: boolean, commands: KeyCommands): Place | undefined {
  const { active, lastRow, lastPosition, pageRows } = commands;
  const { row, position } = active;
  const page = Math.max(1, pageRows - 1);
  switch (key) {
    case 'ArrowDown':
      return { row: far ? lastRow : row + 1, position };
    case 'ArrowUp':
      return { row: far ? Math.min(row, 0) : row - 1, position };
    case 'ArrowRight':
      return { row, position: far ? lastPosition : position + 1 };
    case 'ArrowLeft':
      return { row, position: far ? 0 : position - 1 };
    case 'PageDown':
      return { row: row + page, position };
    case 'PageUp':
      return { row: Math.max(Math.min(row, 0), row - page), position };
    case 'Home':
      return { row: far ? 0 : row, position: 0 };
    case 'End':
      return { row: far ? lastRow : row, position: lastPosition };
    default:
      return undefined;
  }
}
