/** A lake that answers what a test tells it to. */
import { vi } from 'vitest';
import { LakesClient } from '../../labextension/src/api/lakes';
import type {
  Did,
  DidPage,
  Lake,
  LakeAccount,
  LakeFile,
  Rule
} from '../../labextension/src/api/schema';

export const lake = (fields: Partial<Lake> = {}): Lake => ({
  id: 'mine',
  name: 'My lake',
  url: 'https://rucio.example.org',
  kind: 'rucio',
  description: '',
  webui: null,
  mode: 'replica',
  rse: 'NEAR',
  mounted: true,
  lifetime: 86_400,
  account: 'alice',
  vo: '',
  origin: 'catalogue',
  state: 'unknown',
  version: '',
  reason: '',
  ...fields
});

export const account = (fields: Partial<LakeAccount> = {}): LakeAccount => ({
  lake: 'mine',
  account: 'alice',
  vo: 'def',
  type: 'USER',
  admin: false,
  quotas: [{ rse: 'NEAR', used: '250', files: 1, limit: '1000' }],
  expires: Date.now() / 1000 + 3600,
  ...fields
});

export const did = (name: string, fields: Partial<Did> = {}): Did => ({
  scope: 'test',
  name,
  type: 'file',
  size: '1000',
  length: null,
  adler32: null,
  md5: null,
  ...fields
});

export const dataset = (name: string): Did => did(name, { type: 'dataset', size: null });

export const page = (rows: Did[], fields: Partial<DidPage> = {}): DidPage => ({
  rows,
  offset: 0,
  count: rows.length,
  ended: true,
  more: false,
  error: null,
  ...fields
});

export const file = (name: string, fields: Partial<LakeFile> = {}): LakeFile => ({
  did: did(name),
  state: 'here',
  path: null,
  rses: [],
  done: null,
  reason: '',
  ...fields
});

export const rule = (fields: Partial<Rule> = {}): Rule => ({
  id: 'a1',
  did: dataset('ds'),
  account: 'alice',
  rse_expression: 'NEAR',
  copies: 1,
  state: 'OK',
  created: 1000,
  expires: null,
  locks_ok: 2,
  locks_replicating: 0,
  locks_stuck: 0,
  error: '',
  comment: '',
  mine: true,
  webui: null,
  ...fields
});

/** A client that answers for one lake with one listing; all it is asked is counted. */
export function fakeLake(rows: Did[] = [did('a.fits')], methods: Partial<LakesClient> = {}) {
  const refuse = () => Promise.reject(new Error('not expected'));
  const client = Object.assign(new LakesClient({ ask: vi.fn(refuse) }), {
    list: vi.fn(async () => [lake()]),
    account: vi.fn(async () => account()),
    scopes: vi.fn(async () => [
      { name: 'user.alice', own: true },
      { name: 'test', own: false }
    ]),
    keys: vi.fn(async () => ['run', 'instrument']),
    rses: vi.fn(async () => []),
    startListing: vi.fn(async (id: string, question) => ({
      id: 'l1',
      lake: id,
      question,
      count: 0,
      ended: false,
      more: false,
      seconds: 0,
      error: null
    })),
    listing: vi.fn(async (_lake: string, _id: string, { offset, limit }) =>
      page(rows.slice(offset, offset + limit), { offset, count: rows.length })
    ),
    stopListing: vi.fn(async () => undefined),
    files: vi.fn(async () => [file('a.fits')]),
    details: vi.fn(async (_lake: string, text: string) => ({
      did: did(text.slice(text.indexOf(':') + 1)),
      metadata: {},
      own_metadata: {},
      parents: [],
      account: 'alice',
      created: null,
      open: null,
      closed: null
    })),
    content: vi.fn(async () => page([did('a.fits')])),
    replicas: vi.fn(async () => []),
    rulesOf: vi.fn(async () => []),
    myRules: vi.fn(async () => []),
    ...methods
  });
  return client;
}

/** Press a button by its name or the beginning of it. */
export function pressed(name: string): HTMLButtonElement {
  const shown = [...document.querySelectorAll('button')].filter(one => !one.closest('[hidden]'));
  const called = (one: Element) => one.getAttribute('aria-label') ?? one.textContent ?? '';
  const found =
    shown.find(one => called(one) === name) ?? shown.find(one => called(one).startsWith(name));
  if (!found) {
    throw new Error(`there is no button ${name}`);
  }
  found.click();
  return found;
}

/** Fill the field of that label. */
export function filled(label: string, value: string): void {
  const fields = document.querySelectorAll<HTMLInputElement>('input, select, textarea');
  const field = [...fields].find(
    one => one.getAttribute('aria-label') === label || one.labels?.[0]?.textContent === label
  );
  if (!field) {
    throw new Error(`there is no field ${label}`);
  }
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}
