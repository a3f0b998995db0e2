/** Panes that F6 goes round, as it does in browsers and desktop programs. */

const PANE = 'data-esap-pane';
const STOPS = 'input, select, textarea, button, a[href], summary, [tabindex="0"]';

/** Make an element a pane: F6 there leads to the next one on the page, Shift+F6 to the last. */
export function makePane<T extends HTMLElement>(node: T): T {
  node.setAttribute(PANE, '');
  node.addEventListener('keydown', event => {
    if (event.key === 'F6' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      leave(node, event.shiftKey ? -1 : 1);
    }
  });
  return node;
}

function leave(node: HTMLElement, step: 1 | -1): void {
  const root = node.getRootNode() as Document | ShadowRoot;
  const panes = [...root.querySelectorAll<HTMLElement>(`[${PANE}]`)];
  const at = panes.indexOf(node);
  for (let moved = 1; moved < panes.length; moved += 1) {
    const next = panes[(at + step * moved + panes.length * moved) % panes.length];
    const stop = [...next.querySelectorAll<HTMLElement>(STOPS)].find(canTakeFocus);
    if (stop) {
      stop.focus();
      return;
    }
  }
}

function canTakeFocus(node: HTMLElement): boolean {
  return node.tabIndex >= 0 && !node.matches(':disabled') && node.getClientRects().length > 0;
}
