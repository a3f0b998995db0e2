import { beforeEach, expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import type { Lake } from '../../api/schema';
import type { Attachment } from '../../lake/attachment';
import type { AttachmentState, NotebookAttachments } from '../../lake/notebookAttachments';
import { AttachmentBar } from './bar';
import { stateWords, summary } from './words';

const IMAGE: Attachment = { did: 'test:i', type: 'file', variableName: 'image', lake: 'first' };
const EVENTS: Attachment = { did: 'test:<b>e', type: 'collection', variableName: 'events' };

function make(fields: Partial<NotebookAttachments> = {}, states: AttachmentState[] = []) {
  const attachments = [IMAGE, EVENTS];
  const model = {
    attached: { attachments, broken: 0 },
    asks: false,
    isPostponed: false,
    stateOf: (item: Attachment) => states[attachments.indexOf(item)] ?? { state: 'waiting' },
    agree: vi.fn(async () => undefined),
    postpone: vi.fn(),
    remove: vi.fn(),
    retry: vi.fn(async () => undefined),
    ...fields
  } as unknown as NotebookAttachments & { retry: ReturnType<typeof vi.fn> };
  const lakes = ['first', 'second'].map(id => ({ id, name: `Lake ${id}` }) as Lake);
  const does = { show: vi.fn(), login: vi.fn(), rename: vi.fn() };
  const bar = new AttachmentBar({ model, lakes: async () => lakes, ...does });
  document.body.append(bar.node);
  return { bar, model, ...does };
}

const press = (label: string) =>
  document.querySelector<HTMLButtonElement>(`[aria-label="${label}"]`)?.click();
const named = (text: string) =>
  [...document.querySelectorAll('button')].find(each => each.textContent === text);

beforeEach(() => document.body.replaceChildren());

it('asks about a notebook of somebody else, and of which lake where it does not say', async () => {
  const { model } = make({ asks: true } as Partial<NotebookAttachments>);
  await settle();
  const words = document.querySelector('[role=status]')?.textContent;
  expect(words).toBe('This notebook asks for 2 data sets of Lake first.');
  const choice = document.querySelector('select') as HTMLSelectElement;
  expect(choice.hidden).toBe(false);
  choice.value = 'second';
  named('Attach')?.click();
  expect(model.agree).toHaveBeenCalledWith('second');
  named('Not now')?.click();
  expect(model.postpone).toHaveBeenCalled();
});

it('counts what it cannot read, alone and beside what it can', () => {
  make({ attached: { attachments: [], broken: 1 } } as Partial<NotebookAttachments>);
  const words = () => document.querySelector('[role=status]')?.textContent;
  expect(words()).toBe('Data lake: 1 entry makes no sense and is left alone.');
  document.body.replaceChildren();
  make({ attached: { attachments: [IMAGE], broken: 2 } } as Partial<NotebookAttachments>);
  expect(words()).toMatch(/^Data lake: 1 data set.* 2 entries make no sense and are left alone\.$/);
});

it('shows outside words as text', () => {
  make();
  expect(document.querySelector('b')).toBeNull();
  expect(document.body.textContent).toContain('test:<b>e');
});

it('offers what helps with each state', () => {
  const error = { code: 'not_logged_in', message: 'You are not logged in.', remedy: 'Log in.' };
  const states: AttachmentState[] = [
    { state: 'failed', error },
    { state: 'exists', exists: 'list' }
  ];
  const { login, model } = make({}, states);
  press('Log in… image');
  expect(login).toHaveBeenCalledWith(IMAGE);
  press('Overwrite events');
  expect(model.retry).toHaveBeenCalledWith(EVENTS, true);
  states[0] = { state: 'ready', files: 3, here: 1 };
  const { show } = make({}, states);
  press('Make available… image');
  expect(show).toHaveBeenCalledWith(IMAGE);
});

it('is not there where nothing is attached', () => {
  const none = { attached: { attachments: [], broken: 0 } };
  expect(make(none as unknown as Partial<NotebookAttachments>).bar.node.hidden).toBe(true);
});

it('says all in one line', () => {
  const ready: AttachmentState = { state: 'ready', files: 3, here: 3 };
  const away: AttachmentState = { state: 'ready', files: 3, here: 1, coming: true };
  expect(summary([ready, ready])).toBe('2 data sets attached, ready');
  expect(summary([ready, away])).toBe('2 data sets attached, 1 not here');
  expect(summary([ready, { state: 'failed' }])).toBe('1 of 2 data sets failed to attach');
  expect(summary([{ state: 'resolving' }])).toBe('attaching 1 data set…');
  expect(stateWords(away)).toBe('2 of 3 files not here, on the way');
});
