/** What can be asked of single rows: where they are, what belongs to them. Framework-free. */
import type { RowOrder } from '../components/grid';
import type { Activity, Footprints, Links, Positions } from './schema';

/** Asks the server; rows count from 0 in the given order. */
export interface RowServices {
  positions(result: string, order: RowOrder, signal?: AbortSignal): Promise<Positions>;
  footprints(result: string, order: RowOrder, signal?: AbortSignal): Promise<Footprints>;
  /** Files and services; the archive is asked. */
  links(result: string, row: number, order: RowOrder, signal?: AbortSignal): Promise<Links>;
  /** An image that the server has fetched. */
  preview(result: string, row: number, order: RowOrder, signal?: AbortSignal): Promise<Blob>;
  /** Begin to bring a file into the workspace. */
  bring(result: string, row: number, order: RowOrder, link: string): Promise<Activity>;
  /** Begin to bring a cutout into the workspace. */
  cutout(
    result: string,
    row: number,
    order: RowOrder,
    link: string,
    parameters: { [name: string]: string }
  ): Promise<Activity>;
}

type Query = { [key: string]: string };

/** What reaches the server; see `RestBackend`. */
export interface Asker {
  ask<T>(
    method: string,
    path: string[],
    options?: { query?: Query; body?: unknown; signal?: AbortSignal }
  ): Promise<T>;
  bytes(path: string[], options: { query?: Query; signal?: AbortSignal }): Promise<Blob>;
}

/** The server's answers, over REST. */
export class RestRowServices implements RowServices {
  constructor(private readonly asker: Asker) {}

  positions(result: string, order: RowOrder, signal?: AbortSignal): Promise<Positions> {
    return this.asker.ask('GET', ['results', result, 'positions'], {
      query: ordered(order),
      signal
    });
  }

  footprints(result: string, order: RowOrder, signal?: AbortSignal): Promise<Footprints> {
    const path = ['results', result, 'footprints'];
    return this.asker.ask('GET', path, { query: ordered(order), signal });
  }

  links(result: string, row: number, order: RowOrder, signal?: AbortSignal): Promise<Links> {
    return this.asker.ask('GET', rowPath(result, row, 'links'), { query: ordered(order), signal });
  }

  preview(result: string, row: number, order: RowOrder, signal?: AbortSignal): Promise<Blob> {
    return this.asker.bytes(rowPath(result, row, 'preview'), { query: ordered(order), signal });
  }

  bring(result: string, row: number, order: RowOrder, link: string): Promise<Activity> {
    const options = { query: ordered(order), body: { link } };
    return this.asker.ask('POST', rowPath(result, row, 'files'), options);
  }

  cutout(
    result: string,
    row: number,
    order: RowOrder,
    link: string,
    parameters: { [name: string]: string }
  ): Promise<Activity> {
    const options = { query: ordered(order), body: { link, parameters } };
    return this.asker.ask('POST', rowPath(result, row, 'cutout'), options);
  }
}

function rowPath(result: string, row: number, what: string): string[] {
  return ['results', result, 'rows', String(row), what];
}

function ordered({ column, direction, where }: RowOrder): Query {
  return {
    ...(column === null ? {} : { sort: String(column), direction }),
    ...(where ? { where: JSON.stringify(where) } : {})
  };
}
