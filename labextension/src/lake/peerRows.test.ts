/** The rows of rucio-jupyterlab's features that are the notebook's: its list and its tool bar. */
import { afterEach, expect, it, vi } from 'vitest';
import type { Lake, LakeFile, LakeFileState } from '../api/schema';
import { AttachmentBar } from '../components/attach/bar';
import type { Attachment } from './attachment';
import { Consent } from './consent';
import { NotebookAttachments } from './notebookAttachments';
import type { Parcel, Receipt } from './toKernel';

const IMAGE: Attachment = { did: 'test:i', type: 'file', variableName: 'image', lake: 'first' };
const EVENTS: Attachment = {
  did: 'test:e',
  type: 'collection',
  variableName: 'events',
  lake: 'first'
};

afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
});

function seen(state: LakeFileState): LakeFile {
  const did = { scope: 'test', name: 'f', type: 'file', size: '6' } as LakeFile['did'];
  return { did, state, path: null, rses: [], done: null, reason: '' };
}

function receipt({ attachment, files }: Parcel): Receipt {
  const here = files.filter(({ state }) => state === 'here').length;
  return { variable: attachment.variableName, files: files.length, here };
}

function make(metadata: Attachment[] = [IMAGE, EVENTS]) {
  const states: Record<string, LakeFileState> = { 'test:i': 'here', 'test:e': 'elsewhere' };
  const carry = vi.fn(async (parcels: readonly Parcel[]) => parcels.map(receipt));
  const files = async (_lake: string, did: string) => [seen(states[did])];
  const lakes = { files, list: async () => [{ id: 'first', name: 'First' } as Lake] };
  const notebook = { metadata, isTrusted: true, hasKernel: true, carry };
  const consent = new Consent(localStorage, 'peer-rows');
  const does = { show: vi.fn(), login: vi.fn(), rename: vi.fn() };
  const model = new NotebookAttachments({
    notebook,
    lakes,
    consent,
    changed: () => bar.update()
  });
  const bar: AttachmentBar = new AttachmentBar({ model, lakes: lakes.list, ...does });
  document.body.append(bar.node);
  const rows = () => [...bar.node.querySelectorAll('li')].map(row => row.textContent);
  const words = () => bar.node.querySelector('[role=status]')?.textContent;
  const press = (label: string) =>
    bar.node.querySelector<HTMLButtonElement>(`[aria-label="${label}"]`)?.click();
  return { model, notebook, carry, states, does, rows, words, press };
}

it('row 12: attached DIDs are listed with their state, are made available, and are detached', async () => {
  const { model, notebook, does, rows, press } = make();
  await model.agree(null);
  expect(rows()).toEqual([
    expect.stringContaining('imagetest:iready'),
    expect.stringContaining('eventstest:enot here')
  ]);
  press('Make available… events');
  expect(does.show).toHaveBeenCalledWith(EVENTS);
  press('Detach image');
  expect(notebook.metadata).toEqual([EVENTS]);
  expect(rows()).toHaveLength(1);
});

it('row 13: the bar says how the data are, is ready on the kernel’s word alone, and attaches again', async () => {
  const { model, carry, states, words, press } = make([EVENTS]);
  expect(words()).toContain('asks for 1 data set');
  let answer: (receipts: Receipt[]) => void = () => undefined;
  carry.mockImplementationOnce(() => new Promise(resolve => (answer = resolve)));
  const agreed = model.agree(null);
  await vi.waitFor(() => expect(carry).toHaveBeenCalled());
  expect(words()).toContain('attaching 1 data set');
  answer([{ variable: 'events', files: 1, here: 0 }]);
  await agreed;
  expect(words()).toBe('Data lake: 1 data set attached, 1 not here.');
  states['test:e'] = 'here';
  press('Look again events');
  await vi.waitFor(() => expect(words()).toBe('Data lake: 1 data set attached, ready.'));
});
