/** The server's own event stream, listened to for activities and logins. */
import { URLExt } from '@jupyterlab/coreutils';
import type { ServerConnection } from '@jupyterlab/services';
import type { ActivityChange, ActivityListener, RuleChange, Stream } from './backend';

const SCHEMA = 'https://esap-jupyter.readthedocs.io/events/activity/';
const LOGINS = 'https://esap-jupyter.readthedocs.io/events/identity/';
const RULES = 'https://esap-jupyter.readthedocs.io/events/lake_rule/';
const BASKET = 'https://esap-jupyter.readthedocs.io/events/basket/';
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 30_000;

/**
 * A socket of our own to `/api/events/subscribe`.
 *
 * JupyterLab's event manager has one too, but it reconnects in silence, and what was missed in
 * between would stay missed.
 */
export class EventSocket implements Stream {
  private socket: WebSocket | null = null;
  private delay = FIRST_DELAY;
  private timer = 0;

  constructor(
    private readonly settings: ServerConnection.ISettings,
    private readonly listener: ActivityListener
  ) {
    this.connect();
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  reconnect(): void {
    this.dispose();
    this.connect();
  }

  private connect(): void {
    const { appendToken, token, wsUrl } = this.settings;
    const query = appendToken && token ? `?token=${encodeURIComponent(token)}` : '';
    const address = URLExt.join(wsUrl, 'api', 'events', 'subscribe') + query;
    const socket = new this.settings.WebSocket(address);
    this.socket = socket;
    socket.onopen = () => {
      this.delay = FIRST_DELAY;
      this.listener.connected();
    };
    socket.onmessage = message => this.received(String(message.data));
    socket.onclose = event => this.closed(socket, event);
  }

  private received(text: string): void {
    const event = JSON.parse(text) as ActivityChange & RuleChange & { schema_id?: string };
    if (event.schema_id?.startsWith(SCHEMA)) {
      this.listener.changed(event);
    } else if (event.schema_id?.startsWith(LOGINS)) {
      this.listener.loginChanged?.();
    } else if (event.schema_id?.startsWith(BASKET)) {
      this.listener.basketChanged?.(event.revision);
    } else if (event.schema_id?.startsWith(RULES)) {
      const { lake, rule, state } = event;
      this.listener.ruleChanged?.({ lake, rule, state });
    }
  }

  private closed(socket: WebSocket, { code, reason }: CloseEvent): void {
    if (socket === this.socket) {
      this.listener.disconnected(reason || `the event stream of the server is closed (${code})`);
      this.timer = window.setTimeout(() => this.connect(), this.delay);
      this.delay = Math.min(this.delay * 2, LONGEST_DELAY);
    }
  }
}
