import { expect, it } from 'vitest';
import { Drafts } from './drafts';

function makeStorage(text: string | null = null) {
  const texts = new Map(text === null ? [] : [['here', text]]);
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, value: string) => void texts.set(key, value)
  };
}

it('keeps queries, their names and which is in front, apart from other archives', () => {
  const storage = makeStorage();
  const before = new Drafts(storage, 'here');
  before.write('SELECT 1');
  before.add('SELECT 2', 'Second');
  before.rename(before.current, '  Better  ');
  const after = new Drafts(storage, 'here');
  expect(after.list().map(({ title, text }) => [title, text])).toEqual([
    ['Query 1', 'SELECT 1'],
    ['Better', 'SELECT 2']
  ]);
  expect(after.front.title).toBe('Better');
  expect(new Drafts(storage, 'elsewhere').list()).toHaveLength(1);
});

it('copies, and closes down to an empty one', () => {
  const drafts = new Drafts();
  drafts.write('SELECT 1');
  const first = drafts.current;
  expect(drafts.copy(first)?.title).toBe('Copy of Query 1');
  drafts.close(drafts.current);
  expect(drafts.current).toBe(first);
  drafts.close(first);
  expect(drafts.list()).toHaveLength(1);
  expect(drafts.front.text).toBe('');
});

it('has room for twenty', () => {
  const drafts = new Drafts();
  while (drafts.add()) {
    expect(drafts.list().length).toBeLessThanOrEqual(20);
  }
  expect(drafts.list()).toHaveLength(20);
  expect(drafts.copy(drafts.current)).toBeNull();
});

it('does not fill the storage with a megabyte', () => {
  const storage = makeStorage();
  const drafts = new Drafts(storage, 'here');
  drafts.write('x'.repeat(1_000_000));
  expect(storage.getItem('here')?.length).toBeLessThan(1000);
  expect(drafts.lost).toContain('Not remembered over a reload');
  expect(drafts.lost).toContain('Query 1');
  drafts.write('SELECT 1');
  expect(drafts.lost).toBe('');
});

it('says that nothing can be kept when the storage refuses', () => {
  const storage = makeStorage();
  const drafts = new Drafts(storage, 'here');
  storage.setItem = () => {
    throw new Error('full');
  };
  drafts.write('SELECT 1');
  expect(drafts.lost).toContain('lost when the page is left');
});

it.each(['', 'null', '[]', '{"drafts": 7}', '{"drafts": [{"id": 1}, null], "current": {}}'])(
  'begins anew when %j stands there',
  text => {
    const drafts = new Drafts(makeStorage(text), 'here');
    expect(drafts.list().map(draft => draft.title)).toEqual(['Query 1']);
  }
);
