import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  activity,
  archive,
  fakeBackend,
  search,
  settle
} from '../../../../tests/labextension/fake';
import { ActivityStore } from '../../api/activities';
import { ArchiveStore } from '../../api/archives';
import { type Backend, BackendError } from '../../api/backend';
import { SearchForm } from './form';

const HOSTILE = '<img src=x onerror="window.hacked = 1">';

beforeEach(() => document.body.replaceChildren());
afterEach(() => vi.useRealTimers());

async function makeForm(methods: Partial<Backend> = {}) {
  const { backend } = fakeBackend(methods);
  const archives = new ArchiveStore(backend);
  const activities = new ActivityStore(backend);
  const onSearch = vi.fn();
  const onOpen = vi.fn();
  const form = new SearchForm({ backend, archives, activities, onSearch, onOpen });
  document.body.append(form.node);
  await archives.load();
  return { backend, archives, activities, form, onSearch, onOpen };
}

const alerts = () =>
  [...document.querySelectorAll('[role=alert]')].map(node => node.textContent).filter(Boolean);
const input = (label: string) => {
  const found = [...document.querySelectorAll('label')].find(node => node.textContent === label);
  return document.getElementById(found?.htmlFor ?? '') as HTMLInputElement;
};
const named = (name: string) =>
  [...document.querySelectorAll('button')].find(
    node => (node.getAttribute('aria-label') ?? node.textContent) === name
  ) as HTMLButtonElement;

it('asks for a target before it asks anybody else', async () => {
  const { form, backend } = await makeForm();
  await form.submit();
  expect(alerts().join()).toContain('There is no target');
  expect(document.activeElement).toBe(input('Target'));
  expect(input('Target').getAttribute('aria-invalid')).toBe('true');
  expect(backend.search).not.toHaveBeenCalled();
});

it('refuses a radius of -1 beside the field', async () => {
  const { form, backend } = await makeForm();
  form.fill({ target: 'M31' });
  input('Radius').value = '-1';
  await form.submit();
  expect(alerts().join()).toContain('The radius is -1 deg.');
  expect(document.activeElement).toBe(input('Radius'));
  expect(backend.search).not.toHaveBeenCalled();
});

it('searches the ticked archives and never one that is unavailable', async () => {
  const { form, backend, onSearch } = await makeForm({
    archives: async () => [
      archive({ id: 'sandbox' }),
      archive({ id: 'off', default: false }),
      archive({ id: 'lofar', state: 'unavailable', reason: 'not available in this version' })
    ]
  });
  form.fill({ target: " O'Neill ", radius: 1, archives: ['sandbox', 'lofar'] });
  await form.submit();
  expect(backend.search).toHaveBeenCalledWith({
    archives: ['sandbox'],
    target: "O'Neill",
    radius: 1,
    collections: {},
    maxrec: null
  });
  expect(onSearch).toHaveBeenCalledTimes(1);
});

it('shows progress, then rows that open the result, then lets nothing be cancelled', async () => {
  const { form, activities, onOpen, backend } = await makeForm();
  form.fill({ target: 'M31' });
  await form.submit();
  const running = activity({ id: 'a1', revision: 2, message: 'reading', done: 1.2e7, unit: 'B' });
  activities.take(search({ activities: [running] }));
  expect(document.body.textContent).toContain('reading 12.0 MB');
  named('Cancel').click();
  expect(backend.cancelSearch).toHaveBeenCalledWith('s1');
  const done = activity({ id: 'a1', revision: 3, state: 'done', rows: 1204, result: 'r1' });
  activities.take(search({ activities: [done] }));
  named('1\u202f204 rows').click();
  expect(onOpen).toHaveBeenCalledWith('s1', 'sandbox');
  expect(named('Cancel').disabled).toBe(true);
});

it('tells cause and remedy of a failed archive, and asks only that one again', async () => {
  const { form, activities, backend, onSearch } = await makeForm();
  form.fill({ target: 'M31' });
  await form.submit();
  const error = { code: 'timed_out', message: 'Nothing came.', remedy: 'Retry.' };
  activities.take(
    search({ activities: [activity({ id: 'a1', revision: 2, state: 'failed', error })] })
  );
  expect(document.body.textContent).toContain('Nothing came. Retry.');
  backend.search = vi.fn(async () => search({ id: 's2', activities: [] }));
  named('Retry Sandbox').click();
  await settle();
  expect(backend.search).toHaveBeenCalledWith(expect.objectContaining({ archives: ['sandbox'] }));
  expect(onSearch).toHaveBeenLastCalledWith(expect.objectContaining({ id: 's2' }), 's1');
});

it('shows a refused target at the target', async () => {
  const info = { code: 'target_not_found', message: 'Nobody knows Xyz.', remedy: 'Spell it.' };
  const { form, onSearch } = await makeForm({
    search: () => Promise.reject(new BackendError(info))
  });
  form.fill({ target: 'Xyz' });
  await form.submit();
  expect(alerts()).toEqual(['Nobody knows Xyz. Spell it.']);
  expect(onSearch).not.toHaveBeenCalled();
});

it('drops the position of a target that was typed over', async () => {
  vi.useFakeTimers();
  const target = { text: '', name: 'M 31', ra: 1, dec: 2, sexagesimal: 'OLD', source: 's' };
  let answer: (value: typeof target) => void = () => undefined;
  const resolve = vi.fn(() => new Promise<typeof target>(done => (answer = done)));
  const { form } = await makeForm({ resolve });
  form.fill({ target: 'M31' });
  vi.advanceTimersByTime(400);
  expect(resolve).toHaveBeenCalledWith('M31', false, expect.any(AbortSignal));
  form.fill({ target: 'M33' });
  answer(target);
  await settle();
  expect(document.body.textContent).not.toContain('OLD');
});

it('keeps hostile strings text and opens no page but of the web', async () => {
  await makeForm({
    archives: async () => [
      archive({
        id: 'x',
        name: HOSTILE,
        description: HOSTILE,
        reason: HOSTILE,
        state: 'unreachable',
        homepage: 'javascript:alert(1)'
      })
    ]
  });
  named(`Details of ${HOSTILE}`).click();
  expect(document.querySelector('img')).toBeNull();
  expect(document.querySelector('a')).toBeNull();
  expect(document.body.textContent).toContain(HOSTILE);
});

it('says when the catalogue cannot be read, and reads it again', async () => {
  const { backend, archives } = await makeForm({
    archives: vi.fn(() => Promise.reject(new Error('The server is gone.')))
  });
  expect(alerts()).toEqual(['The server is gone.']);
  backend.archives = async () => [archive({ id: 'sandbox', name: 'Sandbox' })];
  named('Retry').click();
  await archives.load();
  expect(alerts()).toEqual([]);
  expect(document.body.textContent).toContain('Sandbox');
});
