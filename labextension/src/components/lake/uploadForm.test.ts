import { beforeEach, expect, it, vi } from 'vitest';
import { activity, settle } from '../../../../tests/labextension/fake';
import { fakeLake, filled, lake, pressed } from '../../../../tests/labextension/lakes';
import { BackendError } from '../../api/backend';
import { readMetadata, UploadForm } from './uploadForm';

beforeEach(() => document.body.replaceChildren());

const text = () => document.body.textContent ?? '';

async function shown(client = fakeLake()) {
  const began = vi.fn();
  const form = new UploadForm({ client, began });
  document.body.append(form.node);
  await form.open(lake());
  return { form, client, began };
}

it('uploads what was added, where and how it was said', async () => {
  const client = fakeLake([], { upload: vi.fn(async () => activity({ id: 'u1' })) });
  const { form, began } = await shown(client);
  form.add(['data/a.fits', 'data/folder']);
  filled('Dataset', 'ds.mine');
  filled('Metadata', 'run = 5\nname=a=b');
  pressed('Upload 2 items');
  await settle();
  expect(client.upload).toHaveBeenCalledWith('mine', {
    scope: 'user.alice',
    rse: 'NEAR',
    paths: ['data/a.fits', 'data/folder'],
    results: [],
    dataset: 'ds.mine',
    lifetime: 86_400,
    metadata: { run: '5', name: 'a=b' }
  });
  expect(began).toHaveBeenCalledTimes(1);
  expect(document.querySelectorAll('li')).toHaveLength(0);
});

it('says what is missing, and asks nothing', async () => {
  const client = fakeLake([], { upload: vi.fn() });
  const { form } = await shown(client);
  pressed('Upload');
  expect(text()).toContain('Choose a file, a folder or a result first.');
  form.add(['a']);
  filled('Where', '');
  pressed('Upload');
  expect(text()).toContain('Say on which storage element.');
  filled('Where', 'NEAR');
  filled('Metadata', 'nonsense');
  pressed('Upload');
  expect(text()).toContain('Write metadata as key = value: “nonsense”.');
  expect(client.upload).not.toHaveBeenCalled();
});

it('keeps what was chosen when the lake refuses', async () => {
  const refused = new BackendError({ code: 'quota', message: 'No room.', remedy: 'Ask for it.' });
  const client = fakeLake([], { upload: vi.fn().mockRejectedValue(refused) });
  const { form, began } = await shown(client);
  form.add(['a.fits']);
  pressed('Upload');
  await settle();
  expect(text()).toContain('No room. Ask for it.');
  expect(began).not.toHaveBeenCalled();
  expect(text()).toContain('a.fits');
  pressed('Remove a.fits');
  expect(text()).not.toContain('a.fits');
});

it('reads metadata line by line', () => {
  expect(readMetadata(' a = 1 \n\nb=c = d')).toEqual({ a: '1', b: 'c = d' });
});
