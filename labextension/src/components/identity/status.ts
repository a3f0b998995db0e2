/** The login that most wants to be looked at, in a few words; a click shows all. */

import type { Subscription } from '../../api/backend';
import type { IdentityStore } from '../../api/identities';
import { type Component, h, setAttribute, setText } from '../dom';
import { identityWords, limitWords, shortWords, standing, worst } from './words';

const MINUTE = 60_000;

/** Keeps its own clock; the server is asked again only when a login has come to its end. */
export class LoginStatus implements Component {
  readonly node: HTMLButtonElement;
  private readonly subscription: Subscription;
  private readonly timer: number;
  private ended = 0;

  constructor(
    private readonly store: IdentityStore,
    open: () => void
  ) {
    this.node = h('button', { type: 'button', class: 'esap-status', on: { click: open } });
    this.subscription = store.subscribe(() => this.update());
    this.timer = window.setInterval(() => this.tick(), MINUTE);
    this.update();
  }

  dispose(): void {
    this.subscription.dispose();
    window.clearInterval(this.timer);
    this.node.remove();
  }

  private tick(): void {
    const now = Date.now() / 1000;
    const over = (this.store.list() ?? []).filter(
      ({ state, expires }) => state === 'in' && expires !== null && expires <= now
    );
    const latest = Math.max(0, ...over.map(({ expires }) => expires ?? 0));
    if (latest > this.ended) {
      this.ended = latest;
      void this.store.refresh();
    }
    this.update();
  }

  private update(): void {
    const { limits } = this.store;
    const known = this.store.list();
    const abnormal = limits?.abnormal ? '! ' : '';
    const words = known === null ? 'Logins' : shortWords(known);
    const first = worst(known ?? []);
    setText(this.node, `${abnormal}${words}`);
    setAttribute(this.node, 'data-standing', first ? standing(first) : null);
    const all = (known ?? []).map(identity => `${identity.name}: ${identityWords(identity)}`);
    setAttribute(this.node, 'title', ['Show logins', ...all, ...limitWords(limits)].join('\n'));
    setAttribute(this.node, 'aria-label', `Logins: ${abnormal ? 'abnormal start, ' : ''}${words}`);
  }
}
