import { ServerConnection } from '@jupyterlab/services';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EventSocket } from './events';

class FakeSocket {
  static made: FakeSocket[] = [];
  onopen: () => void = () => undefined;
  onmessage: (message: { data: string }) => void = () => undefined;
  onclose: (event: { code: number; reason: string }) => void = () => undefined;
  close = vi.fn();

  constructor() {
    FakeSocket.made.push(this);
  }
}

beforeEach(() => {
  FakeSocket.made = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function listen() {
  const listener = {
    changed: vi.fn(),
    connected: vi.fn(),
    disconnected: vi.fn(),
    loginChanged: vi.fn(),
    ruleChanged: vi.fn()
  };
  const settings = ServerConnection.makeSettings({
    WebSocket: FakeSocket as unknown as typeof WebSocket
  });
  return { listener, socket: new EventSocket(settings, listener) };
}

it('says that it cannot listen, and connects again later or when told to', () => {
  const { listener, socket } = listen();
  FakeSocket.made[0].onclose({ code: 1006, reason: '' });
  expect(listener.disconnected).toHaveBeenCalledWith(expect.stringContaining('1006'));
  vi.advanceTimersByTime(1000);
  expect(FakeSocket.made).toHaveLength(2);
  FakeSocket.made[1].onclose({ code: 1008, reason: 'not allowed' });
  expect(listener.disconnected).toHaveBeenLastCalledWith('not allowed');
  socket.reconnect();
  expect(FakeSocket.made).toHaveLength(3);
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.made).toHaveLength(3);
  FakeSocket.made[2].onopen();
  expect(listener.connected).toHaveBeenCalledOnce();
});

it('is silent when it is closed by us', () => {
  const { listener, socket } = listen();
  socket.dispose();
  FakeSocket.made[0].onclose({ code: 1000, reason: '' });
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.made).toHaveLength(1);
  expect(listener.disconnected).not.toHaveBeenCalled();
});

it('tells activities and logins apart, and passes over what others say', () => {
  const { listener } = listen();
  const said = (kind: string, fields: object) =>
    FakeSocket.made[0].onmessage({ data: JSON.stringify({ schema_id: kind, ...fields }) });
  said('https://esap-jupyter.readthedocs.io/events/identity/v1', { service: 'lake', state: 'in' });
  expect(listener.loginChanged).toHaveBeenCalledOnce();
  said('https://events.jupyter.org/jupyter_server/contents_service/v1', { action: 'get' });
  expect(listener.loginChanged).toHaveBeenCalledOnce();
  expect(listener.changed).not.toHaveBeenCalled();
  const rule = { lake: 'escape', rule: 'a'.repeat(32), state: 'OK' };
  said('https://esap-jupyter.readthedocs.io/events/lake_rule/v1', rule);
  expect(listener.ruleChanged).toHaveBeenCalledExactlyOnceWith(rule);
});
