import { beforeEach, expect, it, vi } from 'vitest';
import {
  activity,
  archive,
  fakeBackend,
  result,
  search,
  settle
} from '../../../../tests/labextension/fake';
import { ActivityStore } from '../../api/activities';
import { ArchiveStore } from '../../api/archives';
import type { Backend } from '../../api/backend';
import type { Coverage } from '../../api/schema';
import { SearchForm } from './form';

beforeEach(() => document.body.replaceChildren());

const SCHEMA = {
  type: 'object',
  properties: {
    level: { type: 'string', title: 'Level', enum: ['raw', 'calibrated'] },
    beam: { type: 'integer', title: 'Beam', minimum: 0, maximum: 39 },
    task: { type: 'string', title: 'Task' }
  }
};

async function makeForm(methods: Partial<Backend> = {}) {
  const { backend } = fakeBackend({
    archives: async () => [
      archive({ id: 'sandbox', name: 'Sandbox' }),
      archive({ id: 'alta', name: 'ALTA', takes: ['target', 'parameters'] })
    ],
    check: async id => archive({ id }),
    form: vi.fn(async () => ({ schema: SCHEMA })),
    ...methods
  });
  const archives = new ArchiveStore(backend);
  const activities = new ActivityStore(backend);
  const form = new SearchForm({
    backend,
    archives,
    activities,
    onSearch: vi.fn(),
    onOpen: vi.fn()
  });
  document.body.append(form.node);
  await archives.load();
  return { backend, activities, form };
}

const field = (label: string) => {
  const found = [...document.querySelectorAll('label')].find(node => node.textContent === label);
  const named = found ? document.getElementById(found.htmlFor) : null;
  return (named ?? document.querySelector(`[aria-label="${label}"]`)) as HTMLInputElement;
};
const type = (label: string, text: string) => {
  field(label).value = text;
  field(label).dispatchEvent(new Event('input', { bubbles: true }));
};
const named = (name: string) =>
  [...document.querySelectorAll('button')].find(
    node => (node.getAttribute('aria-label') ?? node.textContent) === name
  ) as HTMLButtonElement;
const sent = (backend: Backend) => vi.mocked(backend.search).mock.lastCall?.[0];
const alerts = () =>
  [...document.querySelectorAll('[role=alert]')].map(node => node.textContent).filter(Boolean);

it('asks for all that is filled in, in MJD and metres', async () => {
  const { form, backend } = await makeForm();
  form.fill({ target: 'M31' });
  type('From', '2000-01-01');
  type('Low end', '120');
  type('High end', '168');
  field('Spectral unit').value = 'MHz';
  field('Data type').value = 'image';
  type('Row limit', '500');
  await form.submit();
  expect(sent(backend)).toMatchObject({
    target: 'M31',
    time: { low: 51544, high: null },
    band: { low: expect.closeTo(1.784, 3), high: expect.closeTo(2.498, 3) },
    product: 'image',
    maxrec: 500
  });
  expect(sent(backend)).not.toHaveProperty('polygon');
  expect(document.querySelector('.esap-restrict summary')?.textContent).toBe('More (4 set)');
});

it('asks for a polygon instead of a target, not for both', async () => {
  const { form, backend } = await makeForm();
  type('Polygon', '10 40, 11 40, 11 41');
  await form.submit();
  expect(sent(backend)).toMatchObject({ polygon: [10, 40, 11, 40, 11, 41] });
  expect(sent(backend)).not.toHaveProperty('target');
  form.fill({ target: 'M31' });
  await form.submit();
  expect(backend.search).toHaveBeenCalledTimes(1);
  expect(alerts().join()).toContain('There are a target and a polygon');
});

it('unfolds what is wrong under More', async () => {
  const { form, backend } = await makeForm();
  form.fill({ target: 'M31' });
  type('To', '2024-02-31');
  await form.submit();
  expect(backend.search).not.toHaveBeenCalled();
  expect(document.querySelector<HTMLDetailsElement>('.esap-restrict')?.open).toBe(true);
  expect(alerts().join()).toContain('2024-02-31 is not a time');
});

it('takes pasted lines for a list of targets, each once', async () => {
  const { form, backend } = await makeForm();
  const paste = Object.assign(new Event('paste', { bubbles: true, cancelable: true }), {
    clipboardData: { getData: () => 'M31\nM33\r\n\nM31\n10 +20\n' }
  });
  field('Target').dispatchEvent(paste);
  expect(paste.defaultPrevented).toBe(true);
  await form.submit();
  expect(sent(backend)).toMatchObject({ targets: ['M31', 'M33', '10 +20'], radius: 0.5 });
  expect(sent(backend)).not.toHaveProperty('target');
});

it('fills the list with the positions of a stored result', async () => {
  const columns = ['name', 'ra', 'dec'].map(name => ({
    name,
    datatype: name === 'name' ? 'char' : 'double',
    arraysize: null,
    unit: null,
    ucd: null,
    utype: null,
    xtype: null,
    description: '',
    numeric: name !== 'name'
  }));
  const rows = vi.fn(async () => ({
    start: 0,
    columns: [1, 2],
    total: 2,
    cells: [
      ['1', '2'],
      ['3', '4']
    ]
  }));
  const { form, backend } = await makeForm({
    results: async () => [result({ name: 'stars', rows: 2, columns })],
    rows
  });
  named('List').click();
  named('From a result…').click();
  await settle();
  named('Take').click();
  await settle();
  expect(rows).toHaveBeenCalledWith('r1', expect.objectContaining({ columns: [1, 2], stop: 2 }));
  await form.submit();
  expect(sent(backend)).toMatchObject({ targets: ['1 2', '3 4'] });
});

it('asks an archive in its own terms, alone and with the others', async () => {
  const { form, backend } = await makeForm();
  named('Details of ALTA').click();
  await settle();
  type('Task', "190807041'; DROP TABLE x --");
  type('Beam', '7');
  named('Search ALTA alone').click();
  await settle();
  const own = { beam: 7, task: "190807041'; DROP TABLE x --" };
  expect(sent(backend)).toMatchObject({ archives: ['alta'], parameters: { alta: own } });
  expect(sent(backend)).not.toHaveProperty('target');
  form.fill({ target: 'M31', archives: ['sandbox', 'alta'] });
  await form.submit();
  expect(sent(backend)).toMatchObject({
    archives: ['sandbox', 'alta'],
    target: 'M31',
    parameters: { alta: own }
  });
});

it('marks own terms that are wrong, and asks nobody', async () => {
  const { form, backend } = await makeForm();
  form.fill({ target: 'M31' });
  named('Details of ALTA').click();
  await settle();
  type('Beam', '40');
  named('Search ALTA alone').click();
  await form.submit();
  expect(backend.search).not.toHaveBeenCalled();
  expect(field('Beam').getAttribute('aria-invalid')).toBe('true');
  expect(alerts().join()).toContain('between 0 and 39');
});

it('looks ahead: data, none and not declared are told apart, and another target forgets it', async () => {
  const seen = (fields: Partial<Coverage> & { archive: string }): Coverage => ({
    presence: 'data',
    rows: null,
    approximate: false,
    source: '',
    note: '',
    error: null,
    ...fields
  });
  const { form } = await makeForm({
    coverage: async (_request, _signal, found) => {
      found?.(seen({ archive: 'sandbox', rows: 1204, approximate: true, source: 'count' }));
      found?.(seen({ archive: 'alta', presence: 'none', rows: 0 }));
      return [];
    }
  });
  form.fill({ target: 'M31' });
  named('Look ahead').click();
  await settle();
  const marks = () =>
    [...document.querySelectorAll<HTMLElement>('.esap-coverage')]
      .filter(node => !node.hidden)
      .map(node => node.textContent);
  expect(marks()).toEqual(['● ≈ 1\u202f204 rows here', '○ none here']);
  const states = [...document.querySelectorAll('.esap-state')].map(node => node.textContent);
  expect(states).toEqual(['reachable', 'not contacted yet']);
  form.fill({ target: 'M33' });
  expect(marks()).toEqual([]);
});

it('cancels one archive by its own button', async () => {
  const { form, backend } = await makeForm({
    search: async () =>
      search({ activities: [activity({ id: 'a1' }), activity({ id: 'a2', archive: 'alta' })] })
  });
  form.fill({ target: 'M31' });
  await form.submit();
  named('Cancel ALTA').click();
  expect(backend.cancelActivity).toHaveBeenCalledWith('a2');
});

it('looks ahead at all archives that know positions, ticked or not', async () => {
  const asked: unknown[] = [];
  const { form } = await makeForm({
    coverage: async request => {
      asked.push(request);
      return [];
    },
    archives: async () => [
      archive({ id: 'sandbox', default: true }),
      archive({ id: 'alta', default: false }),
      archive({ id: 'registry', kind: 'registry', default: true }),
      archive({ id: 'zooniverse', takes: ['parameters'], default: true }),
      archive({ id: 'gone', state: 'unavailable' })
    ]
  });
  form.fill({ target: 'M31', archives: [] });
  named('Look ahead').click();
  await settle();
  expect(asked).toMatchObject([{ archives: ['sandbox', 'alta'] }]);
});
