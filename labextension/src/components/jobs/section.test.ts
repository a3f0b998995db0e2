import { beforeEach, expect, it, vi } from 'vitest';
import {
  activity,
  archive,
  fakeBackend,
  search,
  settle
} from '../../../../tests/labextension/fake';
import { ActivityStore } from '../../api/activities';
import { ArchiveStore } from '../../api/archives';
import { BackendError } from '../../api/backend';
import { JobsClient } from '../../api/jobs';
import type { Job } from '../../api/schema';
import { JobSection } from './section';

beforeEach(() => document.body.replaceChildren());

const job = (fields: Partial<Job> = {}): Job => ({
  id: 'j1',
  archive: 'mine',
  url: 'https://example.org/tap/async/1',
  phase: 'EXECUTING',
  gone: false,
  remembered: true,
  title: '',
  query: 'SELECT  *\nFROM t',
  owner: '',
  run_id: '',
  quote: null,
  created: 1000,
  started: null,
  ended: null,
  duration: null,
  destruction: null,
  parameters: {},
  error: '',
  request: null,
  activity: null,
  result: null,
  result_name: null,
  checked: 1000,
  ...fields
});

async function makeSection(...jobs: Job[]) {
  const { backend } = fakeBackend();
  const takes = ['adql'];
  backend.archives = vi.fn(async () => [archive({ id: 'mine', name: 'Mine', takes })]);
  const activities = new ActivityStore(backend);
  const archives = new ArchiveStore(backend);
  await archives.load();
  const client = new JobsClient({ ask: vi.fn() });
  client.list = vi.fn(async () => jobs);
  const [onSearch, onOpen] = [vi.fn(), vi.fn()];
  const section = new JobSection({ client, activities, archives, onSearch, onOpen });
  document.body.append(section.node);
  await section.load();
  return { section, client, activities, onSearch, onOpen, jobs };
}

const press = async (name: string) => {
  const found = [...document.querySelectorAll('button')].find(
    one => !one.hidden && (one.getAttribute('aria-label') ?? one.textContent)?.startsWith(name)
  );
  expect(found, name).toBeDefined();
  found?.click();
  await settle();
};

const text = () => document.body.textContent ?? '';

it('is open while a job is not over, and says so', async () => {
  const { section } = await makeSection(job(), job({ id: 'j2', phase: 'COMPLETED' }));
  expect(section.node.open).toBe(true);
  expect(text()).toContain('1 of 2 not over');
  expect(text()).toContain('SELECT * FROM t');
  expect(text()).toContain('Mine · running');
});

it('stays folded and teaches where there is none', async () => {
  const { section } = await makeSection();
  expect(section.node.open).toBe(false);
  expect(text()).toContain('live on when you leave');
});

it('fetches a result, and shows the one that was fetched', async () => {
  const { client, onSearch, onOpen, jobs, section } = await makeSection(
    job({ phase: 'COMPLETED' })
  );
  client.fetch = vi.fn(async () => search({ id: 's2', activities: [] }));
  await press('Fetch result');
  expect(client.fetch).toHaveBeenCalledWith('j1');
  expect(onSearch).toHaveBeenCalledWith(expect.objectContaining({ id: 's2' }));
  jobs[0] = job({ phase: 'COMPLETED', result: 'r1' });
  await section.load();
  expect(text()).not.toContain('Fetch result');
  await press('Show');
  expect(onOpen).toHaveBeenCalledWith('r1');
});

it('offers to wait for a job that nobody follows, and not for one that is followed', async () => {
  const { activities, section } = await makeSection(job({ activity: 'a1' }));
  expect(text()).toContain('Wait for result');
  activities.take(search({ activities: [activity({ id: 'a1', state: 'running' })] }));
  await section.load();
  const offered = [...document.querySelectorAll('button')].filter(one => !one.hidden);
  expect(offered.map(one => one.textContent)).not.toContain('Wait for result');
});

it('asks before it deletes, and can forget what its archive does not answer for', async () => {
  const { client } = await makeSection(job());
  client.remove = vi.fn(async () => {
    throw new BackendError({ code: 'unreachable', message: 'Mine is silent.', remedy: 'Wait.' });
  });
  await press('Delete…');
  expect(client.remove).not.toHaveBeenCalled();
  await press('Delete job');
  expect(client.remove).toHaveBeenLastCalledWith('j1', false);
  expect(document.querySelector('[role=alert]')?.textContent).toContain('Mine is silent.');
  await press('Forget it here');
  expect(client.remove).toHaveBeenLastCalledWith('j1', true);
});

it('keeps the job when the question is left by Escape', async () => {
  const { client } = await makeSection(job());
  client.remove = vi.fn();
  await press('Delete…');
  const event = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true });
  document.activeElement?.dispatchEvent(event);
  expect(document.querySelector<HTMLElement>('.esap-job-question')?.hidden).toBe(true);
  expect(document.activeElement?.textContent).toBe('Delete…');
  expect(client.remove).not.toHaveBeenCalled();
});

it('attaches by address, and says why it cannot', async () => {
  const { client, jobs } = await makeSection();
  const field = document.querySelector<HTMLInputElement>('input[type=url]');
  await press('Attach');
  expect(field?.getAttribute('aria-invalid')).toBe('true');
  client.attach = vi.fn(async () => {
    throw new BackendError({ code: 'bad_request', message: 'Nobody is there.', remedy: 'Add.' });
  });
  if (field) {
    field.value = ' https://example.org/tap/async/1 ';
  }
  await press('Attach');
  expect(document.querySelector('[role=alert]')?.textContent).toContain('Nobody is there. Add.');
  client.attach = vi.fn(async () => job());
  jobs.push(job());
  await press('Attach');
  expect(client.attach).toHaveBeenCalledWith({
    url: 'https://example.org/tap/async/1',
    archive: ''
  });
  expect(field?.value).toBe('');
  expect(text()).toContain('Attached to “SELECT * FROM t”.');
});

it('shows the jobs that an archive knows, to attach to', async () => {
  const { client } = await makeSection();
  client.ask = vi.fn(async () => [
    job({ id: 'j9', remembered: false, query: '', run_id: 'run 9' })
  ]);
  const choice = document.querySelector('select');
  if (choice) {
    choice.value = 'mine';
    choice.dispatchEvent(new Event('change'));
  }
  await press('List its jobs');
  expect(client.ask).toHaveBeenCalledWith('mine');
  expect(text()).toContain('run 9');
  client.attach = vi.fn(async () => job());
  await press('Attach run 9');
  expect(client.attach).toHaveBeenCalled();
});

it('writes what a service says as text only', async () => {
  const hostile = '<img src=x onerror=alert(1)>';
  await makeSection(
    job({ phase: 'ERROR', error: hostile, query: hostile, parameters: { A: hostile } })
  );
  expect(document.querySelector('img')).toBeNull();
  expect(text()).toContain(hostile);
});

it('asks to keep a job for as long as the person chooses', async () => {
  const { client } = await makeSection(job());
  client.change = vi.fn(async () => job());
  const choose = (hours: string) => {
    const select = document.querySelector('.esap-job select') as HTMLSelectElement;
    select.value = hours;
    select.dispatchEvent(new Event('change'));
  };
  await press('Keep 24 h');
  expect(client.change).toHaveBeenLastCalledWith('j1', { hours: 24 });
  choose('1');
  await press('Keep 1 h');
  expect(client.change).toHaveBeenLastCalledWith('j1', { hours: 1 });
  choose('168');
  await press('Keep 7 d');
  expect(client.change).toHaveBeenLastCalledWith('j1', { hours: 168 });
  const select = document.querySelector('.esap-job select');
  expect(select?.getAttribute('aria-label')).toBe('How long to keep SELECT * FROM t');
});
