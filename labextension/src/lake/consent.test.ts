import { beforeEach, expect, it } from 'vitest';
import { Consent } from './consent';

const ONE = { did: 'test:a', type: 'file', variableName: 'a', lake: 'first' } as const;
const OTHER = { ...ONE, did: 'test:b' };

beforeEach(() => localStorage.clear());

it('remembers what the person agreed to, and nothing else', () => {
  new Consent(localStorage, 'key').give([ONE]);
  const again = new Consent(localStorage, 'key');
  expect(again.covers([ONE])).toBe(true);
  expect(again.covers([ONE, OTHER])).toBe(false);
  expect(again.covers([{ ...ONE, variableName: 'open' }])).toBe(false);
  expect(again.covers([{ ...ONE, lake: 'second' }])).toBe(false);
});

it.each(['{', '7', '{"a": 1}', '[1, null]'])('starts anew where %s was kept', kept => {
  localStorage.setItem('key', kept);
  expect(new Consent(localStorage, 'key').covers([ONE])).toBe(false);
});

it('lives with the page where nothing can be kept', () => {
  const consent = new Consent(null, 'key');
  consent.give([ONE]);
  expect(consent.covers([ONE])).toBe(true);
});
