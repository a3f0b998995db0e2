import { expect, it, vi } from 'vitest';
import {
  activity,
  archive,
  fakeBackend,
  result,
  search,
  settle
} from '../../../../tests/labextension/fake';
import { ActivityStore } from '../../api/activities';
import { AdqlClient } from '../../api/adql';
import type { QueryCheck } from '../../api/schema';
import { h } from '../dom';
import { Drafts } from './drafts';
import type { EditorOptions, QueryEditor } from './editor';
import { Workspace } from './workspace';

function made(methods: Parameters<typeof fakeBackend>[0] = {}, drafts = new Drafts()) {
  const { backend } = fakeBackend(methods);
  const activities = new ActivityStore(backend);
  const ask = vi.fn(async (_method: string, _path: string[]): Promise<unknown> => []);
  let options: EditorOptions | null = null;
  const texts = new Map<string, string>();
  let current = '';
  const editor = {
    node: h('div'),
    get text() {
      return texts.get(current) ?? '';
    },
    open: (id: string, text: string) => {
      current = id;
      texts.set(id, texts.get(id) ?? text);
    },
    close: vi.fn(),
    insert: vi.fn(),
    replace: (text: string) => {
      texts.set(current, text);
      options?.changed(text);
    },
    apply: vi.fn(),
    focus: vi.fn(),
    dispose: vi.fn()
  } satisfies QueryEditor;
  const open = vi.fn();
  const page = new Workspace({
    archive: archive({ id: 'sandbox', name: 'Sandbox' }),
    backend,
    activities,
    client: new AdqlClient({ ask: ask as never }),
    drafts,
    editor: given => {
      options = given;
      return editor;
    },
    open
  });
  document.body.replaceChildren(page.node);
  const press = (name: string) => {
    const all = [...page.node.querySelectorAll('button')];
    all.find(one => (one.getAttribute('aria-label') ?? one.textContent) === name)?.click();
  };
  return {
    page,
    backend,
    activities,
    ask,
    editor,
    open,
    press,
    options: options as unknown as EditorOptions
  };
}

it('runs the query in front with its mode, and shows its rows below', async () => {
  const { page, backend, editor, press, open } = made();
  editor.replace('SELECT 1');
  const [mode] = page.node.querySelectorAll<HTMLSelectElement>('.esap-query-tools select');
  mode.value = 'async';
  press('Run');
  await settle();
  const sent = {
    archives: ['sandbox'],
    adql: 'SELECT 1',
    maxrec: null,
    mode: 'async',
    uploads: {}
  };
  expect(backend.search).toHaveBeenCalledWith(sent);
  press('Open as a tab');
  expect(open).toHaveBeenCalledWith('s1');
});

it('deletes what a quick look found, once something else is shown', async () => {
  const done = activity({ id: 'a1', state: 'done', result: 'r1', rows: 3 });
  const { backend, activities, ask, editor, press, page } = made({
    search: vi.fn(async () => search({ activities: [done] })),
    result: vi.fn(async () => result())
  });
  editor.replace('SELECT 1');
  press('Quick look');
  await settle();
  expect(backend.search).toHaveBeenCalledWith(expect.objectContaining({ maxrec: 50 }));
  expect(activities.ofSearch('s1')).toHaveLength(1);
  expect(page.node.textContent).toContain('kept only while');
  page.dispose();
  expect(ask).toHaveBeenCalledWith('DELETE', ['results', 'r1']);
});

it('sends a query also when the check finds an error, and says so', async () => {
  const { page, backend, editor, options, press } = made();
  editor.replace('SELECT FROM');
  const found = { start: 0, end: 1, line: 1, column: 1, message: 'Bad.', remedy: '' };
  const check: QueryCheck = {
    diagnostics: [{ ...found, severity: 'error' }],
    edits: [{ start: 0, end: 1, text: '"x"', reason: 'because' }],
    tables: []
  };
  options.checked(check);
  expect(page.node.textContent).toContain(
    'Line 1, column 1: Bad. Run asks the service all the same.'
  );
  press('Fix 1');
  expect(editor.apply).toHaveBeenCalledWith(check.edits);
  press('Run');
  await settle();
  expect(backend.search).toHaveBeenCalled();
});

it('refuses a limit that is no number, and an empty query', async () => {
  const { page, backend, editor, press } = made();
  press('Run');
  expect(page.node.textContent).toContain('There is no query yet.');
  editor.replace('SELECT 1');
  const limit = page.node.querySelector('.esap-limit') as HTMLInputElement;
  limit.value = '1.5';
  press('Run');
  await settle();
  expect(page.node.textContent).toContain('Rows at most is a whole number.');
  expect(backend.search).not.toHaveBeenCalled();
});

it('says of a query too large to remember that it is lost with the page', () => {
  const storage = { getItem: () => null, setItem: vi.fn() };
  const { page, editor, press } = made({}, new Drafts(storage, 'here'));
  const lost = () => page.node.textContent?.includes('Not remembered over a reload') ?? false;
  editor.replace('x'.repeat(200_001));
  expect(lost()).toBe(true);
  press('Close query');
  expect(lost()).toBe(false);
});

it('puts a query into a tab of its own when there is one already', () => {
  const { page, editor } = made();
  page.put('SELECT 1', 'One');
  page.put('SELECT 2', 'Two');
  const tabs = [...page.node.querySelectorAll('.esap-drafts [role=tab]')].map(
    tab => tab.textContent
  );
  expect(tabs).toEqual(['Query 1', 'Two']);
  expect(editor.text).toBe('SELECT 2');
});
