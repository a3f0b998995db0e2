import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import type { PlannedFile, StagePlan, Transfer } from '../../api/schema';
import { StagingClient } from '../../api/staging';
import { StageDialog } from './dialog';

const before = HTMLDialogElement.prototype.showModal;
const closing = HTMLDialogElement.prototype.close;

beforeEach(() => {
  document.body.replaceChildren();
  // jsdom has no dialogs that open.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
});

afterEach(() => {
  HTMLDialogElement.prototype.showModal = before;
  HTMLDialogElement.prototype.close = closing;
});

const file = (fields: Partial<PlannedFile> & { id: string }): PlannedFile => ({
  name: `${fields.id}.fits`,
  folder: 'esap-data/sandbox',
  state: 'fetch',
  way: 'https',
  why: '',
  size: '1000',
  estimated: false,
  content_type: '',
  kind: 'FITS',
  archive: 'sandbox',
  collection: '',
  semantics: '#this',
  url: '',
  path: null,
  result: 'r1',
  row: 0,
  item: '',
  error: null,
  ...fields
});

const plan = (fields: Partial<StagePlan> = {}): StagePlan => ({
  id: 'p1',
  files: [file({ id: 'a' }), file({ id: 'b' })],
  total: 2,
  here: 0,
  fetch: 2,
  wait: 0,
  failed: 0,
  size: '2000',
  here_size: '0',
  unknown: 0,
  estimated: 0,
  later: 0,
  free: '5000',
  fits: true,
  folder: 'esap-data',
  message: '',
  ...fields
});

async function show(made: StagePlan | Error) {
  const client = new StagingClient({ ask: vi.fn(async () => Promise.reject(new Error('asked'))) });
  client.plan = vi.fn(async () => {
    if (made instanceof Error) {
      throw made;
    }
    return made;
  });
  client.start = vi.fn(async () => ({ id: 't1' }) as Transfer);
  const started = vi.fn();
  const dialog = new StageDialog({ client, started });
  const closed = dialog.show({
    words: '2 rows of M31',
    title: 'M31',
    what: [{ result: 'r1', rows: [0, 1] }],
    hasRows: true,
    around: { ra: 10.68, dec: 41.27, radius: 0.5 }
  });
  await settle();
  return { client, started, closed };
}

const named = (name: string) =>
  [...document.querySelectorAll('button')].find(
    one => one.textContent === name
  ) as HTMLButtonElement;
const words = () => document.querySelector('[role=status].esap-stage-words')?.textContent;
const isIdle = (node: HTMLElement) => node.getAttribute('aria-disabled') === 'true';

it('says what would come before anything is fetched, and starts that', async () => {
  const { client, started, closed } = await show(plan({ here: 1, fetch: 1, size: '1000' }));
  expect(document.querySelector('h2')?.textContent).toBe('Stage 2 rows of M31');
  expect(words()).toBe('2 files · 1.0 kB to fetch · 1 file here already · 5.0 kB free on the disk');
  expect(client.start).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(named('Start'));
  named('Start').click();
  await closed;
  expect(client.start).toHaveBeenCalledWith({ plan: 'p1', skip: [], title: 'M31' });
  expect(started).toHaveBeenCalledWith(expect.objectContaining({ id: 't1' }));
  expect(document.querySelector('dialog')).toBeNull();
});

it('begins nothing that does not fit, until enough is ticked off', async () => {
  const { client, closed } = await show(plan({ free: '1500', fits: false }));
  expect(document.body.textContent).toContain(
    'It does not fit on the disk: 2.0 kB are to be fetched. 1.5 kB are free.'
  );
  expect(isIdle(named('Start'))).toBe(true);
  document.querySelector<HTMLInputElement>('[aria-label="Bring b.fits"]')?.click();
  expect(words()).toContain('1 ticked off, 1.0 kB left to fetch');
  expect(isIdle(named('Start'))).toBe(false);
  named('Start').click();
  await closed;
  expect(client.start).toHaveBeenCalledWith({ plan: 'p1', skip: ['b'], title: 'M31' });
});

it('asks anew for all files, or for cutouts once it is told where', async () => {
  const { client, closed } = await show(plan());
  const which = document.querySelector('select') as HTMLSelectElement;
  const asked = () => vi.mocked(client.plan).mock.lastCall?.[0];
  expect(asked()).toMatchObject({ which: 'this', what: [{ result: 'r1', parameters: {} }] });
  const choose = async (value: string) => {
    which.value = value;
    which.dispatchEvent(new Event('change'));
    await settle();
  };
  await choose('all');
  expect(asked()).toMatchObject({ which: 'all' });
  await choose('cutout');
  expect(asked()?.what[0].parameters).toEqual({ CIRCLE: '10.68 41.27 0.5' });
  const radius = document.querySelector('[aria-label="Radius in degrees"]') as HTMLInputElement;
  radius.value = '';
  radius.dispatchEvent(new Event('change'));
  await settle();
  expect(words()).toBe('Type where the cutout is, in degrees.');
  expect(isIdle(named('Start'))).toBe(true);
  named('Cancel').click();
  await closed;
});

it('says of files that cannot be had why, and of no files what to try', async () => {
  const error = { code: 'not_found', message: 'It is gone.', remedy: 'Ask the archive.' };
  const gone = file({ id: 'a', state: 'failed', size: null, error });
  const { closed } = await show(plan({ files: [gone], total: 1, fetch: 0, failed: 1, size: '0' }));
  expect(document.querySelector('table')?.textContent).toContain('It is gone. Ask the archive.');
  expect(document.body.textContent).toContain('There is no file to bring.');
  expect(isIdle(named('Start'))).toBe(true);
  named('Cancel').click();
  await closed;
});

it('tells why there is no plan, and plans again', async () => {
  const { client, closed } = await show(new Error('The archive does not answer.'));
  expect(document.body.textContent).toContain('The archive does not answer.');
  vi.mocked(client.plan).mockResolvedValueOnce(plan());
  named('Retry').click();
  await settle();
  expect(isIdle(named('Start'))).toBe(false);
  named('Cancel').click();
  await closed;
});

it('plans again where the server knows the plan no more', async () => {
  const { client, started, closed } = await show(plan());
  vi.mocked(client.start).mockRejectedValueOnce(new Error('There is no such plan (any more).'));
  named('Start').click();
  await settle();
  expect(document.body.textContent).toContain('It was not begun. There is no such plan');
  vi.mocked(client.plan).mockResolvedValueOnce(plan({ id: 'p2' }));
  named('Plan again').click();
  await settle();
  named('Start').click();
  await closed;
  expect(client.start).toHaveBeenLastCalledWith({ plan: 'p2', skip: [], title: 'M31' });
  expect(started).toHaveBeenCalledTimes(1);
});
