/** A basket in memory, and models of it with all their fields. */
import { vi } from 'vitest';
import { BasketClient, type BasketQuestion } from '../../labextension/src/api/basket';
import type { BasketEdit, BasketItem, BasketView } from '../../labextension/src/api/schema';

export const item = (fields: Partial<BasketItem> & { id: string }): BasketItem => ({
  kind: 'row',
  title: `Item ${fields.id}`,
  archive: 'sandbox',
  collection: '',
  data: {},
  columns: [],
  provenance: {},
  url: '',
  did: '',
  size: '1000',
  estimate: null,
  checksums: {},
  content_type: '',
  group: '',
  tags: [],
  note: '',
  origin: '',
  position: 0,
  added: 1000,
  changed: 1000,
  ...fields
});

export const edit = (fields: Partial<BasketEdit> = {}): BasketEdit => ({
  revision: 2,
  text: '1 item taken out',
  count: 1,
  ids: [],
  present: 0,
  refused: [],
  ...fields
});

/** A client that answers from a list; edits are spies that change nothing by themselves. */
export function fakeBasket(items: BasketItem[], fields: Partial<BasketView> = {}) {
  const state = { items, revision: 1, fields };
  const client = new BasketClient({ ask: vi.fn(async () => Promise.reject(new Error('asked'))) });
  client.view = vi.fn(async (question: BasketQuestion) => page(state, question));
  for (const name of ['add', 'change', 'remove', 'clear', 'undo', 'redo', 'import'] as const) {
    client[name] = vi.fn(async () => {
      state.revision += 1;
      return edit({ revision: state.revision });
    });
  }
  return { client, state };
}

function page(
  state: { items: BasketItem[]; revision: number; fields: Partial<BasketView> },
  { text = '', group = null, offset = 0, limit = 100 }: BasketQuestion
): BasketView {
  const found = state.items.filter(
    one => one.title.includes(text) && (group === null || one.group === group)
  );
  const names = [...new Set(state.items.map(one => one.group))];
  return {
    items: found.slice(offset, offset + limit),
    total: found.length,
    size: String(1000 * found.length),
    unsized: 0,
    estimated: 0,
    count: state.items.length,
    groups: names.map(name => {
      const count = state.items.filter(one => one.group === name).length;
      return { name, count, size: String(1000 * count), unsized: 0, estimated: 0 };
    }),
    tags: [],
    kinds: [{ name: 'row', count: state.items.length }],
    archives: [],
    here: {},
    revision: state.revision,
    can_undo: true,
    can_redo: false,
    undo_text: '',
    redo_text: '',
    ...state.fields
  };
}
