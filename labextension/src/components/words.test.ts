import { expect, it } from 'vitest';
import { errorWords } from './words';

it('ends what happened with one full stop before it says what to do', () => {
  const words = (message: string) => errorWords({ code: 'x', message, remedy: 'Retry.' });
  expect(words('It broke')).toBe('It broke. Retry.');
  expect(words('It broke.')).toBe('It broke. Retry.');
  expect(words('It broke …')).toBe('It broke … Retry.');
});
