import { afterEach, expect, it, vi } from 'vitest';
import { activity, fakeBackend, search, settle } from '../../../../tests/labextension/fake';
import { facility, launch } from '../../../../tests/labextension/workflows';
import { ActivityStore } from '../../api/activities';
import type { Asker } from '../../api/adql';
import { FacilitiesClient } from '../../api/facilities';
import type { FacilityFit, Launch } from '../../api/schema';
import { plainTerms } from '../search/plainTerms';
import { LaunchForm } from './launchForm';
import { readSweep } from './sweep';

const FORM = { schema: { properties: { profile: { type: 'string', title: 'Size' } } } };
const fitting = (
  id: string,
  score: number,
  why: string[] = [],
  but: string[] = []
): FacilityFit => ({
  facility: id,
  ability: 'launch',
  score,
  why,
  but
});

let form: LaunchForm;
afterEach(() => form?.dispose());

async function make(options: { basket?: number; states?: Launch[] } = {}) {
  const asked: { path: string; body?: unknown }[] = [];
  const states = [...(options.states ?? [launch({ state: 'ready' })])];
  const facilities = [
    facility({ id: 'plain', name: 'Plain' }),
    facility({ id: 'near', name: 'Near' }),
    facility({ id: 'locked', name: 'Locked', login: 'locked' }),
    facility({ id: 'unable', name: 'Unable' }),
    facility({ id: 'grid', name: 'Grid', can: ['batch'] })
  ];
  const fits = [
    fitting('plain', 0.4),
    fitting('near', 0.7, ['has the data nearby']),
    fitting('unable', 0, [], ['is in no git repository'])
  ];
  const ask = async (method: string, parts: string[], { body }: { body?: unknown } = {}) => {
    const path = `${method} ${parts.join('/')}`;
    asked.push({ path, body });
    if (path === 'GET facilities') return facilities;
    if (path === 'POST fits') return fits;
    if (path.endsWith('/form')) return FORM;
    return path.startsWith('POST') ? launch() : (states.shift() ?? launch({ state: 'ready' }));
  };
  const activities = new ActivityStore(fakeBackend().backend);
  const client = new FacilitiesClient({ ask } as unknown as Asker, path => `https://lab/${path}`);
  const login = vi.fn(async () => undefined);
  const basket = options.basket
    ? { count: options.basket, isWanted: false, document: async () => ({ items: [] }) }
    : undefined;
  const errand = { words: 'fit.ipynb', workflow: '', notebook: 'fit.ipynb', basket };
  form = new LaunchForm({ client, activities, terms: plainTerms, login }, errand, () => undefined);
  document.body.append(form.node);
  form.start();
  await settle();
  return { asked, login, activities };
}

const buttons = () => [...form.node.querySelectorAll('button')];
const named = (name: string) =>
  buttons().find(one => (one.getAttribute('aria-label') ?? one.textContent) === name);
const radios = () => [...form.node.querySelectorAll<HTMLInputElement>('input[type=radio]')];

it('ranks facilities with reasons, and says why some cannot be chosen', async () => {
  const { login } = await make();
  expect(radios().map(one => [one.value, one.disabled])).toEqual([
    ['near', false],
    ['plain', false],
    ['locked', true],
    ['unable', true]
  ]);
  expect(radios()[0].checked).toBe(true);
  expect(form.node.textContent).toContain('Has the data nearby.');
  expect(form.node.textContent).toContain('Is in no git repository.');
  named('Log in to Locked')?.click();
  await settle();
  expect(login).toHaveBeenCalledWith('locked');
});

it('launches with options and basket, and gives a link once it is ready', async () => {
  const { asked } = await make({ basket: 3 });
  const box = form.node.querySelector<HTMLInputElement>('input[type=checkbox]');
  box?.click();
  await settle();
  const size = form.node.querySelector<HTMLInputElement>('.esap-terms-fields input');
  (size as HTMLInputElement).value = 'large';
  named('Launch on Near')?.click();
  await settle();
  const sent = asked.find(({ path }) => path === 'POST facilities/near/launches');
  expect(sent?.body).toEqual({
    workflow: '',
    notebook: 'fit.ipynb',
    basket: { items: [] },
    options: { profile: 'large' }
  });
  const link = form.node.querySelector('a') as HTMLAnchorElement;
  expect(link.href).toBe('https://lab/esap/launches/l1/page');
  expect(link.rel).toContain('noopener');
  expect(link.hidden).toBe(false);
});

it('shows the log while it starts, and reads it again when its activity changes', async () => {
  const states = [
    launch({ message: 'spawning', progress: 0.5, log: ['one'] }),
    launch({ state: 'failed', error: { code: 'x', message: 'No room.', remedy: 'Wait.' } })
  ];
  const { activities } = await make({ states });
  named('Launch on Near')?.click();
  await settle();
  expect(form.node.querySelector('pre')?.textContent).toBe('one');
  expect(form.node.querySelector('progress')?.value).toBe(0.5);
  expect(form.node.querySelector<HTMLElement>('a')?.hidden).toBe(true);
  activities.take(search({ activities: [activity({ id: 'a1', kind: 'launch', revision: 5 })] }));
  await settle();
  expect(form.node.querySelector('[role=alert]')?.textContent).toBe('No room. Wait.');
});

it('asks what becomes of files that are there, and sends the basket again', async () => {
  const { asked } = await make({
    basket: 1,
    states: [launch({ state: 'failed', conflicts: ['esap/fit.ipynb'] })]
  });
  form.node.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
  await settle();
  named('Launch on Near')?.click();
  await settle();
  expect(form.node.textContent).toContain('There already: esap/fit.ipynb. Nothing was written.');
  named('Put it beside')?.click();
  await settle();
  const bodies = asked.filter(({ path }) => path.endsWith('/launches')).map(({ body }) => body);
  expect(bodies[1]).toMatchObject({ existing: 'beside', basket: { items: [] } });
});

it('reads parameters of a sweep', () => {
  expect(readSweep('radius = 0.5 | 1\nname = M31\nwords = "a | b"')).toEqual([
    { radius: 0.5, name: 'M31', words: 'a | b' },
    { radius: 1, name: 'M31', words: 'a | b' }
  ]);
  expect(readSweep(' \n')).toEqual([]);
  expect(() => readSweep('no value')).toThrow('not name = value');
});
