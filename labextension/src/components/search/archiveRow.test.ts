import { beforeEach, expect, it, vi } from 'vitest';
import { archive, fakeBackend, settle } from '../../../../tests/labextension/fake';
import type { Archive } from '../../api/schema';
import { ArchiveRow } from './archiveRow';
import { Choices, type Storage } from './choices';
import { plainTerms } from './plainTerms';

beforeEach(() => document.body.replaceChildren());

function makeStorage(): Storage {
  const texts = new Map<string, string>();
  return {
    getItem: key => texts.get(key) ?? null,
    setItem: (key, value) => void texts.set(key, value)
  };
}

const table = (id: string) => ({
  id,
  title: '',
  description: '',
  ra: 'ra',
  dec: 'dec',
  rows: null,
  columns: []
});

const NAMED = { type: 'object', properties: { name: { type: 'string', title: 'File name' } } };

async function unfolded(
  schemas: { [collection: string]: object },
  fields: Partial<Archive> = {},
  storage: Storage | null = null
) {
  const { backend } = fakeBackend({
    form: async (_, collection) => ({ schema: (schemas[collection] ?? schemas['']) as never })
  });
  const row = new ArchiveRow(
    archive({ id: 'alta', name: 'ALTA', takes: ['parameters'], state: 'reachable', ...fields }),
    {
      changed: vi.fn(),
      check: vi.fn(),
      retry: vi.fn(),
      open: vi.fn(),
      cancel: vi.fn(),
      alone: vi.fn(),
      backend,
      terms: plainTerms,
      choices: new Choices(storage, 'here')
    }
  );
  document.body.replaceChildren(row.node);
  row.node.querySelector<HTMLButtonElement>('.esap-unfold')?.click();
  await settle();
  return row;
}

const labels = () =>
  [...document.querySelectorAll<HTMLElement>('.esap-field')]
    .filter(node => !node.hidden)
    .map(node => node.firstElementChild?.textContent);
const input = () => document.querySelector<HTMLInputElement>('.esap-terms input');

function type(text: string): void {
  const node = input() as HTMLInputElement;
  node.value = text;
  node.dispatchEvent(new Event('input', { bubbles: true }));
}

it.each([
  ['oneOf', [{ const: '' }, { const: 'imaging' }, { const: 'time' }]],
  ['enum', ['imaging', 'time']]
])('asks once for the collection where the form has it, by %s', async (keyword, choices) => {
  const collection = { type: 'string', title: 'Collection', [keyword]: choices };
  await unfolded(
    { '': { type: 'object', properties: { collection } } },
    { collections: [table('imaging'), table('time')] }
  );
  expect(labels()).toEqual(['Collection']);
  expect(document.querySelector('.esap-terms select')).not.toBeNull();
});

it('calls it a data set where the form means something else by a collection', async () => {
  const collection = { type: 'string', title: 'Collection' };
  await unfolded(
    { '': { type: 'object', properties: { collection } } },
    { collections: [table('imaging')] }
  );
  expect(labels()).toEqual(['Data set', 'Collection']);
});

it('asks for the collection where the form does not', async () => {
  await unfolded({ '': NAMED }, { collections: [table('imaging')] });
  expect(labels()).toEqual(['Collection', 'File name']);
});

it('keeps own terms over a reload, and says how many there are', async () => {
  const storage = makeStorage();
  await unfolded({ '': NAMED }, {}, storage);
  type('abc');
  const row = await unfolded({ '': NAMED }, {}, storage);
  expect(row.parameters).toEqual({ name: 'abc' });
  expect(row.node.querySelector('.esap-own')?.textContent).toBe('1 own term');
  expect(input()?.value).toBe('abc');
  type('');
  expect((await unfolded({ '': NAMED }, {}, storage)).parameters).toBeNull();
});

it('shows what was typed again, and drops it where a collection has no such term', async () => {
  const other = { type: 'object', properties: { beam: { type: 'string', title: 'Beam' } } };
  const row = await unfolded(
    { '': NAMED, time: other },
    { collections: [table('imaging'), table('time')], collection: 'imaging' }
  );
  type('abc');
  const select = document.querySelector('.esap-details select') as HTMLSelectElement;
  const choose = async (value: string) => {
    select.value = value;
    select.dispatchEvent(new Event('change'));
    await settle();
  };
  await choose('imaging');
  expect(input()?.value).toBe('abc');
  await choose('time');
  expect(row.parameters).toBeNull();
});

const box = () => document.querySelector('input[type=checkbox]') as HTMLInputElement;
const barred = () => document.querySelector('.esap-barred')?.textContent;

it('can be ticked for a place only where that makes sense, or with own terms', async () => {
  const row = await unfolded({ '': NAMED }, { default: true });
  expect(box().disabled).toBe(true);
  expect(box().checked).toBe(false);
  expect(row.chosen).toBe(false);
  expect(barred()).toBe('Cannot be asked by position. To ask it, fill in its own terms.');
  expect(box().getAttribute('aria-describedby')).toBe(document.querySelector('.esap-barred')?.id);
  type('abc');
  expect(box().disabled).toBe(false);
  expect(row.chosen).toBe(true);
  expect(barred()).toBe('');
  type('');
  expect(row.chosen).toBe(false);
});

it('says of a registry that it lists services', async () => {
  const takes = ['target', 'parameters', 'adql'];
  const row = await unfolded({ '': NAMED }, { kind: 'registry', default: true, takes });
  expect(row.chosen).toBe(false);
  expect(row.tellsOfPlaces).toBe(false);
  expect(barred()).toBe(
    'Lists services, not data. To ask it, use Find services, fill in its own terms or write ADQL.'
  );
  const other = await unfolded({ '': NAMED }, { default: true, takes });
  expect([other.chosen, other.tellsOfPlaces, barred()]).toEqual([true, true, '']);
});
