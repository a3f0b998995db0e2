import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { refusal } from '../api/rest';
import type { Arrival, ArrivedTable, Result } from '../api/schema';

/** Brings tables of kernels to the server, where they become results. */
export interface Arrivals {
  begin(): Promise<Arrival>;
  /** Append bytes; `offset` is how many have come. */
  add(id: string, offset: number, bytes: BufferSource, signal?: AbortSignal): Promise<void>;
  finish(id: string, table: ArrivedTable): Promise<Result>;
  /** Throw away what has come. */
  abandon(id: string): Promise<void>;
}

/** The server's side of it, over REST; all reject with the server's words. */
export function restArrivals(settings: ServerConnection.ISettings): Arrivals {
  const send = async (init: RequestInit, id = '', query = ''): Promise<Response> => {
    const url = URLExt.join(settings.baseUrl, 'esap', 'arrivals', encodeURIComponent(id)) + query;
    const response = await ServerConnection.makeRequest(url, init, settings);
    if (!response.ok) {
      throw refusal(response, await response.text());
    }
    return response;
  };
  return {
    begin: async () => (await send({ method: 'POST' })).json(),
    add: async (id, offset, bytes, signal) => {
      await send({ method: 'PATCH', body: bytes, signal }, id, `?offset=${offset}`);
    },
    finish: async (id, table) =>
      (await send({ method: 'POST', body: JSON.stringify(table) }, id)).json(),
    abandon: async id => {
      await send({ method: 'DELETE' }, id);
    }
  };
}
