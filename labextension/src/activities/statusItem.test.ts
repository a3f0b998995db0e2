import { afterEach, expect, it, vi } from 'vitest';
import { activity, fakeBackend, search } from '../../../tests/labextension/fake';
import { ActivityStore } from '../api/activities';
import type { Subscription } from '../api/backend';
import type { Activity } from '../api/schema';
import type { NoticeContent } from '../components/notice';
import { tellLongEnds } from './statusItem';

let ends: Subscription;
afterEach(() => ends.dispose());

function makeEnds(seen: boolean) {
  const activities = new ActivityStore(fakeBackend().backend);
  const notify = vi.fn<(content: NoticeContent) => void>();
  const [open, showActivity, tell] = [vi.fn(), vi.fn(), vi.fn()];
  const stager = { follows: ({ id }: Activity) => id === 'followed', tell };
  const isSeen = () => seen;
  ends = tellLongEnds({ activities, stager, notify, open, showActivity, isSeen });
  const run = (fields: Partial<Activity> & { id: string }) => {
    activities.take(search({ activities: [activity({ id: fields.id })] }));
    const over = { revision: 2, state: 'done' as const, ended: 1100, rows: 13, ...fields };
    activities.take(search({ activities: [activity(over)] }));
  };
  return { notify, open, tell, run };
}

it('tells of a long search that has ended unseen, and opens its result', () => {
  const { notify, open, run } = makeEnds(false);
  run({ id: 'a' });
  const [[content]] = notify.mock.calls;
  expect(content).toMatchObject({ kind: 'success', message: 'M31 · 0.5°: 13 rows.' });
  content.actions?.[0].run();
  expect(open).toHaveBeenCalledWith(expect.objectContaining({ id: 'a' }));
});

it('tells why long work has failed', () => {
  const { notify, run } = makeEnds(false);
  const error = { code: 'x', message: 'It did not answer.', remedy: 'Retry.' };
  run({ id: 'a', state: 'failed', error });
  expect(notify.mock.calls[0][0].message).toBe('M31 · 0.5° failed. It did not answer. Retry.');
});

it('leaves jobs of transfers to whoever stages, once', () => {
  const { notify, tell, run } = makeEnds(false);
  run({ id: 'a', transfer: 't1' });
  run({ id: 'followed', transfer: 't2' });
  expect(tell.mock.calls.map(([{ id }]) => id)).toEqual(['a']);
  expect(notify).not.toHaveBeenCalled();
});

it('says nothing to somebody who sees the list', () => {
  const { notify, run } = makeEnds(true);
  run({ id: 'a' });
  expect(notify).not.toHaveBeenCalled();
});
