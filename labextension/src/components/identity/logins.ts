/** All services that one can log in to: who one is there, log in, log out. */

import type { Subscription } from '../../api/backend';
import type { IdentityStore } from '../../api/identities';
import type { Identity } from '../../api/schema';
import { button, type Component, h } from '../dom';
import { errorNotice, Notice } from '../notice';
import type { FileChooser } from './fields';
import { LoginForm } from './loginForm';
import { askedWords, identityWords, limitWords, type Standing, standing } from './words';

/** What it stands on. */
export interface LoginsOptions {
  store: IdentityStore;
  choose?: FileChooser;
}

const DOTS: Record<Standing, string> = {
  in: 'done',
  ending: 'running',
  out: 'unknown',
  unknown: 'unknown',
  expired: 'failed',
  refused: 'failed'
};

/** A list with one form at most. */
export class Logins implements Component {
  readonly node = h('div', { class: 'esap-logins' });
  private readonly notice = new Notice();
  private readonly list = h('ul', { class: 'esap-login-list', 'aria-label': 'Logins' });
  private readonly limits = h('ul', { class: 'esap-login-limits', 'aria-label': 'This server' });
  private readonly subscription: Subscription;
  private form: LoginForm | null = null;
  private service: string | null = null;

  constructor(private readonly options: LoginsOptions) {
    this.node.append(this.notice.node, this.list, this.limits);
    this.subscription = options.store.subscribe(() => this.update());
    this.update();
  }

  dispose(): void {
    this.subscription.dispose();
    this.form?.dispose();
    this.notice.dispose();
    this.node.remove();
  }

  /** Ask the server, which asks no service; then begin to log in to one, if one is named. */
  async show(service?: string): Promise<void> {
    await this.options.store.refresh();
    if (service === undefined) {
      this.list.querySelector('button')?.focus();
    } else if (this.options.store.get(service)) {
      this.begin(service);
    } else {
      const message = `There is no service ${service} to log in to.`;
      this.notice.show({ kind: 'warning', message });
    }
  }

  private update(): void {
    const { store } = this.options;
    const known = store.list();
    if (store.error) {
      const retry = { label: 'Retry', run: () => void store.refresh() };
      this.notice.show({
        ...errorNotice(store.error, 'Logins cannot be shown.'),
        actions: [retry]
      });
    } else if (known?.length === 0) {
      const message = 'There is no service that wants a login.';
      this.notice.show({ kind: 'info', message });
    }
    this.list.replaceChildren(...(known ?? []).map(identity => this.row(identity)));
    this.limits.replaceChildren(...limitWords(store.limits).map(words => h('li', {}, words)));
    this.limits.hidden = this.limits.childElementCount === 0;
  }

  private row(identity: Identity): HTMLElement {
    const { service, name, reason } = identity;
    const isAsked = this.form !== null && this.service === service;
    const say = isAsked ? askedWords : identityWords;
    const words = h('span', { class: 'esap-login-state' }, say(identity));
    const dot = h('span', {
      class: 'esap-dot',
      'aria-hidden': 'true',
      'data-state': DOTS[standing(identity)]
    });
    const head = h('div', { class: 'esap-login-head' }, dot, h('strong', {}, name), words);
    const row = h('li', { class: 'esap-login-row', 'data-service': service }, head);
    if (reason) {
      row.append(h('p', { class: 'esap-hint' }, reason));
    }
    row.append(this.form && isAsked ? this.form.node : this.actions(identity));
    return row;
  }

  private actions(identity: Identity): HTMLElement {
    const { service, state, source, name } = identity;
    const mine = state === 'in' && (source === 'login' || source === 'store');
    const login = button(
      state === 'in' ? 'Log in as somebody else…' : 'Log in…',
      () => this.begin(service),
      { 'aria-label': `${state === 'in' ? 'Log in as somebody else' : 'Log in'}: ${name}` }
    );
    const logout = mine
      ? button('Log out', () => void this.logout(identity), { 'aria-label': `Log out: ${name}` })
      : null;
    return h('div', { class: 'esap-actions' }, login, logout);
  }

  private begin(service: string): void {
    const identity = this.options.store.get(service);
    if (!identity) {
      return;
    }
    this.end();
    this.notice.show(null);
    this.service = service;
    this.form = new LoginForm({
      client: this.options.store.client,
      identity,
      choose: this.options.choose,
      done: now => this.done(now),
      cancel: () => this.end(service)
    });
    this.update();
    this.form.focus();
  }

  private end(focus?: string): void {
    this.form?.dispose();
    this.form = null;
    this.service = null;
    this.update();
    if (focus !== undefined) {
      this.buttonOf(focus)?.focus();
    }
  }

  private done(identity: Identity): void {
    this.end();
    this.options.store.put(identity);
    const message = `${identity.name}: ${identityWords(identity)}.`;
    this.notice.show({ kind: 'success', message });
    this.buttonOf(identity.service)?.focus();
  }

  private async logout({ service, name }: Identity): Promise<void> {
    const { store } = this.options;
    try {
      const now = await store.client.logout(service);
      store.put(now);
      // Another login may be found elsewhere, and an issuer may not have been told.
      const message =
        now.state === 'out'
          ? `You are logged out of ${name}. ${now.reason}`.trim()
          : `The login of ${name} is forgotten here; now: ${identityWords(now)}.`;
      this.notice.show({ kind: 'info', message });
    } catch (error) {
      this.notice.show(errorNotice(error as Error));
    }
    this.buttonOf(service)?.focus();
  }

  private buttonOf(service: string): HTMLButtonElement | null {
    const rows = [...this.list.querySelectorAll<HTMLElement>('[data-service]')];
    return rows.find(row => row.dataset.service === service)?.querySelector('button') ?? null;
  }
}
