import { beforeEach, expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import type { Coverage } from '../../api/schema';
import { CoverageMark, coverageWords } from './coverage';
import { LookAhead } from './lookAhead';

beforeEach(() => document.body.replaceChildren());

const seen = (archive: string, fields: Partial<Coverage> = {}): Coverage => ({
  archive,
  presence: 'data',
  rows: null,
  approximate: false,
  source: '',
  note: '',
  error: null,
  ...fields
});

function makeLook() {
  let answer: (one: Coverage) => void = () => undefined;
  let end: () => void = () => undefined;
  let breakOff: (error: Error) => void = () => undefined;
  const signals: AbortSignal[] = [];
  const told = { found: vi.fn(), say: vi.fn(), fail: vi.fn() };
  const look = new LookAhead({
    backend: {
      coverage: (_request, signal, found) => {
        signals.push(signal as AbortSignal);
        answer = one => found?.(one);
        return new Promise((resolve, reject) => {
          end = () => resolve([]);
          breakOff = reject;
          signal?.addEventListener('abort', () => reject(new Error('aborted')));
        });
      }
    },
    where: () => ({ target: 'M31', radius: 1, archives: ['a', 'b', 'c'] }),
    ...told
  });
  document.body.append(look.button);
  return {
    look,
    signals,
    ...told,
    answer: (one: Coverage) => answer(one),
    end: () => end(),
    breakOff: (error: Error) => breakOff(error)
  };
}

it('tells of each archive as it comes, and who is waited for', async () => {
  const { look, found, say, answer, end } = makeLook();
  look.button.click();
  expect(found).toHaveBeenLastCalledWith([], ['a', 'b', 'c']);
  expect(say).toHaveBeenLastCalledWith('Looking ahead: 0 of 3 archives…');
  answer(seen('b'));
  expect(found.mock.lastCall?.[0]).toEqual([seen('b')]);
  expect(say).toHaveBeenLastCalledWith('Looking ahead: 1 of 3 archives…');
  answer(seen('a', { presence: 'silent' }));
  answer(seen('c', { presence: 'none', rows: 0 }));
  end();
  await settle();
  expect(found.mock.lastCall?.[1]).toEqual([]);
  expect(say).toHaveBeenLastCalledWith('1 with data here, 1 without, 1 unknown');
  expect(look.button.textContent).toBe('Look ahead');
});

it('is stopped by its own button, which keeps what has come', async () => {
  const { look, signals, found, fail, answer } = makeLook();
  look.button.click();
  answer(seen('a'));
  expect(look.button.textContent).toBe('Stop looking');
  look.button.click();
  await settle();
  expect(signals[0].aborted).toBe(true);
  expect(found).toHaveBeenLastCalledWith([seen('a')], []);
  expect(fail).not.toHaveBeenCalled();
});

it('forgets when the target changes, and late answers are not shown', async () => {
  const { look, signals, found, answer } = makeLook();
  look.button.click();
  look.forget();
  const calls = found.mock.calls.length;
  answer(seen('a'));
  await settle();
  expect(signals[0].aborted).toBe(true);
  expect(found.mock.calls.slice(calls)).toEqual([]);
  expect(found).toHaveBeenLastCalledWith([], []);
  look.button.click();
  expect(signals).toHaveLength(2);
});

it('says what went wrong, and keeps what has come', async () => {
  const { look, found, fail, answer, breakOff } = makeLook();
  look.button.click();
  answer(seen('a'));
  breakOff(new Error('It broke off.'));
  await settle();
  expect(fail).toHaveBeenCalledWith(new Error('It broke off.'));
  expect(found).toHaveBeenLastCalledWith([seen('a')], []);
});

const ERROR = { code: 'unreachable', message: 'Dead refuses.', remedy: 'Try later.' };

it.each([
  [seen('a', { presence: 'silent', error: ERROR }), '– does not answer'],
  [
    seen('a', { presence: 'silent', error: { ...ERROR, code: 'timed_out' } }),
    '– no answer in time'
  ],
  [seen('a', { presence: 'failed', error: ERROR }), '! could not count'],
  [seen('a', { presence: 'undeclared' }), '? not declared'],
  [seen('a', { presence: 'none', rows: 0 }), '○ none here'],
  [seen('a', { approximate: true }), '● ≈ has data here']
])('has words of its own for each state: %#', (coverage, words) => {
  const mark = new CoverageMark();
  mark.show(coverage);
  expect(mark.node.textContent).toBe(words);
  expect(words).toContain(coverageWords(coverage));
  expect(mark.node.title).toBe(coverage.error ? 'Dead refuses. Try later.' : '');
});
