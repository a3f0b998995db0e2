import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { refusal } from '../api/rest';
import type { TableSource } from './types';

/** Reads a result's Arrow file from the server in slices, for kernels that share no disk with it. */
export function restTable(settings: ServerConnection.ISettings): TableSource {
  return async (result, offset, length, signal) => {
    const query = URLExt.objectToQueryString({ offset: String(offset), length: String(length) });
    const path = URLExt.join(settings.baseUrl, 'esap', 'results', URLExt.encodeParts(result));
    const url = `${URLExt.join(path, 'table')}${query}`;
    const response = await ServerConnection.makeRequest(url, { signal }, settings);
    if (!response.ok) {
      throw refusal(response, await response.text());
    }
    return response.arrayBuffer();
  };
}
