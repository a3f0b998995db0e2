/** Paths of files that were staged, brought into notebooks: as a variable, or as a cell. */
import type { StagingClient } from '../api/staging';
import { count, counted } from '../components/format';
import { type Action, errorNotice, type NoticeContent } from '../components/notice';
import { nameFrom, type PathsSender } from '../kernel';
import { createNotebook } from '../results/creation';
import { relative } from '../results/fileActions';
import type { Notebook } from '../results/notebook';
import type { Notebooks } from '../results/notebooks';
import { pathsCode } from './code';

const MOST_IN_CELL = 2000;
const MOST = 50_000;
const PAGE = 10_000;
const LONGEST_NAME = 40;

/** What a delivery stands on. */
export interface DeliveryOptions {
  client: StagingClient;
  notebooks: Notebooks;
  sender: PathsSender;
  notify(content: NoticeContent): void;
}

/** A job, and what its variable is called. */
interface Errand {
  transfer: string;
  variable: string;
  notebook: Notebook;
}

/** The name of a variable for the paths of a job. */
export function variableFor(title: string): string {
  const name = nameFrom(title).slice(0, LONGEST_NAME).replace(/_+$/, '');
  return `${name}_paths`;
}

/** Goes to the notebook that was used last, or to a new one. */
export class PathsDelivery {
  constructor(private readonly options: DeliveryOptions) {}

  /** Bind a variable in the kernel to the paths of a job's files. */
  async send(transfer: string, title: string): Promise<void> {
    const { notebooks, notify } = this.options;
    const notebook = notebooks.current ?? (await createNotebook(notebooks, notify));
    if (notebook) {
      await this.deliver({ transfer, notebook, variable: variableFor(title) });
    }
  }

  /** Insert a cell that assigns the paths of a job's files. */
  async insert(transfer: string): Promise<void> {
    const { notebooks, notify } = this.options;
    const notebook = notebooks.current ?? (await createNotebook(notebooks, notify));
    if (notebook) {
      await this.insertInto(transfer, notebook);
    }
  }

  private async deliver(errand: Errand, overwrite = false): Promise<void> {
    const { sender, notify } = this.options;
    const { transfer, notebook, variable } = errand;
    try {
      const paths = await this.paths(transfer, MOST);
      const { session, directory } = notebook;
      const request = { session, variable, paths, directory, overwrite };
      const { state, message, remedy, rows = 0 } = await sender(request, () => this.busy(variable));
      const actions = this.actions(state, errand);
      if (state === 'ready') {
        const where = `${variable} is in notebook ${notebook.name} (${counted(rows, 'path')}).`;
        // What the kernel does not find of it is told, too.
        const lost = /\)\. (.+)$/.exec(message)?.[1] ?? '';
        notify({ kind: 'success', message: where, remedy: lost, actions });
      } else {
        notify({ kind: state === 'failed' ? 'error' : 'warning', message, remedy, actions });
      }
    } catch (error) {
      notify(errorNotice(error as Error, 'The paths were not sent.'));
    }
  }

  private actions(state: string, errand: Errand): Action[] {
    const { notebook, transfer, variable } = errand;
    const number = Number(/_(\d+)$/.exec(variable)?.[1] ?? 1) + 1;
    const next = `${variable.replace(/_\d+$/, '')}_${number}`;
    switch (state) {
      case 'ready':
        return [{ label: 'Show notebook', run: () => notebook.show() }];
      case 'exists':
        return [
          { label: 'Overwrite', run: () => void this.deliver(errand, true) },
          {
            label: `Call it ${next}`,
            run: () => void this.deliver({ ...errand, variable: next })
          }
        ];
      case 'no-package':
        return [
          { label: 'Insert code', run: () => void this.insertInto(transfer, notebook) },
          { label: 'Retry', run: () => void this.deliver(errand) }
        ];
      default:
        return [{ label: 'Retry', run: () => void this.deliver(errand) }];
    }
  }

  private busy(variable: string): void {
    const message = `The kernel is busy. ${variable} follows when the running cell has ended.`;
    this.options.notify({ kind: 'info', message });
  }

  private async insertInto(transfer: string, notebook: Notebook): Promise<void> {
    const { notify } = this.options;
    try {
      const paths = await this.paths(transfer, MOST_IN_CELL);
      const { directory } = notebook;
      const seen = paths.map(path => (path.startsWith('/') ? path : relative(directory, path)));
      notebook.insert(pathsCode(seen));
      notify({
        kind: 'success',
        message: `A cell with ${counted(paths.length, 'path')} is in ${notebook.name}.`,
        actions: [{ label: 'Show notebook', run: () => notebook.show() }]
      });
    } catch (error) {
      notify(errorNotice(error as Error, 'No cell was inserted.'));
    }
  }

  private async paths(transfer: string, most: number): Promise<string[]> {
    const { client } = this.options;
    const found: string[] = [];
    for (let offset = 0; ; offset += PAGE) {
      const { files, total } = await client.details(transfer, { offset, limit: PAGE });
      if (total > most) {
        throw new Error(`There are more than ${count(most)} files. List their folder in Python.`);
      }
      // The folder of what was in an archive stands for it, as it does in Python.
      found.push(...files.flatMap(({ path, unpacked }) => unpacked ?? path ?? []));
      if (files.length === 0 || offset + files.length >= total) {
        break;
      }
    }
    if (found.length === 0) {
      throw new Error('None of the files is here.');
    }
    return found;
  }
}
