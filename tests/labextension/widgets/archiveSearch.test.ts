import { expect, test, vi } from 'vitest';
import type { Activity, Result, Search } from '../../../labextension/src/api/schema';
import widget from '../../../labextension/src/widgets/archiveSearch';
import { FakeModel, type Question } from './fakeModel';

const HOSTILE = '<img src=x onerror=alert(1)>';

const activity = {
  id: 'a1',
  kind: 'search',
  title: 'M31',
  state: 'done',
  revision: 2,
  started: 1,
  ended: 2,
  search: 's1',
  archive: 'sandbox',
  result: 'r1',
  rows: 1,
  truncated: false
} as unknown as Activity;

const result = {
  id: 'r1',
  name: 'm31',
  title: HOSTILE,
  archive: 'sandbox',
  rows: 1,
  truncated: false,
  columns: [{ name: HOSTILE, datatype: 'char', description: HOSTILE, numeric: false }],
  provenance: {
    archive: 'sandbox',
    service: HOSTILE,
    protocol: 'TAP',
    language: 'ADQL',
    query: HOSTILE,
    target: null,
    radius: null,
    maxrec: null,
    started: 1,
    seconds: 1,
    client: 'esap_jupyter',
    notes: []
  },
  collection: 'ongc.objects',
  path: '/files/r1',
  size: 100,
  created: 1
} as unknown as Result;

function answers(question: Question): unknown {
  const { method, params } = question;
  const search = { id: 's1', title: 'M31', request: params.request, activities: [activity] };
  const table: Record<string, unknown> = {
    archives: [
      {
        id: 'sandbox',
        name: HOSTILE,
        kind: 'tap',
        default: true,
        state: 'reachable',
        description: '',
        takes: ['target', 'targets', 'adql'],
        collections: []
      }
    ],
    activities: [],
    resolve: { name: 'M31', text: 'M31', sexagesimal: '', source: 'OpenNGC', ra: 1, dec: 1 },
    search: search as unknown as Search,
    searching: search,
    result,
    rows: { start: 0, columns: [0], cells: [[HOSTILE]] },
    toKernel: { ok: { rows: 1, variable: params.variable } }
  };
  return table[method];
}

function show() {
  const model = new FakeModel((question, kernel) =>
    kernel.receive({ id: question.id, ok: answers(question) })
  );
  const el = document.createElement('div');
  document.body.append(el);
  return { model, el, dispose: widget.render({ model, el }) };
}

function button(el: HTMLElement, name: string): HTMLButtonElement {
  const found = [...el.querySelectorAll('button')].find(
    node => (node.getAttribute('aria-label') ?? node.textContent) === name
  );
  expect(found, name).toBeDefined();
  return found as HTMLButtonElement;
}

test('searches, shows rows as text, binds in the kernel', async () => {
  const { model, el, dispose } = show();
  await vi.waitFor(() => expect(el.textContent).toContain(HOSTILE));
  button(el, 'Search').click();
  await vi.waitFor(() => button(el, 'To kernel'));
  const asked = model.questions.find(({ method }) => method === 'search');
  expect(asked?.params.request).toMatchObject({
    archives: ['sandbox'],
    target: 'M31',
    radius: 0.25
  });
  expect(model.saved).toBe(1);
  button(el, 'To kernel').click();
  await vi.waitFor(() => expect(el.textContent).toContain('m31 is in this notebook'));
  expect(model.questions.at(-1)?.params).toMatchObject({
    id: 'r1',
    variable: 'm31',
    form: 'astropy',
    overwrite: false
  });
  expect(el.querySelector('img')).toBeNull();
  dispose();
  expect(model.listening).toBe(0);
});

test('follows the traits', async () => {
  const { model, el, dispose } = show();
  const target = el.querySelector<HTMLInputElement>('input[type="text"]');
  expect(target?.value).toBe('M31');
  model.set('target', 'NGC 7331');
  expect(target?.value).toBe('NGC 7331');
  dispose();
});

test('keeps the keys for itself, and brings its style once', () => {
  const one = show();
  const two = show();
  const search = button(one.el, 'Search');
  search.focus();
  expect(search.getAttribute('data-lm-suppress-shortcuts')).toBe('true');
  expect(document.querySelectorAll('#esap-widget-style')).toHaveLength(1);
  one.dispose();
  two.dispose();
});
