import { button, h, uniqueId } from '../dom';
import { div, ornament } from './dom';

const HELP =
  'Arrow keys move, Space selects a row, Control+C copies, Control+G goes to a row. ' +
  'In the header, Enter sorts and Alt+Arrow Down opens the column menu.';

/** The grid's fixed elements. */
export interface Frame {
  /** The box around all, with the grid, its menus and its notices. */
  readonly node: HTMLDivElement;
  /** The scroller; as it holds the role, it is the only tab stop. */
  readonly view: HTMLDivElement;
  /** As large as the scroll bars say. */
  readonly space: HTMLDivElement;
  /** As large as the view and always in it; nothing in it has a large coordinate. */
  readonly stage: HTMLDivElement;
  readonly head: HTMLDivElement;
  readonly body: HTMLDivElement;
  /** The line that shows where a dragged column would go. */
  readonly drop: HTMLDivElement;
  /** One em tall, to notice when the font's size changes. */
  readonly probe: HTMLDivElement;
  /** The text shown instead of rows. */
  readonly empty: HTMLDivElement;
  /** Say why there may be no rows, with the way out; returns what is said of those shown. */
  explain(filtered: boolean, shown: string): string;
  cellId(row: number, column: number): string;
}

export interface FrameOptions {
  readonly label: string;
  readonly rowCount: number;
  readonly showAll: () => void;
}

/** Build the grid's fixed elements. */
export function buildFrame({ label, rowCount, showAll: clear }: FrameOptions): Frame {
  const id = uniqueId('grid');
  const node = div('esap-Grid');
  const view = div('esap-Grid-view', 'grid');
  const space = div('esap-Grid-space', 'presentation');
  const stage = div('esap-Grid-stage', 'presentation');
  const head = div('esap-Grid-headgroup', 'rowgroup');
  const body = div('esap-Grid-body', 'rowgroup');
  const drop = ornament('esap-Grid-drop');
  const probe = ornament('esap-Grid-probe');
  const empty = div('esap-Grid-empty');
  const help = div('esap-Grid-quiet');
  help.id = `${id}-help`;
  help.textContent = HELP;
  help.hidden = true;
  const emptyWords = h('p', {}, 'No rows');
  const showAll = button('Clear filters', clear);
  showAll.hidden = true;
  empty.append(emptyWords, showAll);
  empty.hidden = rowCount > 0;
  view.id = id;
  view.tabIndex = 0;
  const attributes = {
    'aria-label': label,
    'aria-describedby': help.id,
    'aria-multiselectable': 'true',
    'aria-readonly': 'true',
    'aria-rowcount': String(rowCount + 1)
  };
  for (const [name, value] of Object.entries(attributes)) {
    view.setAttribute(name, value);
  }
  drop.hidden = true;
  stage.append(head, body, drop);
  space.append(stage);
  view.append(space);
  node.append(probe, view, empty, help);
  const explain = (filtered: boolean, shown: string) => {
    emptyWords.textContent = filtered ? 'No row meets the filters.' : 'No rows';
    showAll.hidden = !filtered;
    return filtered ? `${shown} meet the filters.` : `All ${shown} are shown.`;
  };
  const cellId = (row: number, column: number) => `${id}-${row}-${column}`;
  return { node, view, space, stage, head, body, drop, probe, empty, explain, cellId };
}
