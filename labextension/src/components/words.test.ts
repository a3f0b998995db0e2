import { expect, it } from 'vitest';
import { activity } from '../../../tests/labextension/fake';
import { activityState, errorWords } from './words';

it.each([
  ['asking', 1, 16, 'questions', 'asking 1 of 16 questions'],
  ['resolving', 6, 305, '', 'resolving 6 of 305'],
  ['receiving the answer', 1500, 3000, 'bytes', 'receiving the answer 1.5 kB of 3.0 kB'],
  ['reading the rows', 1200, null, 'rows', 'reading the rows 1\u202f200 rows'],
  ['asking', 0, 16, 'questions', 'asking…']
])('says how far %s is, with the unit once', (message, done, total, unit, words) => {
  const running = activity({ id: 'a', state: 'running', message, done, total, unit });
  expect(activityState(running)).toBe(words);
});

it('ends what happened with one full stop before it says what to do', () => {
  const words = (message: string) => errorWords({ code: 'x', message, remedy: 'Retry.' });
  expect(words('It broke')).toBe('It broke. Retry.');
  expect(words('It broke.')).toBe('It broke. Retry.');
  expect(words('It broke …')).toBe('It broke … Retry.');
});
