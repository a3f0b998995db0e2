import { beforeEach, expect, it, vi } from 'vitest';
import { activity, fakeBackend, result, search, settle } from '../../../../tests/labextension/fake';
import { ActivityStore } from '../../api/activities';
import { ArchiveStore } from '../../api/archives';
import type { Backend } from '../../api/backend';
import { SearchView } from './searchView';

beforeEach(() => document.body.replaceChildren());

function makeView(methods: Partial<Backend> = {}) {
  const { backend } = fakeBackend(methods);
  const activities = new ActivityStore(backend);
  const archives = new ArchiveStore(backend);
  const view = new SearchView({ backend, archives, activities });
  document.body.append(view.node);
  return { backend, activities, view };
}

const statuses = () => [...document.querySelectorAll('[role=status]')].map(one => one.textContent);
const press = (label: string) =>
  [...document.querySelectorAll('button')].find(one => one.textContent?.includes(label))?.click();
const ended = (fields: object) => activity({ id: 'a1', revision: 9, ...fields });

it('waits in words with a Cancel, then announces the rows', async () => {
  const { backend, activities, view } = makeView();
  view.add(search());
  expect(statuses()).toEqual(['sandbox: searching…']);
  press('Cancel');
  expect(backend.cancelActivity).toHaveBeenCalledWith('a1');
  activities.take(search({ activities: [ended({ state: 'done', result: 'r1', rows: 13 })] }));
  await settle();
  expect(statuses()).toContain('13 rows · 2.1 s · ADQL');
  expect(view.result?.id).toBe('r1');
});

it('says zero aloud', async () => {
  const { view } = makeView({ result: async () => result({ rows: 0 }) });
  view.add(search({ activities: [ended({ state: 'done', result: 'r1', rows: 0 })] }));
  await settle();
  expect(document.body.textContent).toContain('it has no rows');
  expect(statuses()).toContain('0 rows · 2.1 s · ADQL');
});

it('shows that rows are missing and runs again with a higher limit', async () => {
  const { backend, view } = makeView({
    result: async () => result({ truncated: true, rows: 20_000 })
  });
  view.add(search({ activities: [ended({ state: 'done', result: 'r1', truncated: true })] }));
  await settle();
  expect(document.body.textContent).toContain('it stopped at 20\u202f000');
  backend.search = vi.fn(async () => search({ id: 's2', activities: [activity({ id: 'a2' })] }));
  press('Run with a limit of 200\u202f000');
  await settle();
  expect(backend.search).toHaveBeenCalledWith({
    archives: ['sandbox'],
    target: 'M31',
    radius: 0.5,
    collections: {},
    maxrec: 200_000
  });
  expect(view.ids).toEqual(['s1', 's2']);
  expect(statuses()).toEqual(['sandbox: searching…']);
});

it('tells a failure with cause, remedy and Retry, as text', () => {
  const { view } = makeView();
  const error = { code: 'bad_answer', message: '<b>HTML</b> came.', remedy: 'Tell its operator.' };
  view.add(search({ activities: [ended({ state: 'failed', error })] }));
  const alert = document.querySelector('.esap-notice [role=alert]');
  expect(alert?.textContent).toBe('<b>HTML</b> came. Tell its operator.');
  expect(document.querySelector('b')).toBeNull();
});

it('gives each archive a tab and fetches only what is looked at', async () => {
  const { backend, view } = makeView();
  view.add(
    search({
      activities: [
        ended({ state: 'done', result: 'r1', rows: 13 }),
        ended({ id: 'a2', archive: 'vo', state: 'done', result: 'r2', rows: 2 })
      ]
    })
  );
  await settle();
  const labels = [...document.querySelectorAll('[role=tab]')].map(one => one.textContent);
  expect(labels).toEqual(['All 15 rows', 'sandbox 13 rows', 'vo 2 rows']);
  expect(backend.result).toHaveBeenCalledTimes(1);
  const tab = document.querySelector('[role=tab]') as HTMLElement;
  tab.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
  await settle();
  expect(backend.result).toHaveBeenLastCalledWith('r2');
  expect(document.activeElement?.textContent).toContain('vo');
});

it('shows why nothing was cancelled', async () => {
  const refuse = () => Promise.reject(new Error('The activity log is busy.'));
  const { view } = makeView({ cancelActivity: refuse });
  view.add(search());
  press('Cancel');
  await settle();
  expect(document.querySelector('.esap-notice [role=alert]')?.textContent).toBe(
    'The activity log is busy.'
  );
});

it('drops an answer that comes after the view has gone or asked again', async () => {
  let answer: (value: ReturnType<typeof result>) => void = () => undefined;
  const disposed = vi.fn();
  const toolbar = vi.fn(() => ({ node: document.createElement('div'), dispose: disposed }));
  const { backend } = fakeBackend({ result: () => new Promise(done => (answer = done)) });
  const activities = new ActivityStore(backend);
  const archives = new ArchiveStore(backend);
  const view = new SearchView({ backend, archives, activities, toolbar });
  document.body.append(view.node);
  view.add(search({ activities: [ended({ state: 'done', result: 'r1', rows: 13 })] }));
  view.add(search({ id: 's2', activities: [activity({ id: 'a2', started: 2000 })] }));
  answer(result());
  await settle();
  expect(toolbar).not.toHaveBeenCalled();
  expect(statuses()).toContain('sandbox: searching…');
  view.dispose();
});

it('has no result in front while it asks again', async () => {
  const { backend, view } = makeView();
  view.add(search({ activities: [ended({ state: 'done', result: 'r1', rows: 13 })] }));
  await settle();
  expect(view.result?.id).toBe('r1');
  backend.result = () => new Promise(() => undefined);
  view.add(search({ id: 's2', activities: [activity({ id: 'a2' })] }));
  expect(view.result).toBeNull();
});

it('says at once that it cancels, and keeps the focus', () => {
  const { backend, activities, view } = makeView();
  view.add(search());
  document.querySelector<HTMLElement>('.esap-notice button')?.focus();
  press('Cancel');
  press('Cancel');
  expect(statuses()).toEqual(['Cancelling…']);
  expect(backend.cancelActivity).toHaveBeenCalledTimes(1);
  activities.take(search({ activities: [ended({ state: 'cancelled' })] }));
  expect(document.activeElement?.textContent).toBe('Retry');
});
