import { expect, it } from 'vitest';
import type { Workflow } from '../api/schema';
import { levelsOf } from './tutorials';

const tutorial = (id: string, group: string) => ({ id, group }) as Workflow;

it('puts tutorials into the levels of their groups', () => {
  const root = levelsOf([
    tutorial('a', 'Start/Data'),
    tutorial('b', 'Start'),
    tutorial('c', ''),
    tutorial('d', 'Start / Data')
  ]);
  expect(root.tutorials.map(one => one.id)).toEqual(['c']);
  const start = root.levels.get('Start');
  expect(start?.tutorials.map(one => one.id)).toEqual(['b']);
  expect(start?.levels.get('Data')?.tutorials.map(one => one.id)).toEqual(['a', 'd']);
});
