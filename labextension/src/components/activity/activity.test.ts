import { expect, it, vi } from 'vitest';
import { activity, fakeBackend, search } from '../../../../tests/labextension/fake';
import { ActivityStore } from '../../api/activities';
import type { Activity } from '../../api/schema';
import { LongEnds } from './ends';
import { ActivitySummary, summaryWords } from './summary';

function makeStore() {
  const activities = new ActivityStore(fakeBackend().backend);
  const take = (...all: Activity[]) => activities.take(search({ activities: all }));
  return { activities, take };
}

it('sums up what is under way', () => {
  const half = activity({ id: 'a', done: 50, total: 100 });
  const rest = activity({ id: 'b', idle: true, state: 'queued' });
  expect(summaryWords([])).toBe('');
  expect(summaryWords([activity({ id: 'c', state: 'done', ended: 1001 })])).toBe('');
  expect(summaryWords([half, activity({ id: 'c', done: 40, total: 100 })])).toBe(
    '2 running, 45\u202f%'
  );
  expect(summaryWords([activity({ id: 'a' }), rest])).toBe('1 running, 1 waiting');
});

it('is not there while nothing is under way', () => {
  const { activities, take } = makeStore();
  const summary = new ActivitySummary(activities, vi.fn());
  expect(summary.node.hidden).toBe(true);
  take(activity({ id: 'a', title: 'M31' }));
  expect(summary.node.hidden).toBe(false);
  expect(summary.node.textContent).toBe('ESAP: 1 running');
  expect(summary.node.title).toContain('M31');
  summary.dispose();
});

it('tells once of long work that has ended, and not of what had ended before', () => {
  const { activities, take } = makeStore();
  const ended = vi.fn();
  const ends = new LongEnds(activities, ended);
  const old = activity({ id: 'old', state: 'done', ended: 1100 });
  take(old, activity({ id: 'a' }), activity({ id: 'b' }), activity({ id: 'c' }));
  take(activity({ id: 'a', revision: 2, state: 'done', ended: 1031 }));
  take(activity({ id: 'b', revision: 2, state: 'done', ended: 1030 }));
  take(activity({ id: 'c', revision: 2, state: 'cancelled', ended: 1100 }));
  expect(ended.mock.calls.map(([{ id }]) => id)).toEqual(['a']);
  ends.dispose();
});
