import { expect, it, vi } from 'vitest';
import { fakeBackend, settle } from '../../../tests/labextension/fake';
import { ActivityStore } from '../api/activities';
import { Silence } from './silence';

it('says that progress is not told live until it is, with a Retry', async () => {
  const { backend, listeners } = fakeBackend();
  const reconnect = vi.spyOn(backend, 'onActivity');
  const activities = new ActivityStore(backend);
  const { node } = new Silence(activities);
  activities.start();
  expect(node.textContent).toBe('');
  listeners[0].disconnected('a proxy refuses it');
  expect(node.textContent).toContain('Progress is not told live: a proxy refuses it.');
  expect(backend.activities).not.toHaveBeenCalled();
  node.querySelector('button')?.click();
  expect(reconnect.mock.results[0].value.reconnect).toHaveBeenCalledOnce();
  expect(backend.activities).toHaveBeenCalledOnce();
  listeners[0].connected();
  await settle();
  expect(node.textContent).toBe('');
});
