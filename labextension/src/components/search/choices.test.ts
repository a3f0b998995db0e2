import { expect, it } from 'vitest';
import { Choices } from './choices';

function makeStorage(text: string | null = null) {
  const texts = new Map(text === null ? [] : [['here', text]]);
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, value: string) => void texts.set(key, value)
  };
}

it('keeps what was chosen, apart from other servers', () => {
  const storage = makeStorage();
  const before = new Choices(storage, 'here');
  before.tick('sandbox', false);
  before.choose('vo', 'ivoa.obscore');
  const after = new Choices(storage, 'here');
  expect(after.isTicked('sandbox')).toBe(false);
  expect(after.isTicked('vo')).toBeUndefined();
  expect(after.collectionOf('vo')).toBe('ivoa.obscore');
  expect(new Choices(storage, 'elsewhere').isTicked('sandbox')).toBeUndefined();
});

it.each(['', 'null', '[]', '{"ticked": 7}', '{"ticked": {"a": "yes"}, "collections": [1]}'])(
  'begins anew when %j stands there',
  text => {
    const choices = new Choices(makeStorage(text), 'here');
    expect(choices.isTicked('a')).toBeUndefined();
    expect(choices.collectionOf('0')).toBe('');
  }
);

it('holds until the page is left where the browser forbids the storage', () => {
  const forbid = () => {
    throw new Error('forbidden');
  };
  const choices = new Choices({ getItem: forbid, setItem: forbid }, 'here');
  choices.tick('sandbox', true);
  expect(choices.isTicked('sandbox')).toBe(true);
});

it('keeps own terms, unless they take too much room', () => {
  const storage = makeStorage();
  const before = new Choices(storage, 'here');
  before.fill('alta', { name: 'a', beams: [1, 2] });
  before.fill('lofar', { surls: 'x'.repeat(30_000) });
  expect(before.termsOf('lofar')).toHaveProperty('surls');
  const after = new Choices(storage, 'here');
  expect(after.termsOf('alta')).toEqual({ name: 'a', beams: [1, 2] });
  expect(after.termsOf('lofar')).toEqual({});
});

it.each(['{"terms": 7}', '{"terms": {"a": [1]}}', '{"terms": {"a": null}}', '{"terms": {"a": 1}}'])(
  'takes no terms from %s',
  text => {
    expect(new Choices(makeStorage(text), 'here').termsOf('a')).toEqual({});
  }
);
