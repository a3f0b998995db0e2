/** Few words for making elements; strings only ever become text. */

type Value = string | number | boolean | null | undefined;
type Child = Node | string | null | undefined;
type Handlers = {
  [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void;
};

/** What an element is made with: `class`, `on` for listeners, all else is an attribute. */
export type Props = { on?: Handlers } & { [attribute: string]: Value | Handlers };

/**
 * Set an attribute, or take it away (`false`, `null`); `true` stands for an empty one. Touches the
 * page only where it differs.
 */
export function setAttribute(node: Element, name: string, value: Value): void {
  if (value === false || value === null || value === undefined) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value === true ? '' : value)) {
    node.setAttribute(name, String(value === true ? '' : value));
  }
}

/** Make an element with attributes, listeners and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  const { on, ...attributes } = props;
  for (const [name, value] of Object.entries(attributes)) {
    setAttribute(node, name, value as Value);
  }
  for (const [type, listener] of Object.entries(on ?? {})) {
    node.addEventListener(type, listener as EventListener);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** Set the text only when it differs, so that live regions do not repeat themselves. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Whether this node, or one in it, has the focus; also in a shadow tree. */
export function holdsFocus(node: Element): boolean {
  return node.contains((node.getRootNode() as Document | ShadowRoot).activeElement);
}

/** Hide a control or show it; a neighbour takes over the focus of what disappears. */
export function setHidden(node: HTMLElement, hidden: boolean, neighbour: HTMLElement): void {
  if (hidden && holdsFocus(node)) {
    neighbour.focus();
  }
  node.hidden = hidden;
}

/**
 * Make a button do nothing, or work again. It keeps the focus, which `disabled` would drop, so
 * its action has to ask {@link isIdle}.
 */
export function setIdle(node: HTMLButtonElement, idle: boolean): void {
  setAttribute(node, 'aria-disabled', idle ? 'true' : null);
}

/** Whether a button does nothing at present. */
export function isIdle(node: HTMLButtonElement): boolean {
  return node.getAttribute('aria-disabled') === 'true';
}

/** Make a button with words on it. */
export function button(label: string, action: () => void, props: Props = {}): HTMLButtonElement {
  return h(
    'button',
    { type: 'button', class: 'esap-button', ...props, on: { click: action } },
    label
  );
}

/** Panel and widget each bring this module along, and share one page. */
const COPY = Math.random().toString(36).slice(2, 8);
let last = 0;

/** An id that no other element of this page has. */
export function uniqueId(prefix: string): string {
  last += 1;
  return `esap-${prefix}-${COPY}-${last}`;
}

/** A link that opens elsewhere, or the plain text when the address is not of the web. */
export function webLink(address: string, label: string): HTMLElement {
  if (!/^https?:\/\//i.test(address)) {
    return h('span', {}, label);
  }
  return h('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, label);
}

/** A part of the page with its own life. */
export interface Component {
  readonly node: HTMLElement;
  dispose(): void;
}
