import { expect, test, vi } from 'vitest';
import { fallbackCell } from '../../../labextension/src/kernel';

function backend() {
  return {
    save: vi.fn(async (_id: string, request: { path: string }) => ({
      path: request.path,
      size: 1
    })),
    code: vi.fn(async () => ({ code: 'the cell', language: 'r' }))
  };
}

test.each([
  ['r', 'csv', 'csv'],
  ['julia', 'csv', 'csv'],
  ['python', 'votable', 'vot']
])('%s reads %s', async (language, format, ending) => {
  const asked = backend();
  const result = { id: 'r1', name: 'M 31/../../etc' };
  const request = { result, variable: 'm31', language, directory: 'work/stars' };
  const made = await fallbackCell(asked, request);
  const file = `M_31_etc.${ending}`;
  const path = `work/stars/${file}`;
  expect(made).toEqual({ path, code: 'the cell', language });
  expect(asked.save).toHaveBeenCalledWith('r1', { path, format, overwrite: false });
  expect(asked.code).toHaveBeenCalledWith('r1', 'm31', language, file);
});

test('a file at the root, from a name of nothing but signs', async () => {
  const request = {
    result: { id: 'r1', name: '···' },
    variable: 'x',
    language: 'r',
    directory: ''
  };
  expect((await fallbackCell(backend(), request)).path).toBe('result.csv');
});
