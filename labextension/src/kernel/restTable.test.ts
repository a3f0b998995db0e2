import { ServerConnection } from '@jupyterlab/services';
import { expect, it } from 'vitest';
import { restTable } from './restTable';

function tableFrom(answer: Response) {
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://localhost/user/alice/',
    fetch: async () => answer
  });
  return restTable(settings)('r1', 0, 8);
}

it('gives the bytes', async () => {
  expect((await tableFrom(new Response('ARROW1'))).byteLength).toBe(6);
});

it('refuses in the words of the server', async () => {
  const info = { code: 'not_found', message: 'It was deleted.', remedy: 'Search again.' };
  const answer = new Response(JSON.stringify(info), { status: 404 });
  await expect(tableFrom(answer)).rejects.toMatchObject(info);
});
