/** Looks again now and then at what moves, while somebody sees it. */
import type { Subscription } from '../../api/backend';

/** Whether a node is on the page of a tab in front. */
export function isSeen(node: HTMLElement): boolean {
  return document.visibilityState === 'visible' && node.getClientRects().length > 0;
}

/** Act every so many seconds while the node is seen; never in a hidden tab. */
export function whileSeen(node: HTMLElement, seconds: number, act: () => void): Subscription {
  const timer = window.setInterval(() => isSeen(node) && act(), seconds * 1000);
  return { dispose: () => window.clearInterval(timer) };
}
