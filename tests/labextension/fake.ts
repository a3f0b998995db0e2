/** A backend that answers what a test tells it to, and models with all their fields. */
import { vi } from 'vitest';
import type { ActivityListener, WorkspaceBackend } from '../../labextension/src/api/backend';
import type { Activity, Archive, Result, Search } from '../../labextension/src/api/schema';

export const archive = (fields: Partial<Archive> & { id: string }): Archive => ({
  name: fields.id,
  kind: 'tap',
  description: '',
  url: null,
  homepage: null,
  default: true,
  ivoid: null,
  acknowledgement: '',
  takes: ['target'],
  state: 'unknown',
  reason: '',
  checked: null,
  collection: null,
  source: null,
  collections: [],
  ...fields
});

export const activity = (fields: Partial<Activity> & { id: string }): Activity => ({
  kind: 'search',
  title: 'M31 · 0.5°',
  state: 'running',
  revision: 1,
  started: 1000,
  ended: null,
  message: '',
  done: null,
  total: null,
  unit: '',
  search: 's1',
  archive: 'sandbox',
  result: null,
  result_name: null,
  rows: null,
  truncated: false,
  path: null,
  rate: null,
  left: null,
  transfer: null,
  launch: null,
  batch: null,
  idle: false,
  actions: ['cancel'],
  error: null,
  ...fields
});

export const search = (fields: Partial<Search> = {}): Search => ({
  id: 's1',
  title: 'M31 · 0.5°',
  request: { archives: ['sandbox'], target: 'M31', radius: 0.5 },
  target: null,
  targets: [],
  unresolved: [],
  report: [],
  started: 1000,
  activities: [activity({ id: 'a1' })],
  ...fields
});

export const result = (fields: Partial<Result> = {}): Result => ({
  id: 'r1',
  name: 'm31',
  title: 'M31 · 0.5°',
  archive: 'sandbox',
  collection: null,
  created: 1000,
  rows: 13,
  truncated: false,
  columns: [],
  path: '/nowhere',
  size: 10,
  partial: false,
  provenance: {
    archive: 'sandbox',
    service: 'http://127.0.0.1/tap',
    protocol: 'TAP',
    language: 'ADQL',
    query: 'SELECT 1',
    target: null,
    radius: null,
    maxrec: null,
    started: 1000,
    seconds: 2.13,
    client: 'test',
    search: null,
    request: null,
    notes: [],
    ivoid: null,
    acknowledgement: '',
    job: null,
    part_of: null,
    archive_name: 'Sandbox'
  },
  ...fields
});

/** A backend whose methods are spies; those not given refuse. */
export function fakeBackend(methods: Partial<WorkspaceBackend> = {}) {
  const listeners: ActivityListener[] = [];
  const refuse = () => Promise.reject(new Error('not expected'));
  const backend: WorkspaceBackend = {
    archives: vi.fn(async () => [archive({ id: 'sandbox', name: 'Sandbox' })]),
    check: vi.fn(refuse),
    resolve: vi.fn(refuse),
    search: vi.fn(async () => search()),
    searching: vi.fn(async () => search()),
    merged: vi.fn(refuse),
    form: vi.fn(async () => ({ schema: null })),
    coverage: vi.fn(async () => []),
    cancelSearch: vi.fn(async () => undefined),
    activities: vi.fn(async () => []),
    cancelActivity: vi.fn(async () => undefined),
    results: vi.fn(async () => [result()]),
    result: vi.fn(async () => result()),
    rows: vi.fn(refuse),
    code: vi.fn(refuse),
    save: vi.fn(refuse),
    onActivity: listener => {
      listeners.push(listener);
      return {
        reconnect: vi.fn(),
        dispose: () => listeners.splice(listeners.indexOf(listener), 1)
      };
    },
    ...methods
  };
  return { backend, listeners };
}

/** Let all that is settled already take effect. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    await Promise.resolve();
  }
}
