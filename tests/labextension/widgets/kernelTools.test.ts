import { beforeEach, expect, test, vi } from 'vitest';
import type { KernelBackend } from '../../../labextension/src/widgets/kernelBackend';
import { KernelTools } from '../../../labextension/src/widgets/kernelTools';
import { result, settle } from '../fake';

beforeEach(() => document.body.replaceChildren());

function show() {
  const toKernel = vi.fn(async () => ({ exists: { type: 'Table', variable: 'm31' } }));
  const tools = new KernelTools({ toKernel } as unknown as KernelBackend, result());
  document.body.append(tools.node);
  return { toKernel, variable: tools.node.querySelector('input') as HTMLInputElement };
}

const named = (label: string) =>
  [...document.querySelectorAll('button')].find(one => one.textContent === label);

test('overwrites the variable that it asked about', async () => {
  const { toKernel, variable } = show();
  named('To kernel')?.click();
  await settle();
  const overwrite = named('Overwrite');
  variable.value = 'stars';
  overwrite?.click();
  await settle();
  const asked = { variable: 'm31', overwrite: true };
  expect(toKernel).toHaveBeenLastCalledWith('r1', expect.objectContaining(asked));
});

test('asks no longer once another name is typed, also when the answer is late', async () => {
  const { variable } = show();
  named('To kernel')?.click();
  await settle();
  expect(named('Overwrite')).toBeDefined();
  variable.dispatchEvent(new Event('input'));
  expect(named('Overwrite')).toBeUndefined();
  named('To kernel')?.click();
  variable.dispatchEvent(new Event('input'));
  await settle();
  expect(named('Overwrite')).toBeUndefined();
});
