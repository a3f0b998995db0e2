import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import type { PlannedFile, StagePlan } from '../../api/schema';
import { FileTable } from './fileTable';

let table: FileTable;

const files = (from: number, to: number, name = 'f') =>
  Array.from(
    { length: to - from },
    (_, at) => ({ id: `${from + at}`, name: `${name}${from + at}`, size: '1' }) as PlannedFile
  );
const plan = (name: string) => ({ files: files(0, 200, name), total: 300 }) as StagePlan;
const names = () => [...document.querySelectorAll('.esap-stage-name')].map(one => one.textContent);
const more = () => document.querySelector('button') as HTMLButtonElement;

function make(read: (offset: number) => Promise<readonly PlannedFile[]>) {
  table = new FileTable(() => undefined, read);
  document.body.append(table.node);
  table.show(plan('f'));
}

beforeEach(() => document.body.replaceChildren());
afterEach(() => table.dispose());

it('reads each file once, however often more are asked for meanwhile', async () => {
  const read = vi.fn(async (offset: number) => files(offset, 300));
  make(read);
  more().click();
  more().click();
  await settle();
  expect(read).toHaveBeenCalledOnce();
  expect(names()).toEqual(files(0, 300).map(({ name }) => name));
  expect(more().hidden).toBe(true);
});

it('shows no files of a plan that has been made anew meanwhile', async () => {
  let answer: (found: readonly PlannedFile[]) => void = () => undefined;
  make(() => new Promise(resolve => (answer = resolve)));
  more().click();
  table.show(plan('g'));
  answer(files(200, 300));
  await settle();
  expect(names()).toEqual(files(0, 200, 'g').map(({ name }) => name));
  expect(more().textContent).toBe('Show more (100 files)');
});

it('says why more files cannot be read, and tries again', async () => {
  const read = vi.fn(async (offset: number) => files(offset, 300));
  read.mockRejectedValueOnce(new Error('There is no such plan (any more).'));
  make(read);
  more().click();
  await settle();
  expect(more().textContent).toBe('There is no such plan (any more). Retry');
  more().click();
  await settle();
  expect(names()).toHaveLength(300);
});
