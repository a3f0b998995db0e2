// What the JupyterLab components need when imported and jsdom does not have.
globalThis.DragEvent ??= class extends MouseEvent {} as typeof DragEvent;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
} as never;
window.matchMedia ??= (() => ({
  matches: false,
  addEventListener() {},
  removeEventListener() {},
  addListener() {},
  removeListener() {}
})) as never;
window.requestIdleCallback ??= ((callback: () => void) => setTimeout(callback, 0)) as never;

// jsdom lays nothing out, so it has nothing to scroll.
Element.prototype.scrollIntoView ??= () => undefined;
