import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  activity,
  archive,
  fakeBackend,
  search,
  settle
} from '../../../../tests/labextension/fake';
import { alerts, input, makeForm, named } from '../../../../tests/labextension/searchForm';
import { ActivityStore } from '../../api/activities';
import { ArchiveStore } from '../../api/archives';
import { BackendError } from '../../api/backend';
import { Choices } from './choices';
import { SearchForm } from './form';

const HOSTILE = '<img src=x onerror="window.hacked = 1">';

beforeEach(() => document.body.replaceChildren());
afterEach(() => vi.useRealTimers());

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
  expect(named('Cancel').getAttribute('aria-disabled')).toBe('true');
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

it('has the archives ticked and the collections chosen as they were before', async () => {
  const item = { title: '', description: '', rows: null, ra: 'ra', dec: 'dec', columns: [] };
  const collections = [
    { ...item, id: 'first' },
    { ...item, id: 'second' }
  ];
  const known = [
    archive({ id: 'sandbox', state: 'reachable', collection: 'first', collections }),
    archive({ id: 'vo', default: false, state: 'reachable', collection: 'first', collections })
  ];
  const choices = new Choices();
  const { backend } = await makeForm({ archives: async () => known }, choices);
  input('sandbox').click();
  input('vo').click();
  named('Details of vo').click();
  const select = input('Collection') as unknown as HTMLSelectElement;
  select.value = 'second';
  select.dispatchEvent(new Event('change'));
  document.body.replaceChildren();
  const { form, backend: asked } = await makeForm({ archives: async () => known }, choices);
  form.fill({ target: 'M31' });
  await form.submit();
  expect(backend.search).not.toHaveBeenCalled();
  expect(asked.search).toHaveBeenCalledWith(
    expect.objectContaining({ archives: ['vo'], collections: { vo: 'second' } })
  );
});

it('forgets a collection that its archive has no longer', async () => {
  const only = {
    id: 'new',
    title: '',
    description: '',
    rows: null,
    ra: 'a',
    dec: 'd',
    columns: []
  };
  const choices = new Choices();
  choices.choose('sandbox', 'old');
  const archives = async () => [archive({ id: 'sandbox', collections: [only] })];
  const { form, backend } = await makeForm({ archives }, choices);
  form.fill({ target: 'M31' });
  await form.submit();
  expect(backend.search).toHaveBeenCalledWith(expect.objectContaining({ collections: {} }));
});

it('keeps the focus on the buttons that do nothing for a while', async () => {
  const info = { code: 'unreachable', message: 'Nobody answers.', remedy: 'Try later.' };
  const { form } = await makeForm({ search: () => Promise.reject(new BackendError(info)) });
  form.fill({ target: 'M31' });
  named('Search').focus();
  const asking = form.submit();
  expect(named('Search').getAttribute('aria-disabled')).toBe('true');
  await form.submit();
  await asking;
  expect(document.activeElement).toBe(named('Search'));
  expect(alerts()).toEqual(['Nobody answers. Try later.']);
});

it('says at once that it cancels, and asks for it once', async () => {
  const { form, activities, backend } = await makeForm();
  form.fill({ target: 'M31' });
  await form.submit();
  named('Cancel').focus();
  named('Cancel').click();
  named('Cancel').click();
  expect(document.body.textContent).toContain('Cancelling…');
  expect(backend.cancelSearch).toHaveBeenCalledTimes(1);
  activities.take(
    search({ activities: [activity({ id: 'a1', revision: 2, state: 'cancelled' })] })
  );
  expect(document.body.textContent).not.toContain('Cancelling…');
  expect(document.activeElement).toBe(named('Cancel'));
});

it('cancels earlier searches, too, while they run', async () => {
  const { form, backend } = await makeForm();
  form.fill({ target: 'M31' });
  await form.submit();
  backend.search = vi.fn(async () =>
    search({ id: 's2', activities: [activity({ id: 'a2', search: 's2' })] })
  );
  form.fill({ radius: 2 });
  await form.submit();
  expect(document.body.textContent).toContain('1 earlier still running');
  named('Cancel').click();
  expect(vi.mocked(backend.cancelSearch).mock.calls).toEqual([['s1'], ['s2']]);
});

it('applies a choice of archives made before the catalogue was read', async () => {
  const { backend } = fakeBackend({
    archives: async () => [archive({ id: 'sandbox', name: 'Sandbox' }), archive({ id: 'vo' })]
  });
  const archives = new ArchiveStore(backend);
  const activities = new ActivityStore(backend);
  const [onSearch, onOpen] = [vi.fn(), vi.fn()];
  const form = new SearchForm({ backend, archives, activities, onSearch, onOpen });
  document.body.append(form.node);
  form.fill({ archives: ['sandbox'] });
  await archives.load();
  expect(input('Sandbox').checked).toBe(true);
  expect(input('vo').checked).toBe(false);
});

it('leaves an alert until the person has changed something', async () => {
  const { form, archives } = await makeForm();
  form.fill({ target: 'M31', archives: [] });
  await form.submit();
  await archives.load();
  expect(alerts().join()).toContain('No archive is chosen');
  input('Sandbox').click();
  expect(alerts()).toEqual([]);
});

it('shows a refused query where it was typed, and mends it in the same tab', async () => {
  const query = { archives: ['sandbox'], adql: 'SELEC' };
  const ask = vi.fn(async () => search({ request: query }));
  const { activities, onSearch } = await makeForm({ search: ask });
  const text = input('ADQL query');
  text.value = 'SELEC';
  named('Run').focus();
  named('Run').click();
  await settle();
  const error = { code: 'archive_error', message: 'SELEC is no word.', remedy: 'Mend it.' };
  activities.take(
    search({ activities: [activity({ id: 'a1', revision: 2, state: 'failed', error })] })
  );
  expect(text.getAttribute('aria-invalid')).toBe('true');
  expect(alerts()).toContain('SELEC is no word. Mend it.');
  named('Run').click();
  await settle();
  expect(onSearch).toHaveBeenLastCalledWith(expect.anything(), 's1');
});

it('does not say beside an unknown target that services will be asked', async () => {
  vi.useFakeTimers();
  const info = { code: 'target_not_found', message: 'Nobody knows Xyz.', remedy: 'Spell it.' };
  const refuse = () => Promise.reject(new BackendError(info));
  const { form } = await makeForm({ search: refuse, resolve: refuse });
  form.fill({ target: 'Xyz' });
  await vi.advanceTimersByTimeAsync(400);
  expect(document.body.textContent).toContain('services are asked on Search');
  await form.submit();
  expect(document.body.textContent).not.toContain('services are asked on Search');
});

it('ages the times of recent searches', async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const { activities } = await makeForm();
  activities.take(search());
  expect(document.querySelector('time')?.textContent).toBe('just now');
  vi.advanceTimersByTime(180_000);
  expect(document.querySelector('time')?.textContent).toBe('3 min ago');
});
