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
