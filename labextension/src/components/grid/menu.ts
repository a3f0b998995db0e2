import { div } from './dom';
import { Popup } from './popup';

/** A choice in a menu; one of a group where `checked` is given. */
export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
  readonly checked?: boolean;
  readonly disabled?: boolean;
}

/** What a menu is made of: groups of items with lines between them. */
export interface MenuOptions {
  readonly label: string;
  readonly groups: readonly (readonly MenuItem[])[];
  readonly host: HTMLElement;
  readonly owner: HTMLElement;
  readonly closed: () => void;
}

/** Open a menu below a rectangle, with the focus on its first item. */
export function openMenu(below: DOMRect, options: MenuOptions): Popup {
  const node = div('esap-Grid-menu', 'menu');
  node.setAttribute('aria-label', options.label);
  const popup = new Popup({ ...options, node });
  const items: HTMLElement[] = [];
  options.groups.forEach((group, index) => {
    if (index) {
      node.append(div('esap-Grid-separator', 'separator'));
    }
    for (const item of group) {
      const choice = choiceOf(item, popup);
      items.push(choice);
      node.append(choice);
    }
  });
  node.addEventListener('keydown', event => onKey(event, items));
  node.addEventListener('contextmenu', event => event.preventDefault());
  popup.open(below);
  items[0]?.focus();
  return popup;
}

function choiceOf(item: MenuItem, popup: Popup): HTMLElement {
  const node = div('esap-Grid-item', item.checked === undefined ? 'menuitem' : 'menuitemradio');
  node.textContent = item.label;
  node.tabIndex = -1;
  if (item.checked !== undefined) {
    node.setAttribute('aria-checked', String(item.checked));
  }
  if (item.disabled) {
    node.setAttribute('aria-disabled', 'true');
  }
  node.addEventListener('pointermove', () => node.focus());
  node.addEventListener('click', event => {
    event.stopPropagation();
    if (!item.disabled) {
      popup.close();
      item.run();
    }
  });
  return node;
}

function onKey(event: KeyboardEvent, items: HTMLElement[]): void {
  const at = items.indexOf(event.target as HTMLElement);
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    items[at]?.click();
    return;
  }
  const to = destination(event.key, at, items);
  if (to) {
    event.preventDefault();
    to.focus();
  }
}

function destination(key: string, at: number, items: HTMLElement[]): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return items[(at + 1) % items.length];
    case 'ArrowUp':
      return items[(at + items.length - 1) % items.length];
    case 'Home':
      return items[0];
    case 'End':
      return items[items.length - 1];
    default:
      return key.length === 1 ? startingWith(key, at, items) : undefined;
  }
}

function startingWith(key: string, at: number, items: HTMLElement[]): HTMLElement | undefined {
  const inTurn = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return inTurn.find(item => item.textContent?.toLowerCase().startsWith(key.toLowerCase()));
}
