import { beforeEach, expect, it, vi } from 'vitest';
import { activity, fakeBackend, settle } from '../../../../tests/labextension/fake';
import {
  account,
  dataset,
  did,
  fakeLake,
  file,
  filled,
  lake,
  pressed,
  rule
} from '../../../../tests/labextension/lakes';
import { ActivityStore } from '../../api/activities';
import { BackendError } from '../../api/backend';
import { LakeBrowser, type LakeBrowserOptions } from './browser';

beforeEach(() => document.body.replaceChildren());

const text = () => document.body.textContent ?? '';
const error = (code: string, message: string) =>
  new BackendError({ code, message, remedy: 'Do something.' });

async function shown(client = fakeLake(), more: Partial<LakeBrowserOptions> = {}) {
  const { backend } = fakeBackend();
  const activities = new ActivityStore(backend);
  const cancel = vi.fn(async () => undefined);
  const browser = new LakeBrowser({ client, activities, cancel, ...more });
  document.body.append(browser.node);
  await browser.start();
  await settle();
  return { browser, client, backend, activities };
}

function asked(client: object): string[] {
  return Object.entries(client).flatMap(([name, method]) =>
    vi.isMockFunction(method) ? method.mock.calls.map(() => name) : []
  );
}

async function searched(pattern: string): Promise<void> {
  filled('Scope and pattern', pattern);
  pressed('Search');
  await settle();
}

async function inFront(name: string): Promise<void> {
  const row = [...document.querySelectorAll<HTMLElement>('[role=treeitem]')].find(one =>
    one.getAttribute('aria-label')?.startsWith(name)
  );
  row?.click();
  await settle();
}

it('asks nobody before it is started', () => {
  const client = fakeLake();
  const { backend } = fakeBackend();
  const cancel = vi.fn(async () => undefined);
  new LakeBrowser({ client, activities: new ActivityStore(backend), cancel });
  expect(asked(client)).toEqual([]);
});

it('teaches how to describe a lake where there is none', async () => {
  await shown(fakeLake([], { list: vi.fn(async () => []) }));
  expect(text()).toContain('[lakes.escape]');
  expect(text()).toContain('rucio.cfg');
});

it('says who one is, for how long, and how much room there is', async () => {
  await shown();
  expect(text()).toContain('Logged in as alice · def');
  expect(text()).toMatch(/60 min left/);
  const bar = document.querySelector('progress');
  expect(bar?.getAttribute('aria-label')).toBe('NEAR: 250 B used of 1.0 kB');
  expect(bar?.value).toBe(0.25);
});

it('offers to log in, and goes on where that was done', async () => {
  const refused = error('not_logged_in', 'You are not logged in to My lake.');
  const client = fakeLake([], {
    account: vi.fn().mockRejectedValueOnce(refused).mockResolvedValue(account())
  });
  const login = vi.fn(async () => undefined);
  await shown(client, { login });
  expect(text()).toContain('You are not logged in to My lake.');
  pressed('Log in');
  await settle();
  expect(login).toHaveBeenCalledWith('mine');
  expect(text()).toContain('alice · def');
});

it('offers no login where there is none to offer', async () => {
  const refused = error('not_logged_in', 'You are not logged in.');
  await shown(fakeLake([], { account: vi.fn().mockRejectedValue(refused) }));
  expect(() => pressed('Log in')).toThrow();
  expect(() => pressed('Attach')).toThrow();
});

it('says why a lake is down, and asks it again', async () => {
  const down = error('unreachable', 'My lake cannot be reached.');
  const client = fakeLake([], {
    account: vi.fn().mockRejectedValueOnce(down).mockResolvedValue(account())
  });
  await shown(client);
  expect(document.querySelector('[role=alert]:not(:empty)')?.textContent).toContain(
    'My lake cannot be reached. Do something.'
  );
  pressed('Retry');
  await settle();
  expect(text()).toContain('alice · def');
});

it('asks as much of a refresh for one DID as for a thousand', async () => {
  const counts: number[] = [];
  for (const number of [1, 1000]) {
    document.body.replaceChildren();
    const rows = Array.from({ length: number }, (_, index) => did(`f${index}`));
    const { client } = await shown(fakeLake(rows.slice(0, 100)));
    await searched('test:*');
    vi.clearAllMocks();
    pressed('Refresh lake');
    await settle();
    counts.push(asked(client).length);
  }
  expect(counts[0]).toBe(counts[1]);
  expect(counts[0]).toBeLessThan(6);
});

it('tells that a search has failed, not that nothing was found', async () => {
  const client = fakeLake([], {
    startListing: vi.fn().mockRejectedValue(error('not_found', 'There is no scope.'))
  });
  await shown(client);
  await searched('nowhere:*');
  expect(text()).toContain('There is no scope. Do something.');
  expect(text()).not.toContain('Nothing matches');
});

it('acts on what is picked, else on the row in front', async () => {
  vi.useFakeTimers();
  const attach = vi.fn();
  await shown(fakeLake([did('a.fits'), did('b.fits')]), { attach });
  await searched('test:*');
  await inFront('b.fits');
  pressed('Attach');
  expect(attach).toHaveBeenLastCalledWith('mine', expect.objectContaining({ name: 'b.fits' }));
  const tree = document.querySelector<HTMLElement>('[role=tree]');
  tree?.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', ctrlKey: true, bubbles: true }));
  expect(text()).toContain('2 DIDs picked');
  attach.mockClear();
  pressed('Attach');
  expect(attach).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

it('asks about a row once somebody stays there', async () => {
  vi.useFakeTimers();
  const { client } = await shown(fakeLake([did('a.fits'), did('b.fits')]));
  await searched('test:*');
  await inFront('a.fits');
  await inFront('b.fits');
  await vi.advanceTimersByTimeAsync(1000);
  expect(client.details).not.toHaveBeenCalledWith('mine', 'test:a.fits');
  expect(client.files).toHaveBeenCalledTimes(1);
  expect(client.rulesOf).not.toHaveBeenCalled();
  vi.useRealTimers();
});

function unfolded(title: string): HTMLElement | undefined {
  const section = [...document.querySelectorAll('details')].find(one =>
    one.querySelector('summary')?.textContent?.startsWith(title)
  );
  section?.setAttribute('open', '');
  section?.dispatchEvent(new Event('toggle'));
  return section;
}

it('counts the storage elements of a file, not the lines about them', async () => {
  const states = { FAR: 'AVAILABLE', NEAR: 'AVAILABLE' };
  const place = { rse: 'FAR', url: 'https://far.example.org/a.fits', path: null };
  const client = fakeLake([did('a.fits')], {
    replicas: vi.fn(async () => [{ did: did('a.fits'), states, places: [place] }] as never)
  });
  await shown(client);
  await searched('test:*');
  await inFront('a.fits');
  const section = unfolded('Replicas');
  await vi.waitFor(() => expect(section?.textContent).toContain('https://far.example.org/a.fits'));
  expect(section?.querySelector('summary')?.textContent).toBe('Replicas 2');
});

it('says that it tells of the first replicas only', async () => {
  const states = { FAR: 'AVAILABLE' };
  const client = fakeLake([dataset('ds')], {
    replicas: vi.fn(async () => Array.from({ length: 200 }, () => ({ states })) as never)
  });
  await shown(client);
  await searched('test:*');
  await inFront('ds');
  const section = unfolded('Replicas');
  await vi.waitFor(() => expect(section?.textContent).toContain('200 of 200 available'));
  expect(section?.textContent).toContain('Of the first 200 files:');
  const window = { offset: 0, limit: 200 };
  expect(client.replicas).toHaveBeenCalledExactlyOnceWith('mine', 'test:ds', window);
});

it('says that a rule is refused, and why', async () => {
  const refused = error('quota', 'alice has not enough quota left at NEAR.');
  const client = fakeLake([dataset('ds')], {
    preview: vi.fn(async () => ({
      rses: ['NEAR'],
      files: 3,
      size: '5000',
      missing: '4000',
      quotas: [{ rse: 'NEAR', used: '250', files: 1, limit: '1000' }],
      fits: false,
      note: 'alice has not enough quota left there.'
    })),
    makeRule: vi.fn().mockRejectedValueOnce(refused).mockResolvedValue(rule())
  });
  await shown(client);
  await searched('test:*');
  await inFront('ds');
  pressed('Make available');
  await settle();
  document.querySelector<HTMLElement>('[role=menuitem]')?.click();
  await settle();
  expect(text()).toContain('3 files, 5.0 kB; 4.0 kB to bring there');
  expect(text()).toContain('It does not fit: alice has not enough quota left there.');
  filled('Copies', '2');
  const where = document.querySelector<HTMLInputElement>('form [list]');
  where?.dispatchEvent(new Event('input'));
  expect(text()).not.toContain('It does not fit');
  pressed('Show whether it fits');
  await settle();
  expect(text()).toContain('It does not fit');
  expect(client.makeRule).not.toHaveBeenCalled();
  pressed('Make rule');
  await settle();
  expect(text()).toContain('alice has not enough quota left at NEAR.');
  expect(text()).not.toContain('The rule is made');
  pressed('Make rule');
  await settle();
  expect(client.makeRule).toHaveBeenLastCalledWith('mine', {
    scope: 'test',
    name: 'ds',
    rse_expression: 'NEAR',
    copies: 2,
    lifetime: 86_400
  });
  expect(text()).toContain('The rule is made: kept, 2 of 2 files there.');
});

it('downloads, tells how far it is, and looks again at the files when it has ended', async () => {
  const client = fakeLake([did('a.fits')], {
    download: vi.fn(async () => activity({ id: 'd1', kind: 'download', title: 'test:a.fits' }))
  });
  const { activities, backend } = await shown(client);
  await searched('test:*');
  await inFront('a.fits');
  pressed('Make available');
  await settle();
  [...document.querySelectorAll<HTMLElement>('[role=menuitem]')][1].click();
  pressed('Download');
  await settle();
  expect(client.download).toHaveBeenCalledWith('mine', { dids: ['test:a.fits'], folder: '' });
  expect(document.querySelector('[aria-label=Transfers]')?.textContent).toContain('test:a.fits');
  const before = vi.mocked(client.files).mock.calls.length;
  const done = { id: 'd1', title: 'test:a.fits', revision: 2, state: 'done' as const, path: 'x' };
  backend.activities = vi.fn(async () => [activity(done)]);
  await activities.refresh();
  await settle();
  expect(vi.mocked(client.files).mock.calls.length).toBe(before + 1);
});

it('shows a DID of another lake when told to', async () => {
  const lakes = [lake(), lake({ id: 'other', name: 'Other' })];
  const client = fakeLake([], {
    list: vi.fn(async () => lakes),
    account: vi.fn(async (id: string) => account({ lake: id }))
  });
  const { browser } = await shown(client);
  await browser.find('other', 'test:a:b');
  await settle();
  const question = { scope: 'test', name: 'a:b', type: 'all', filters: [], recursive: false };
  expect(client.startListing).toHaveBeenLastCalledWith('other', question);
});

it('tells how the files of the data set in front are, and asks of no other', async () => {
  const client = fakeLake([dataset('ds'), dataset('other')], {
    files: vi.fn(async () => [file('a'), file('b', { state: 'elsewhere' })])
  });
  await shown(client);
  await searched('test:*');
  await inFront('ds');
  const row = (name: string) => document.querySelector<HTMLElement>(`[aria-label^="${name},"]`);
  await vi.waitFor(() => expect(row('ds')?.querySelector('[data-state=partial]')).not.toBeNull());
  expect(row('ds')?.getAttribute('aria-label')).toContain('1 here · 1 elsewhere');
  expect(row('other')?.querySelector('.esap-dot')).toBeNull();
  expect(row('other')?.title).toContain('is asked for when it is in front');
  expect(client.files).toHaveBeenCalledTimes(1);
});

it('has a button for each other thing that can be done, on what is in front', async () => {
  const run = vi.fn();
  const actions = [{ label: 'Stage', about: 'Bring it here', run }];
  await shown(fakeLake([dataset('ds')]), { actions });
  await searched('test:*');
  await inFront('ds');
  pressed('Stage');
  expect(run).toHaveBeenCalledWith('mine', [expect.objectContaining({ name: 'ds' })]);
});
