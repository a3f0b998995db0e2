import { ServerConnection } from '@jupyterlab/services';
import { expect, it, vi } from 'vitest';
import { BackendError } from './backend';
import { RestBackend } from './rest';

function makeBackend(answer: () => Response | Promise<Response>) {
  const asked: Request[] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://localhost/user/alice/',
    fetch: vi.fn(async (request: RequestInfo | URL) => {
      asked.push(request as Request);
      return answer();
    })
  });
  return { backend: new RestBackend(settings), asked };
}

it('keeps names with slashes in one part of the path, below the base address', async () => {
  const { backend, asked } = makeBackend(() => new Response('{}'));
  await backend.result('../a b/c?d');
  expect(new URL(asked[0].url).pathname).toBe('/user/alice/esap/results/..%2Fa%20b%2Fc%3Fd');
});

it('asks for rows by page', async () => {
  const { backend, asked } = makeBackend(() => new Response('{}'));
  const page = { start: 0, stop: 256, columns: [0, 3], sort: 3, direction: 'ascending' } as const;
  await backend.rows('r1', page);
  const query = Object.fromEntries(new URL(asked[0].url).searchParams);
  expect(query).toMatchObject({
    start: '0',
    stop: '256',
    columns: '0,3',
    sort: '3',
    direction: 'ascending'
  });
});

it('rejects with the words of the server', async () => {
  const info = { code: 'conflict', message: 'There is one.', remedy: 'Overwrite it.' };
  const { backend } = makeBackend(() => new Response(JSON.stringify(info), { status: 409 }));
  await expect(backend.result('r1')).rejects.toEqual(new BackendError(info));
});

it('rejects with words of its own when a page comes instead of JSON', async () => {
  const { backend } = makeBackend(() => new Response('<html>', { status: 404 }));
  const error: BackendError = await backend.archives().catch(reason => reason);
  expect(error.message).toContain('404');
  expect(error.remedy).toContain('esap_jupyter is enabled');
});

it('says that the Jupyter server does not answer', async () => {
  const { backend } = makeBackend(() => Promise.reject(new TypeError('Failed to fetch')));
  await expect(backend.archives()).rejects.toMatchObject({ code: 'unreachable' });
});

const PLACE = { target: 'M31', radius: 0.5, archives: ['a', 'b'] };

it('tells of each archive while the list is still coming', async () => {
  const come = new TransformStream<Uint8Array, Uint8Array>();
  const writer = come.writable.getWriter();
  const write = (text: string) => writer.write(new TextEncoder().encode(text));
  const { backend, asked } = makeBackend(() => new Response(come.readable));
  const found = vi.fn();
  const all = backend.coverage(PLACE, undefined, found);
  void write('[\n{"archive":"a","no');
  void write('te":"–"},\n{"archive"');
  await vi.waitFor(() => expect(found).toHaveBeenCalledWith({ archive: 'a', note: '–' }));
  void write(':"b"}\n]');
  void writer.close();
  await expect(all).resolves.toEqual([{ archive: 'a', note: '–' }, { archive: 'b' }]);
  expect(found).toHaveBeenCalledTimes(2);
  expect(new URL(asked[0].url).searchParams.get('archives')).toBe('a,b');
});

it.each(['[\n{"archive":"a"},\n', '[\n{"archive":"a"}\n', ''])(
  'takes a list that breaks off for an error: %j',
  async text => {
    const { backend } = makeBackend(() => new Response(text));
    await expect(backend.coverage(PLACE)).rejects.toMatchObject({ code: 'bad_answer' });
  }
);

it('takes a list that comes in one piece too', async () => {
  const { backend } = makeBackend(() => new Response('[{"archive":"a"}]'));
  await expect(backend.coverage(PLACE)).resolves.toEqual([{ archive: 'a' }]);
});

it('takes an empty answer for nothing', async () => {
  const { backend } = makeBackend(() => new Response(null, { status: 204 }));
  await expect(backend.cancelSearch('s1')).resolves.toBeUndefined();
});
