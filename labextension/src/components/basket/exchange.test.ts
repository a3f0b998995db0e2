import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeBasket, item } from '../../../../tests/labextension/basket';
import { settle } from '../../../../tests/labextension/fake';
import { BasketStore } from '../../api/basket';
import { BasketPanel, type BasketPanelOptions } from './view';

let panel: BasketPanel;
beforeEach(() => document.body.replaceChildren());
afterEach(() => panel.dispose());

async function show(options: Partial<BasketPanelOptions> = {}) {
  const { client } = fakeBasket([item({ id: 'a', tags: ['x'] }), item({ id: 'b' })], {
    tags: [{ name: 'x', count: 1 }],
    can_redo: true,
    redo_text: 'Remove 1 item'
  });
  panel = new BasketPanel({ store: new BasketStore(client), stage: vi.fn(), ...options });
  document.body.append(panel.node);
  panel.start();
  await settle();
  return client;
}

async function choose(line: string) {
  document.querySelector<HTMLElement>('[aria-haspopup=menu]')?.click();
  await settle();
  const items = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const found = items.find(one => one.textContent === line);
  expect(found, items.map(one => one.textContent).join()).toBeDefined();
  found?.click();
  await settle();
}

it('saves the basket as JSON, or as a VOTable where the name says so', async () => {
  const reveal = vi.fn();
  const client = await show({ reveal });
  client.save = vi.fn(async () => ({ path: 'b.vot', size: 10 }) as never);
  await choose('Save in the workspace…');
  const form = document.querySelector('form[aria-label="Save basket"]') as HTMLFormElement;
  const field = form.querySelector('input') as HTMLInputElement;
  expect(field.value).toBe('basket.json');
  field.value = 'b.vot';
  form.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
  expect(client.save).toHaveBeenCalledWith({ path: 'b.vot', format: 'votable' });
  expect(document.body.textContent).toContain('b.vot is saved (10 B).');
  const shown = [...document.querySelectorAll('button')];
  shown.find(one => one.textContent === 'Show in file browser')?.click();
  expect(reveal).toHaveBeenCalledWith('b.vot');
});

it('travels in the notebook, and is taken in from there and from the workspace', async () => {
  const share = vi.fn(async () => 'The basket is in A.ipynb.');
  const shared = { items: [] };
  const chooseFile = async () => 'other/basket.json';
  const client = await show({ share, shared: () => shared, chooseFile });
  client.document = vi.fn(async () => ({ version: 1 }));
  await choose('Share into this notebook');
  expect(share).toHaveBeenCalledWith({ version: 1 });
  expect(document.body.textContent).toContain('The basket is in A.ipynb.');
  await choose('Import from this notebook');
  expect(client.import).toHaveBeenLastCalledWith({ document: shared });
  await choose('Import from the workspace…');
  expect(client.import).toHaveBeenLastCalledWith({ path: 'other/basket.json' });
});

it('drops duplicates, does again what was undone, and shows another order', async () => {
  const client = await show();
  await choose('Remove duplicates');
  expect(client.remove).toHaveBeenLastCalledWith({ duplicates: true });
  await choose('Do again: Remove 1 item');
  expect(client.redo).toHaveBeenCalledOnce();
  await choose('Largest first');
  expect(client.view).toHaveBeenLastCalledWith(
    expect.objectContaining({ sort: 'size', descending: true }),
    expect.anything()
  );
});

it('looks for words, and at one tag', async () => {
  const client = await show();
  const facet = document.querySelector('select') as HTMLSelectElement;
  facet.value = 'tag:x';
  facet.dispatchEvent(new Event('change'));
  await settle();
  const asked = () => vi.mocked(client.view).mock.lastCall?.[0];
  expect(asked()).toMatchObject({ tag: 'x' });
  const text = document.querySelector('input[type=search]') as HTMLInputElement;
  text.value = 'Item b';
  text.dispatchEvent(new Event('input'));
  await vi.waitFor(() => expect(asked()).toMatchObject({ tag: 'x', text: 'Item b' }));
});
