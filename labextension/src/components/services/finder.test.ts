import { afterEach, expect, it, vi } from 'vitest';
import { archive, fakeBackend, settle } from '../../../../tests/labextension/fake';
import { ArchiveStore } from '../../api/archives';
import { BackendError } from '../../api/backend';
import type { RegistryAnswer, RegistryHit } from '../../api/schema';
import { ServiceFinder } from './finder';

const hit = (fields: Partial<RegistryHit> = {}): RegistryHit => ({
  ivoid: 'ivo://peer/tap',
  title: 'Apertif <i>sample</i>',
  short_name: 'peer',
  description: 'Tables.',
  publisher: 'Peers',
  wavebands: ['radio'],
  content_types: [],
  reference_url: 'http://example.org/about',
  covers: 'unasked',
  services: [
    {
      kind: 'tap',
      url: 'http://example.org/tap',
      standard_id: 'ivo://ivoa.net/std/tap',
      problem: ''
    }
  ],
  ...fields
});

const answer = (hits: RegistryHit[], fields: Partial<RegistryAnswer> = {}): RegistryAnswer => ({
  registry: 'Virtual Observatory',
  hits,
  truncated: false,
  notes: [],
  ...fields
});

function setUp(
  found: RegistryAnswer | Error,
  place: { target: string; radius: number } | null = null
) {
  const { backend } = fakeBackend({
    archives: async () => [archive({ id: 'sandbox', kind: 'tap', url: 'http://127.0.0.1/tap' })],
    check: async id => archive({ id, name: 'New', state: 'reachable' })
  });
  const archives = new ArchiveStore(backend);
  const client = {
    find: vi.fn(async () => {
      if (found instanceof Error) {
        throw found;
      }
      return found;
    }),
    add: vi.fn(async () => {
      backend.archives = async () => [
        archive({ id: 'sandbox' }),
        archive({ id: 'new', name: 'New', kind: 'tap', url: 'http://example.org/tap' })
      ];
      return archive({ id: 'new' });
    })
  };
  const finder = new ServiceFinder({ client, archives, place: () => place });
  document.body.append(finder.node);
  finder.node.open = true;
  return { finder, client, archives };
}

const node = <T extends HTMLElement>(finder: ServiceFinder, query: string) =>
  finder.node.querySelector<T>(query) as T;
const field = (finder: ServiceFinder, label: string) => {
  const found = [...finder.node.querySelectorAll('label')].find(
    each => each.textContent?.trim() === label
  ) as HTMLLabelElement;
  return (found.control ?? found.querySelector('input')) as HTMLInputElement;
};
const submit = async (finder: ServiceFinder) => {
  node<HTMLFormElement>(finder, 'form').requestSubmit();
  await settle();
};
const says = (finder: ServiceFinder, role: string) =>
  [...finder.node.querySelectorAll(`:scope > [role=${role}]`)]
    .map(each => each.textContent)
    .join('');

afterEach(() => document.body.replaceChildren());

it('names the registry that it asks, and is not there without one', async () => {
  const { finder, archives } = setUp(answer([]));
  expect(finder.node.hidden).toBe(true);
  await archives.load();
  expect(finder.node.hidden).toBe(true);
  const { backend } = fakeBackend({
    archives: async () => [archive({ id: 'vo', name: 'The registry', kind: 'registry' })]
  });
  const others = new ArchiveStore(backend);
  const client = { find: vi.fn(), add: vi.fn() };
  const another = new ServiceFinder({ client, archives: others, place: () => null });
  await others.load();
  expect(another.node.hidden).toBe(false);
  expect(another.node.textContent).toContain('Looks in: The registry');
  another.dispose();
});

it('asks nobody before it is told to, and not for everything', async () => {
  const { finder, client } = setUp(answer([]));
  await submit(finder);
  expect(client.find).not.toHaveBeenCalled();
  expect(says(finder, 'alert')).toContain('Nothing to look for.');
});

it('asks for what stands in the form', async () => {
  const { finder, client } = setUp(answer([hit()]), { target: 'M31', radius: 0.5 });
  field(finder, 'Keywords').value = ' apertif ';
  field(finder, 'Type').value = 'tap';
  field(finder, 'Waveband').value = 'radio';
  field(finder, 'Data model').value = 'obscore';
  field(finder, 'Column').value = 'phot.flux';
  field(finder, 'Only what may cover the target').checked = true;
  await submit(finder);
  expect(client.find).toHaveBeenCalledWith(
    {
      keywords: 'apertif',
      descriptions: false,
      service: 'tap',
      waveband: 'radio',
      model: 'obscore',
      columns: 'phot.flux',
      place: { target: 'M31', radius: 0.5 }
    },
    expect.any(AbortSignal)
  );
});

it('does not ask for the target where there is none', async () => {
  const { finder, client } = setUp(answer([hit()]));
  field(finder, 'Keywords').value = 'x';
  field(finder, 'Only what may cover the target').checked = true;
  await submit(finder);
  expect(client.find).not.toHaveBeenCalled();
  expect(says(finder, 'alert')).toContain('There is no target.');
});

it('shows what it finds as text, and adds it with one click', async () => {
  const { finder, client, archives } = setUp(answer([hit()], { notes: ['Another was asked.'] }));
  await archives.load();
  field(finder, 'Keywords').value = 'apertif';
  await submit(finder);
  expect(says(finder, 'status')).toBe('1 service. Another was asked.');
  expect(node(finder, 'i')).toBeNull();
  const add = node<HTMLButtonElement>(finder, '.esap-hit button');
  expect(add.getAttribute('aria-label')).toBe('Add Apertif <i>sample</i> (TAP) to my archives');
  add.click();
  await settle();
  await settle();
  expect(client.add).toHaveBeenCalledWith(
    expect.objectContaining({ kind: 'tap', url: 'http://example.org/tap', ivoid: 'ivo://peer/tap' })
  );
  expect(node(finder, '.esap-hit [role=status]').textContent).toBe('In your archives, reachable');
  expect(add.hidden).toBe(true);
});

it('says which are there already, and which have no address', async () => {
  const services = [
    { kind: 'tap', url: 'http://127.0.0.1/tap/', standard_id: '', problem: '' },
    { kind: 'scs', url: 'soon', standard_id: '', problem: 'The registry has no address.' }
  ];
  const { finder, archives } = setUp(answer([hit({ services })]));
  await archives.load();
  field(finder, 'Keywords').value = 'x';
  await submit(finder);
  const states = [...finder.node.querySelectorAll('.esap-hit [role=status]')];
  expect(states.map(each => each.textContent)).toEqual([
    'Among the archives as sandbox',
    'The registry has no address.'
  ]);
  expect(node(finder, '.esap-hit button')).toBeNull();
});

it('keeps the button where a service cannot be added, and tells why', async () => {
  const { finder, client } = setUp(answer([hit()]));
  client.add.mockRejectedValue(
    new BackendError({ code: 'x', message: 'Not public.', remedy: 'Ask the operator.' })
  );
  field(finder, 'Keywords').value = 'x';
  await submit(finder);
  const add = node<HTMLButtonElement>(finder, '.esap-hit button');
  add.click();
  await settle();
  expect(node(finder, '.esap-hit [role=alert]').textContent).toBe('Not public. Ask the operator.');
  expect(add.hasAttribute('aria-disabled')).toBe(false);
});

it('tells that the registry is dead', async () => {
  const dead = new BackendError({ code: 'unreachable', message: 'It is down.', remedy: 'Wait.' });
  const { finder } = setUp(dead);
  field(finder, 'Keywords').value = 'x';
  await submit(finder);
  expect(says(finder, 'alert')).toBe('It is down. Wait.');
  expect(says(finder, 'status')).toBe('');
});

it('can be cancelled', async () => {
  const { finder, client } = setUp(answer([]));
  client.find.mockImplementation(
    ((_: unknown, signal: AbortSignal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      })) as never
  );
  field(finder, 'Keywords').value = 'x';
  await submit(finder);
  const cancel = [...finder.node.querySelectorAll('button')].find(
    each => each.textContent === 'Cancel'
  ) as HTMLButtonElement;
  expect(cancel.hidden).toBe(false);
  cancel.click();
  await settle();
  expect(says(finder, 'status')).toBe('Cancelled.');
  expect(says(finder, 'alert')).toBe('');
  expect(cancel.hidden).toBe(true);
});

it('shows many a part at a time', async () => {
  const hits = Array.from({ length: 70 }, (_, at) => hit({ ivoid: `ivo://x/${at}` }));
  const { finder } = setUp(answer(hits, { truncated: true }));
  field(finder, 'Keywords').value = 'x';
  await submit(finder);
  expect(finder.node.querySelectorAll('.esap-hit')).toHaveLength(50);
  expect(says(finder, 'status')).toContain('70 services, the closest first, there are more');
  const more = [...finder.node.querySelectorAll('button')].find(
    each => each.textContent === 'Show more'
  ) as HTMLButtonElement;
  more.click();
  expect(finder.node.querySelectorAll('.esap-hit')).toHaveLength(70);
  expect(more.hidden).toBe(true);
});
