import { expect, it, vi } from 'vitest';
import { activity, fakeBackend, search } from '../../../../tests/labextension/fake';
import { ActivityStore } from '../../api/activities';
import type { Activity } from '../../api/schema';
import { ProgressLines } from './progress';

it('shows what is under way since before the page was opened, once, until it is hidden', () => {
  const activities = new ActivityStore(fakeBackend().backend);
  const take = (...all: Activity[]) => activities.take(search({ activities: all }));
  take(
    activity({ id: 'old', kind: 'download', title: 'Ended', state: 'done' }),
    activity({ id: 'a', kind: 'download', title: 'ds.images' }),
    activity({ id: 'b', kind: 'search' })
  );
  const ended = vi.fn();
  const lines = new ProgressLines({ activities, cancel: vi.fn(), ended });
  const names = () => [...lines.node.querySelectorAll('.esap-name')].map(one => one.textContent);
  expect(names()).toEqual(['ds.images']);
  lines.follow(activity({ id: 'a', kind: 'download', title: 'ds.images' }));
  take(activity({ id: 'c', kind: 'upload', title: 'More' }));
  expect(names()).toEqual(['More', 'ds.images']);
  take(activity({ id: 'a', kind: 'download', title: 'ds.images', revision: 2, state: 'done' }));
  expect(ended).toHaveBeenCalledOnce();
  lines.node.querySelector<HTMLElement>('[aria-label="Hide ds.images"]')?.click();
  take(activity({ id: 'd', kind: 'search' }));
  expect(names()).toEqual(['More']);
  lines.dispose();
});
