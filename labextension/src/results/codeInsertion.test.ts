import { beforeEach, expect, it, vi } from 'vitest';
import { fakeBackend, result, settle } from '../../../tests/labextension/fake';
import { FakeKernel, FakeSession } from '../../../tests/labextension/kernel/fakes';
import { Notice } from '../components/notice';
import { CodeInsertion } from './codeInsertion';
import type { Notebooks } from './notebooks';

beforeEach(() => document.body.replaceChildren());

function makeNotebook(name: string, language: string) {
  const session = new FakeSession(new FakeKernel());
  session.language = language;
  return { name, directory: '', session, insert: vi.fn(), show: vi.fn() };
}

function makeInsertion(language: string) {
  const { backend } = fakeBackend({
    save: vi.fn(async (_id, { path }) => ({ path, size: 1 })),
    code: vi.fn(async () => ({ code: 'the cell', language }))
  });
  const notebook = makeNotebook('First.ipynb', language);
  const notebooks = { current: notebook };
  const notice = new Notice();
  document.body.append(notice.node);
  const insertion = new CodeInsertion({
    backend,
    notebooks: notebooks as unknown as Notebooks,
    result: result(),
    say: content => notice.show(content)
  });
  return { backend, notebook, notebooks, insertion };
}

const words = () => document.body.textContent;

it('inserts into the notebook that was in front when it was asked', async () => {
  const { insertion, notebook, notebooks } = makeInsertion('python');
  const other = makeNotebook('Other.ipynb', 'python');
  const inserted = insertion.insert('m31');
  notebooks.current = other;
  await inserted;
  expect(notebook.insert).toHaveBeenCalledWith('the cell');
  expect(other.insert).not.toHaveBeenCalled();
  expect(words()).toContain('in First.ipynb');
});

it('reads a file in other languages, which it saves when the person wants it', async () => {
  const { backend, insertion, notebook } = makeInsertion('r');
  await insertion.insert('m31');
  expect(backend.code).not.toHaveBeenCalled();
  expect(notebook.insert).not.toHaveBeenCalled();
  document.querySelector('button')?.click();
  await settle();
  const file = { path: 'm31.csv', format: 'csv', overwrite: false };
  expect(backend.save).toHaveBeenCalledWith('r1', file);
  expect(backend.code).toHaveBeenCalledWith('r1', 'm31', 'r', 'm31.csv');
  expect(notebook.insert).toHaveBeenCalledWith('the cell');
  expect(words()).toContain('m31.csv is saved');
});
