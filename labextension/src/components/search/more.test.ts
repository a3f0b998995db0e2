import { expect, it, vi } from 'vitest';
import { archive, fakeBackend, settle } from '../../../../tests/labextension/fake';
import { ArchiveStore } from '../../api/archives';
import { BackendError } from '../../api/backend';
import type { ArchiveSource, Settings } from '../../api/schema';
import { SourcesClient } from '../../api/sources';
import { MoreArchives } from './more';

const HOSTILE = '<img src=x onerror=alert(1)>';

const source = (fields: Partial<ArchiveSource> = {}): ArchiveSource => ({
  id: 'gw',
  name: 'ESAP',
  kind: 'esap_gateway',
  url: 'https://esap.example/esap-api',
  description: '',
  state: 'unread',
  read: null,
  reason: '',
  notes: [],
  archives: [],
  ...fields
});

const settings = (fields: Partial<Settings> = {}): Settings => ({
  adql: true,
  add: true,
  registry: true,
  local: true,
  problems: [],
  ...fields
});

async function unfolded(sources: ArchiveSource[], offered = settings()) {
  const { backend } = fakeBackend();
  const client = new SourcesClient({ ask: vi.fn() });
  vi.spyOn(client, 'settings').mockResolvedValue(offered);
  vi.spyOn(client, 'sources').mockResolvedValue(sources);
  const archives = new ArchiveStore(backend);
  const load = vi.spyOn(archives, 'load').mockResolvedValue();
  const more = new MoreArchives({ client, archives });
  document.body.replaceChildren(more.node);
  await more.load();
  return { more, client, archives, backend, load, node: more.node };
}

function press(node: Element, label: string): void {
  const found = [...node.querySelectorAll('button')].find(
    each => (each.getAttribute('aria-label') ?? each.textContent) === label
  );
  expect(found, label).toBeDefined();
  found?.click();
}

function fill(node: Element, name: string, address: string): void {
  const [first, second] = node.querySelectorAll('input');
  first.value = name;
  second.value = address;
  press(node, 'Add archive');
}

it('reads a source only when told to, and then the archives', async () => {
  const { client, node, load } = await unfolded([source()]);
  const read = vi
    .spyOn(client, 'read')
    .mockResolvedValue(
      source({ state: 'read', archives: ['gw.a', 'gw.b'], notes: ["'c' is left out: no name."] })
    );
  expect(node.textContent).toContain('Not read yet');
  expect(read).not.toHaveBeenCalled();
  press(node, 'Read ESAP');
  await settle();
  expect(load).toHaveBeenCalledOnce();
  expect(node.textContent).toContain('2 archives');
  expect(node.textContent).toContain('left out');
  expect(document.activeElement?.textContent).toBe('Read again');
});

it('tells why a source was not read, and that its archives are kept', async () => {
  const dead = source({ state: 'failed', reason: `${HOSTILE} Wait.`, archives: ['gw.a'] });
  const { node } = await unfolded([dead]);
  expect(node.textContent).toContain(`Not read: ${HOSTILE} Wait. Kept from before: 1 archive.`);
  expect(node.querySelector('img')).toBeNull();
});

it('says what the server says when it cannot be asked', async () => {
  const { client, more, node } = await unfolded([]);
  vi.spyOn(client, 'sources').mockRejectedValue(
    new BackendError({ code: 'unreachable', message: 'No answer.', remedy: 'Wait.' })
  );
  await more.load();
  expect(node.querySelector('[role=alert]')?.textContent).toContain('No answer. Wait.');
});

it('adds an archive, and says what is wrong before and after asking', async () => {
  const { client, node, load } = await unfolded([]);
  const add = vi.spyOn(client, 'add').mockResolvedValue(archive({ id: 'mine', name: 'Mine' }));
  fill(node, '', 'https://a.example/tap');
  fill(node, 'Mine', 'a.example');
  expect(add).not.toHaveBeenCalled();
  expect(node.textContent).toContain('Give its address');
  fill(node, ' Mine ', 'https://a.example/tap');
  await settle();
  expect(add).toHaveBeenCalledWith({ name: 'Mine', kind: 'tap', url: 'https://a.example/tap' });
  expect(load).toHaveBeenCalledOnce();
  expect(node.textContent).toContain('Mine is among your archives.');
  add.mockRejectedValue(
    new BackendError({ code: 'conflict', message: 'It is there.', remedy: 'Search it.' })
  );
  fill(node, 'Mine', 'https://a.example/tap');
  await settle();
  expect(node.textContent).toContain('It is there. Search it.');
});

it('offers no adding where the operator does not', async () => {
  const { node } = await unfolded([], settings({ add: false, problems: ['line 3 is wrong.'] }));
  expect(node.querySelector('form')?.hidden).toBe(true);
  expect(node.textContent).toContain('line 3 is wrong.');
});

it('removes archives that the person added, and no others', async () => {
  const { backend } = fakeBackend();
  vi.spyOn(backend, 'archives').mockResolvedValue([
    archive({ id: 'sandbox', name: 'Sandbox' }),
    archive({ id: 'mine', name: 'Mine', source: 'mine' })
  ]);
  const client = new SourcesClient({ ask: vi.fn() });
  const remove = vi.spyOn(client, 'remove').mockResolvedValue();
  const archives = new ArchiveStore(backend);
  const { node } = new MoreArchives({ client, archives });
  await archives.load();
  expect(node.textContent).not.toContain('Sandbox');
  press(node, 'Remove Mine from your archives');
  await settle();
  expect(remove).toHaveBeenCalledWith('mine');
});
