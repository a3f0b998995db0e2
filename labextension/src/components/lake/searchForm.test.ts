import { beforeEach, expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import { fakeLake, filled, pressed } from '../../../../tests/labextension/lakes';
import { LakeSearchForm } from './searchForm';

beforeEach(() => document.body.replaceChildren());

function shown() {
  const client = fakeLake();
  const search = vi.fn();
  const scopes = () => client.scopes('mine');
  const keys = () => client.keys('mine');
  const form = new LakeSearchForm({ scopes, keys, search, cancel: vi.fn() });
  document.body.append(form.node);
  return { client, form, search };
}

const FIELD = 'Scope and pattern';
const complaint = () => document.querySelector('[role=alert]')?.textContent;

it('takes the first colon as the end of the scope', () => {
  const { search } = shown();
  filled(FIELD, ' test:a:b*');
  filled('Type', 'file');
  expect(search).toHaveBeenLastCalledWith({
    scope: 'test',
    name: 'a:b*',
    type: 'file',
    filters: [],
    recursive: false
  });
});

it('says what is missing where there is no scope, and asks nothing', () => {
  const { search } = shown();
  filled(FIELD, 'images*');
  pressed('Search');
  expect(complaint()).toContain('Write scope:pattern');
  expect(search).not.toHaveBeenCalled();
  expect(document.querySelector('[aria-invalid=true]')).not.toBeNull();
});

it('writes alternatives of conditions', () => {
  const { search } = shown();
  filled(FIELD, 'test:*');
  filled('Metadata key', 'run');
  filled('Comparison', '>=');
  filled('Value', '5');
  pressed('And…');
  const key = document.activeElement as HTMLInputElement;
  key.value = 'instrument';
  pressed('Search');
  expect(complaint()).toContain('Give a value for instrument');
  const values = document.querySelectorAll<HTMLInputElement>('input[aria-label=Value]');
  values[1].value = 'WSRT';
  pressed('Or…');
  (document.activeElement as HTMLInputElement).value = 'site';
  [...document.querySelectorAll<HTMLInputElement>('input[aria-label=Value]')][2].value = 'x*';
  [...document.querySelectorAll<HTMLSelectElement>('[aria-label=Comparison]')][2].value = 'like';
  pressed('Search');
  expect(search.mock.lastCall?.[0].filters).toEqual([
    [
      { key: 'run', operator: '>=', value: '5' },
      { key: 'instrument', operator: '=', value: 'WSRT' }
    ],
    [{ key: 'site', operator: 'like', value: 'x*' }]
  ]);
});

it('suggests keys only when they are wanted', async () => {
  const { client } = shown();
  expect(client.keys).not.toHaveBeenCalled();
  const fold = document.querySelector('details') as HTMLDetailsElement;
  fold.open = true;
  fold.dispatchEvent(new Event('toggle'));
  await settle();
  const options = [...document.querySelectorAll('datalist option')];
  expect(options.map(one => (one as HTMLOptionElement).value)).toEqual(['run', 'instrument']);
});

it('filters scopes, own ones first, and searches the chosen one', async () => {
  const { search } = shown();
  pressed('Scopes');
  await settle();
  const options = () => [...document.querySelectorAll('[role=option]')].map(one => one.textContent);
  expect(options()).toEqual(['user.aliceyours', 'test']);
  filled('Filter scopes', 'TES');
  expect(options()).toEqual(['test']);
  const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true });
  document.querySelector('[role=combobox]')?.dispatchEvent(enter);
  expect(search.mock.lastCall?.[0]).toMatchObject({ scope: 'test', name: '*' });
});

it('leaves the list of scopes by Escape, and goes on from the field', async () => {
  shown();
  pressed('Scopes');
  await settle();
  const leave = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true });
  document.querySelector('[role=combobox]')?.dispatchEvent(leave);
  expect(document.activeElement?.getAttribute('aria-label')).toBe(FIELD);
});
