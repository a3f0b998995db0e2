/** A `div` with a class and, where given, a role. */
export function div(className: string, role?: string): HTMLDivElement {
  const node = document.createElement('div');
  node.className = className;
  if (role) {
    node.setAttribute('role', role);
  }
  return node;
}

/** A `div` that assistive technology does not see. */
export function ornament(className: string): HTMLDivElement {
  const node = div(className);
  node.setAttribute('aria-hidden', 'true');
  return node;
}

/** Set an attribute, or take it away with `null`; touches the page only where it differs. */
export function setAttribute(node: Element, name: string, value: string | null): void {
  if (node.getAttribute(name) === value) {
    return;
  }
  if (value === null) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value);
  }
}

/** Whether a node of this document or shadow tree has the focus. */
export function isFocused(node: Element): boolean {
  return (node.getRootNode() as Document | ShadowRoot).activeElement === node;
}

/** A count with narrow spaces between thousands. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A count and its noun: `1 row`, `2 rows`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
