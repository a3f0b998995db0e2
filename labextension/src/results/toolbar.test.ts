import { beforeEach, expect, it, vi } from 'vitest';
import { fakeBackend, result, settle } from '../../../tests/labextension/fake';
import type { Outcome } from '../kernel';
import type { Notebooks } from './notebooks';
import { Preferences } from './preferences';
import { ResultToolbar } from './toolbar';

beforeEach(() => document.body.replaceChildren());

function makeToolbar(outcome: Partial<Outcome>) {
  const listeners: (() => void)[] = [];
  const notebooks = {
    current: { name: 'A.ipynb', path: 'work/A.ipynb', session: {} },
    onChange: (listener: () => void) => {
      listeners.push(listener);
      return { dispose: vi.fn() };
    }
  };
  const answer = { state: 'ready', message: '', remedy: '', variable: 'm31', ...outcome };
  const options = {
    backend: fakeBackend().backend,
    handover: { send: vi.fn(async () => answer as Outcome) },
    notebooks: notebooks as unknown as Notebooks,
    preferences: new Preferences()
  };
  const toolbar = new ResultToolbar(options, result());
  document.body.append(toolbar.node);
  const moveTo = (name: string) => {
    notebooks.current = { name, path: name, session: {} };
    for (const listener of listeners) {
      listener();
    }
  };
  return { toolbar, moveTo };
}

const words = () => document.body.textContent;

it('asks about no notebook but the one in view', async () => {
  const { toolbar, moveTo } = makeToolbar({ state: 'exists', message: 'm31 exists.' });
  toolbar.toKernel();
  await settle();
  expect(words()).toContain('m31 exists.');
  moveTo('B.ipynb');
  expect(words()).not.toContain('m31 exists.');
  expect(words()).toContain('→ B.ipynb');
});

it('asks about no name but the one in view', async () => {
  const { toolbar } = makeToolbar({ state: 'exists', message: 'm31 exists.' });
  toolbar.toKernel();
  await settle();
  toolbar.node.querySelector('input')?.dispatchEvent(new Event('input'));
  expect(words()).not.toContain('m31 exists.');
});

it('leaves good news where it is', async () => {
  const { toolbar, moveTo } = makeToolbar({ rows: 13 });
  toolbar.toKernel();
  await settle();
  moveTo('B.ipynb');
  expect(words()).toContain('m31 is in notebook A.ipynb (13 rows).');
});
