import { expect, it } from 'vitest';
import { patternTest } from './patterns';

it.each([
  ['^\\d{4}-\\d{2}-\\d{2}$', '2024-07-01', '2024-7-1'],
  ['^\\d{4}(-\\d\\d(-\\d\\d)?)?$', '2024-07', '2024-'],
  ['^(?:raw|processed)$', 'raw', 'cooked'],
  ['^[A-Za-z][A-Za-z0-9_]*$', 'a_1', '1a'],
  ['^(ab){3}$', 'ababab', 'abab'],
  ['^\\(.+\\)$', '(1)', '1']
])('judges by %s', (pattern, good, bad) => {
  const test = patternTest(pattern);
  expect(test?.(good)).toBe(true);
  expect(test?.(bad)).toBe(false);
});

it.each([
  '^(a+)+$',
  '^(a|aa)+$',
  '^(a?){40}$',
  '^((a)*)*$',
  '^(?:(?:a*))*b$',
  '(.*)(.*)(.*)(.*)b',
  'a?a?a?a?a?a?a?a?b',
  '^(a)\\1+$',
  '^(?=a+)+$',
  '(?P<year>\\d+)',
  '(',
  '[',
  '\\p{Nonsense}',
  'x'.repeat(201)
])('leaves %s to the server', pattern => {
  expect(patternTest(pattern)).toBeNull();
});

it.each([undefined, null, 7, {}])('takes %s for no pattern', pattern => {
  expect(patternTest(pattern)).toBeNull();
});

it('does not try a long text', () => {
  expect(patternTest('^a*b*$')?.('c'.repeat(200))).toBe(true);
});
