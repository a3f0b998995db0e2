/** A cell that makes a search again, put into the notebook. */
import type { WorkspaceBackend } from '../api/backend';
import type { Result } from '../api/schema';
import { errorNotice, type NoticeContent } from '../components/notice';
import { languageOf } from '../kernel';
import { createNotebook } from './creation';
import { FileCell } from './fileCell';
import type { Notebook } from './notebook';
import type { Notebooks } from './notebooks';

/** What an insertion stands on, and how it is heard. */
export interface CodeInsertionOptions {
  backend: WorkspaceBackend;
  notebooks: Notebooks;
  result: Result;
  say(content: NoticeContent | null): void;
}

/** Asks for the code and inserts it; nothing is run. */
export class CodeInsertion {
  private readonly fileCell: FileCell;

  constructor(private readonly options: CodeInsertionOptions) {
    this.fileCell = new FileCell(options);
  }

  /** Insert below the active cell of the notebook that is the current one now. */
  async insert(variable: string): Promise<void> {
    const { notebooks, say } = this.options;
    const notebook = notebooks.current;
    if (notebook) {
      await this.insertInto(notebook, variable);
      return;
    }
    const create = { label: 'Create a notebook', run: () => void this.create(variable) };
    say({ kind: 'warning', message: 'No notebook is open.', actions: [create] });
  }

  private async insertInto(notebook: Notebook, variable: string): Promise<void> {
    const { backend, result, say } = this.options;
    try {
      const language = (await languageOf(notebook.session)) ?? 'python';
      if (language !== 'python') {
        say({
          kind: 'warning',
          message: `The kernel of ${notebook.name} speaks ${language}; only Python can make the search again.`,
          remedy: 'A cell can read the rows from a file.',
          actions: [this.fileCell.offer(notebook, variable, language)]
        });
        return;
      }
      const { code } = await backend.code(result.id, variable, language);
      notebook.insert(code);
      say({
        kind: 'success',
        message: `A cell that makes this search again is in ${notebook.name}.`,
        actions: [{ label: 'Show notebook', run: () => notebook.show() }]
      });
    } catch (error) {
      say(errorNotice(error as Error));
    }
  }

  private async create(variable: string): Promise<void> {
    const { notebooks, say } = this.options;
    const notebook = await createNotebook(notebooks, say);
    if (notebook) {
      await this.insertInto(notebook, variable);
    }
  }
}
