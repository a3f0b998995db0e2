/** A cell that makes a search again, put into the notebook. */
import { type Backend, BackendError } from '../api/backend';
import type { Result } from '../api/schema';
import type { NoticeContent } from '../components/notice';
import { languageOf } from '../kernel';
import type { Notebooks } from './notebooks';

/** What an insertion stands on, and how it is heard. */
export interface CodeInsertionOptions {
  backend: Backend;
  notebooks: Notebooks;
  result: Result;
  say(content: NoticeContent | null): void;
}

/** Asks for the code and inserts it; nothing is run. */
export class CodeInsertion {
  constructor(private readonly options: CodeInsertionOptions) {}

  /** Insert below the active cell of the current notebook. */
  async insert(variable: string): Promise<void> {
    const { backend, notebooks, result, say } = this.options;
    const notebook = notebooks.current;
    if (!notebook) {
      const create = { label: 'Create a notebook', run: () => void this.create(variable) };
      say({ kind: 'warning', message: 'No notebook is open.', actions: [create] });
      return;
    }
    try {
      const language = (await languageOf(notebook.sessionContext)) ?? 'python';
      const { code } = await backend.code(result.id, variable, language);
      notebooks.insert(code);
      say({
        kind: 'success',
        message: `A cell that makes this search again is in ${notebooks.name}.`,
        actions: [{ label: 'Show notebook', run: () => notebooks.show() }]
      });
    } catch (error) {
      const remedy = error instanceof BackendError ? error.remedy : '';
      say({ kind: 'error', message: (error as Error).message, remedy });
    }
  }

  private async create(variable: string): Promise<void> {
    const { notebooks, say } = this.options;
    say({ kind: 'info', message: 'Creating a notebook…' });
    try {
      await notebooks.create();
    } catch (error) {
      say({ kind: 'error', message: `No notebook was created. ${(error as Error).message}` });
      return;
    }
    if (notebooks.current) {
      await this.insert(variable);
    }
  }
}
