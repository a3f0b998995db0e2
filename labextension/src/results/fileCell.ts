/** A file beside a notebook, and the cell that reads it. */
import { BackendError, type WorkspaceBackend } from '../api/backend';
import type { Result } from '../api/schema';
import { type Action, errorNotice, type NoticeContent } from '../components/notice';
import { fallbackCell } from '../kernel';
import type { Notebook } from './notebook';

/** What a file and its cell stand on, and how they are heard. */
export interface FileCellOptions {
  backend: WorkspaceBackend;
  result: Result;
  say(content: NoticeContent): void;
}

/** For kernels that can neither be handed a table nor make the search again. */
export class FileCell {
  constructor(private readonly options: FileCellOptions) {}

  /** The button that saves and inserts. */
  offer(notebook: Notebook, variable: string, language: string): Action {
    const run = () => void this.insert(notebook, variable, language, false);
    return { label: 'Save file and insert cell', run };
  }

  private async insert(
    notebook: Notebook,
    variable: string,
    language: string,
    overwrite: boolean
  ): Promise<void> {
    const { backend, result, say } = this.options;
    const { directory, name } = notebook;
    try {
      const request = { result, variable, language, directory, overwrite };
      const made = await fallbackCell(backend, request);
      notebook.insert(made.code);
      say({
        kind: 'success',
        message: `${made.path} is saved, and a cell that reads it is in ${name}.`,
        remedy: 'Run the cell.',
        actions: [{ label: 'Show notebook', run: () => notebook.show() }]
      });
    } catch (error) {
      const again = (over: boolean) => void this.insert(notebook, variable, language, over);
      say(refused(error as Error, again));
    }
  }
}

function refused(error: Error, again: (overwrite: boolean) => void): NoticeContent {
  if (error instanceof BackendError && error.code === 'conflict') {
    const overwrite = { label: 'Overwrite', run: () => again(true) };
    return { kind: 'warning', message: error.message, actions: [overwrite] };
  }
  return { ...errorNotice(error), actions: [{ label: 'Retry', run: () => again(false) }] };
}
