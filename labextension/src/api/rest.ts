/** The server's answers, over REST. */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import {
  type ActivityListener,
  BackendError,
  type CoverageRequest,
  type RowsRequest,
  type Stream,
  type WorkspaceBackend
} from './backend';
import { EventSocket } from './events';
import { readItems } from './items';
import type {
  Activity,
  Archive,
  ArchiveForm,
  Citation,
  Code,
  Coverage,
  ErrorInfo,
  Page,
  Result,
  Saved,
  SaveRequest,
  Search,
  SearchRequest,
  Target
} from './schema';

type Query = { [key: string]: string };

/** Asks the server extension under `<base_url>esap/`. */
export class RestBackend implements WorkspaceBackend {
  constructor(private readonly settings: ServerConnection.ISettings) {}

  archives(): Promise<Archive[]> {
    return this.ask('GET', ['archives']);
  }

  check(id: string): Promise<Archive> {
    return this.ask('POST', ['archives', id, 'check']);
  }

  resolve(text: string, online: boolean, signal?: AbortSignal): Promise<Target> {
    const query = { name: text, online: String(online) };
    return this.ask('GET', ['targets'], { query, signal });
  }

  search(request: SearchRequest): Promise<Search> {
    return this.ask('POST', ['searches'], { body: request });
  }

  searching(id: string): Promise<Search> {
    return this.ask('GET', ['searches', id]);
  }

  merged([id, ...also]: readonly string[], distinct: boolean): Promise<Result> {
    const query = { also: also.join(','), distinct: String(distinct) };
    return this.ask('POST', ['searches', id, 'merged'], { query });
  }

  form(id: string, collection: string): Promise<ArchiveForm> {
    return this.ask('GET', ['archives', id, 'form'], { query: { collection } });
  }

  async coverage(
    request: CoverageRequest,
    signal?: AbortSignal,
    found?: (coverage: Coverage) => void
  ): Promise<Coverage[]> {
    const { target, radius, archives } = request;
    const collections = JSON.stringify(request.collections ?? {});
    const query = { target, radius: String(radius), archives: archives.join(','), collections };
    return readItems(await this.send('GET', ['coverage'], { query, signal }), found);
  }

  cancelSearch(id: string): Promise<void> {
    return this.ask('DELETE', ['searches', id]);
  }

  activities(): Promise<Activity[]> {
    return this.ask('GET', ['activities']);
  }

  cancelActivity(id: string): Promise<void> {
    return this.ask('DELETE', ['activities', id]);
  }

  results(): Promise<Result[]> {
    return this.ask('GET', ['results']);
  }

  citation(id: string): Promise<Citation> {
    return this.ask('GET', ['results', id, 'citation']);
  }

  result(id: string): Promise<Result> {
    return this.ask('GET', ['results', id]);
  }

  rows(id: string, request: RowsRequest, signal?: AbortSignal): Promise<Page> {
    const query: Query = {
      start: String(request.start),
      stop: String(request.stop),
      columns: request.columns.join(','),
      direction: request.direction
    };
    if (request.sort !== null) {
      query.sort = String(request.sort);
    }
    if (request.where) {
      query.where = JSON.stringify(request.where);
    }
    return this.ask('GET', ['results', id, 'rows'], { query, signal });
  }

  code(id: string, variable: string, language: string, file?: string): Promise<Code> {
    const query: Query = { variable, language, ...(file === undefined ? {} : { filename: file }) };
    return this.ask('GET', ['results', id, 'code'], { query });
  }

  save(id: string, request: SaveRequest): Promise<Saved> {
    return this.ask('POST', ['results', id, 'files'], { body: request });
  }

  onActivity(listener: ActivityListener): Stream {
    return new EventSocket(this.settings, listener);
  }

  /** Ask for a path below `esap/`; rejects with {@link BackendError}. */
  async ask<T>(
    method: string,
    path: string[],
    options: { query?: Query; body?: unknown; signal?: AbortSignal } = {}
  ): Promise<T> {
    const response = await this.send(method, path, options);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** Ask for bytes, such as an image; rejects with {@link BackendError}. */
  async bytes(path: string[], options: { query?: Query; signal?: AbortSignal }): Promise<Blob> {
    const response = await this.send('GET', path, options);
    return response.blob();
  }

  private async send(
    method: string,
    path: string[],
    options: { query?: Query; body?: unknown; signal?: AbortSignal }
  ): Promise<Response> {
    const address = URLExt.join(this.settings.baseUrl, 'esap', ...path.map(encodeURIComponent));
    const url = address + (options.query ? URLExt.objectToQueryString(options.query) : '');
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    const response = await this.answer(url, { method, body, signal: options.signal });
    if (!response.ok) {
      throw refusal(response, await response.text());
    }
    return response;
  }

  private async answer(url: string, init: RequestInit): Promise<Response> {
    try {
      return await ServerConnection.makeRequest(url, init, this.settings);
    } catch (error) {
      if (error instanceof ServerConnection.NetworkError) {
        throw new BackendError({
          code: 'unreachable',
          message: 'The Jupyter server does not answer.',
          remedy: 'Check that it is still running, then try again.'
        });
      }
      throw error;
    }
  }
}

/** The server's refusal in its own words, or in ours when it has none. */
export function refusal(response: Response, text: string): BackendError {
  return new BackendError(errorInfo(response, text));
}

function errorInfo(response: Response, text: string): ErrorInfo {
  try {
    const info = JSON.parse(text) as Partial<ErrorInfo>;
    if (typeof info.message === 'string' && info.message) {
      return { code: info.code ?? 'error', message: info.message, remedy: info.remedy ?? '' };
    }
  } catch {
    // A proxy's page or tornado's own; its status says more than its markup.
  }
  return {
    code: 'error',
    message: `The Jupyter server answered ${response.status} ${response.statusText}.`.trim(),
    remedy:
      response.status === 404
        ? 'Check with "jupyter server extension list" that esap_jupyter is enabled.'
        : 'Reload the page; you may have to sign in again.'
  };
}
