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
