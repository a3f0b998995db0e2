/** A login in the browser: a link to the issuer's page, and the wait for its end. */
import type { IdentityClient } from '../../api/identity';
import type { Identity } from '../../api/schema';
import { type Component, h, setText, webLink } from '../dom';
import { timeLeft } from '../lake/words';

/** Whom it asks, and who hears that it is done. */
export interface CodeLoginOptions {
  client: Pick<IdentityClient, 'startCode' | 'get'>;
  /** Who one was before. */
  before: Identity;
  done(): void;
}

const AGAIN = 3000;

/** The issuer sends the browser back to the server, so the server is asked while this is shown. */
export class CodeLoginView implements Component {
  readonly node = h('div', { class: 'esap-login-device' });
  private readonly status = h('p', { class: 'esap-hint', role: 'status' });
  private timer = 0;
  private disposed = false;

  constructor(private readonly options: CodeLoginOptions) {
    this.node.append(this.status);
  }

  /** Ask for the address, show it, and wait. */
  async start(): Promise<void> {
    const { client, before } = this.options;
    setText(this.status, 'Asking for the page…');
    const { url, expires } = await client.startCode(before.service);
    if (this.disposed) {
      return;
    }
    const page = webLink(url, `Open ${new URL(url).host}`);
    page.classList.add('esap-button', 'esap-primary', 'esap-login-page');
    const left = expires === null ? '' : ` You have ${timeLeft(expires).replace(' left', '')}.`;
    this.node.replaceChildren(
      h('p', {}, 'Log in on this page, then come back:'),
      page,
      this.status
    );
    setText(this.status, `Waiting for you to log in there.${left}`);
    page.focus();
    this.wait();
  }

  dispose(): void {
    this.disposed = true;
    window.clearTimeout(this.timer);
    this.node.remove();
  }

  private wait(): void {
    this.timer = window.setTimeout(() => void this.look(), AGAIN);
  }

  private async look(): Promise<void> {
    const { client, before, done } = this.options;
    const now = await client.get(before.service).catch(() => before);
    if (this.disposed) {
      return;
    }
    if (now.state === 'in' && JSON.stringify(now) !== JSON.stringify(before)) {
      done();
    } else {
      this.wait();
    }
  }
}
