import { beforeEach, expect, it, vi } from 'vitest';
import { activity, archive, search, settle } from '../../../../tests/labextension/fake';
import { alerts, input, makeForm, named } from '../../../../tests/labextension/searchForm';
import { BackendError } from '../../api/backend';
import type { Archive } from '../../api/schema';

beforeEach(() => document.body.replaceChildren());

it('waits for the list of archives when Search is pressed before it is there', async () => {
  let arrive: (archives: Archive[]) => void = () => undefined;
  const archives = () => new Promise<Archive[]>(resolve => (arrive = resolve));
  const made = makeForm({ archives });
  named('Search').form?.requestSubmit();
  expect(alerts()).toEqual([]);
  input('Target').value = 'M31';
  arrive([archive({ id: 'sandbox' })]);
  const { backend, onSearch } = await made;
  await settle();
  expect(alerts()).toEqual([]);
  expect(backend.search).toHaveBeenCalledOnce();
  expect(onSearch).toHaveBeenCalledOnce();
});

it('does not say any more that the server is silent when it has answered', async () => {
  const silence = new BackendError({
    code: 'unreachable',
    message: 'The Jupyter server does not answer.',
    remedy: 'Try again.'
  });
  const { form, listeners, backend } = await makeForm({
    search: () => Promise.reject(silence)
  });
  backend.activities = vi.fn(() => Promise.reject(silence));
  form.fill({ target: 'M31' });
  await form.submit();
  expect(alerts().join()).toContain('The Jupyter server does not answer.');
  listeners[0].connected();
  await settle();
  expect(alerts().join()).toContain('The Jupyter server does not answer.');
  backend.activities = vi.fn(async () => []);
  listeners[0].connected();
  await settle();
  expect(alerts()).toEqual([]);
});

it('brings the tab to the front while the very same is still being asked', async () => {
  const { form, activities, backend, onSearch, onOpen } = await makeForm();
  form.fill({ target: 'M31' });
  await form.submit();
  await form.submit();
  expect(backend.search).toHaveBeenCalledOnce();
  expect(onOpen).toHaveBeenCalledExactlyOnceWith('s1', null);
  expect(document.body.textContent).toContain('its tab is in front');
  form.fill({ radius: 2 });
  await form.submit();
  expect(backend.search).toHaveBeenCalledTimes(2);
  form.fill({ radius: 0.5 });
  activities.take(search({ activities: [activity({ id: 'a1', revision: 2, state: 'done' })] }));
  await form.submit();
  expect(backend.search).toHaveBeenCalledTimes(3);
  expect(onSearch).toHaveBeenCalledTimes(3);
});

it('says which chosen archives are gone until they are back', async () => {
  const all = [archive({ id: 'sandbox' }), archive({ id: 'mine', name: 'Mine' })];
  const { archives, backend } = await makeForm({ archives: async () => all });
  const words = () => document.querySelector('.esap-archives')?.textContent ?? '';
  backend.archives = vi.fn(async () => all.slice(0, 1));
  await archives.load();
  expect(words()).toContain('Mine was chosen and is no longer in the catalogue');
  backend.archives = vi.fn(async () => all);
  await archives.load();
  expect(words()).not.toContain('no longer in the catalogue');
  input('Mine').click();
  backend.archives = vi.fn(async () => all.slice(0, 1));
  await archives.load();
  expect(words()).not.toContain('no longer in the catalogue');
});

it('reads the archives again when one that it asked is not there', async () => {
  const gone = new BackendError({ code: 'not_found', message: 'There is none.', remedy: '' });
  const { form, backend } = await makeForm({ search: () => Promise.reject(gone) });
  form.fill({ target: 'M31' });
  await form.submit();
  expect(alerts()).toContain('There is none.');
  expect(backend.archives).toHaveBeenCalledTimes(2);
});
