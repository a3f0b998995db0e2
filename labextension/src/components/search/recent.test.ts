import { expect, it, vi } from 'vitest';
import { activity } from '../../../../tests/labextension/fake';
import { RecentList } from './recent';

it('tells the names by which what was found can be loaded', () => {
  const list = new RecentList(vi.fn());
  const done = activity({ id: 'a1', state: 'done', rows: 3, result_name: 'm31_sandbox' });
  list.update([done, activity({ id: 'a2', state: 'failed' })]);
  expect(list.node.querySelector('button')?.title).toBe('M31 · 0.5°\nesap.load("m31_sandbox")');
});
