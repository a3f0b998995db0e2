/** Keeps the times on the page true while they are looked at. */
import type { Subscription } from '../api/backend';
import { ago } from './format';

const MINUTE = 60_000;

/** Write once a minute how long ago the `<time>`s in a node are. */
export function ageTimes(node: HTMLElement): Subscription {
  const timer = window.setInterval(() => age(node), MINUTE);
  return { dispose: () => window.clearInterval(timer) };
}

function age(node: HTMLElement): void {
  if (document.visibilityState === 'visible' && node.isConnected) {
    for (const time of node.querySelectorAll('time')) {
      time.textContent = ago(Date.parse(time.dateTime) / 1000);
    }
  }
}
