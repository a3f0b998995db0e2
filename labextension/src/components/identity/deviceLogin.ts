/** A login by device code: a code to copy, a page to type it on, and the wait for it. */
import type { IdentityClient } from '../../api/identity';
import type { DeviceLogin } from '../../api/schema';
import { writeClipboard } from '../clipboard';
import { button, type Component, h, setText, webLink } from '../dom';
import { timeLeft } from '../lake/words';
import { sentence } from '../words';

/** Whom it asks, and who hears how it ended. */
export interface DeviceLoginOptions {
  client: Pick<IdentityClient, 'startDevice' | 'device' | 'cancelDevice'>;
  service: string;
  done(): void;
  /** It ended otherwise; the words say why. */
  failed(words: string): void;
}

/** Waits only while it is shown; nothing is opened unless the person clicks the link. */
export class DeviceLoginView implements Component {
  readonly node = h('div', { class: 'esap-login-device' });
  private readonly status = h('p', { class: 'esap-hint', role: 'status' });
  private timer = 0;
  private disposed = false;

  constructor(private readonly options: DeviceLoginOptions) {
    this.node.append(this.status);
  }

  /** Ask the issuer for a code, show it, and wait. */
  async start(): Promise<void> {
    const { client, service } = this.options;
    setText(this.status, 'Asking for a code…');
    const login = await client.startDevice(service);
    if (this.disposed) {
      void client.cancelDevice(service);
      return;
    }
    this.show(login);
    this.heard(login);
  }

  dispose(): void {
    if (!this.disposed && this.timer !== 0) {
      void this.options.client.cancelDevice(this.options.service).catch(() => undefined);
    }
    this.disposed = true;
    window.clearTimeout(this.timer);
    this.node.remove();
  }

  private show({ code, uri, uri_complete }: DeviceLogin): void {
    const shown = h('output', { class: 'esap-login-code', 'aria-label': 'Code' }, code);
    const copy = button('Copy', () => void this.copy(code));
    const page = webLink(uri_complete ?? uri, `Open ${hostOf(uri)}`);
    page.classList.add('esap-button', 'esap-primary', 'esap-login-page');
    this.node.replaceChildren(
      h('p', {}, 'Open the page, and type this code there:'),
      h('div', { class: 'esap-login-line' }, shown, copy),
      page,
      this.status
    );
    page.focus();
  }

  private heard(login: DeviceLogin): void {
    const { done, failed } = this.options;
    if (login.state === 'waiting') {
      const left =
        login.expires === null ? '' : ` ${sentence(`The code has ${timeLeft(login.expires)}`)}`;
      setText(this.status, `Waiting for you to log in there.${left}`);
      this.timer = window.setTimeout(() => void this.ask(), Math.max(1, login.interval) * 1000);
      return;
    }
    this.timer = 0;
    if (login.state === 'done') {
      done();
    } else {
      const { message = 'The login was cancelled.', remedy = '' } = login.error ?? {};
      failed(`${sentence(message)} ${remedy}`.trim());
    }
  }

  private async ask(): Promise<void> {
    const { client, service, failed } = this.options;
    try {
      const login = await client.device(service);
      if (!this.disposed) {
        this.heard(login);
      }
    } catch (error) {
      this.timer = 0;
      if (!this.disposed) {
        failed((error as Error).message);
      }
    }
  }

  private async copy(code: string): Promise<void> {
    try {
      await writeClipboard(Promise.resolve(code));
      setText(this.status, 'The code is on the clipboard. Waiting for you to log in there.');
    } catch (error) {
      setText(this.status, (error as Error).message);
    }
  }
}

function hostOf(uri: string): string {
  try {
    return new URL(uri).host;
  } catch {
    return 'the page';
  }
}
