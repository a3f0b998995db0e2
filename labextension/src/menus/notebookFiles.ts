/** Notebooks that are written into the workspace and opened: of queries, and of tutorials. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { Asker } from '../api/adql';
import { BackendError } from '../api/backend';
import type { QueryNotebookRequest, Saved, TutorialCopy, TutorialRequest } from '../api/schema';
import { errorNotice, type NoticeContent } from '../components/notice';
import type { TutorialsClient } from './tutorials';

/** What the files stand on. */
export interface NotebookFilesOptions {
  app: JupyterFrontEnd;
  asker: Asker;
  tutorials: TutorialsClient;
  notify(content: NoticeContent): void;
}

type Existing = NonNullable<TutorialRequest['existing']>;

/** Writes them, asks before it replaces one, and opens what it wrote. */
export class NotebookFiles {
  constructor(private readonly options: NotebookFilesOptions) {}

  /** Write a notebook that repeats a query, under a name that no file has. */
  async ofQuery(request: QueryNotebookRequest): Promise<void> {
    await this.attempt('No notebook was written.', async () => {
      const { asker } = this.options;
      const saved = await asker.ask<Saved>('POST', ['queries', 'notebooks'], { body: request });
      await this.open(saved.path);
      this.options.notify({
        kind: 'success',
        message: `${saved.path} asks this again. Nothing was run yet.`
      });
    });
  }

  /** Copy a tutorial and open it; a file of its name with other content is asked about. */
  async ofTutorial(id: string, title: string): Promise<void> {
    await this.attempt('The tutorial was not copied.', async () => {
      const copy = await this.copy(id, title);
      if (copy) {
        await this.open(copy.path);
      }
    });
  }

  private async copy(id: string, title: string): Promise<TutorialCopy | null> {
    const { tutorials } = this.options;
    try {
      return await tutorials.copy(id, { existing: 'ask' });
    } catch (error) {
      if (!(error instanceof BackendError && error.code === 'conflict')) {
        throw error;
      }
    }
    const existing = await askExisting(title);
    return existing ? tutorials.copy(id, { existing }) : null;
  }

  private async open(path: string): Promise<void> {
    await this.options.app.commands.execute('docmanager:open', { path, factory: 'Notebook' });
  }

  private async attempt(lead: string, what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      this.options.notify(errorNotice(error as Error, lead));
    }
  }
}

async function askExisting(title: string): Promise<Existing | null> {
  const answers: Existing[] = ['keep', 'beside', 'replace'];
  const { button } = await showDialog({
    title: 'Keep your notebook?',
    body: `The workspace has a notebook of “${title}” that differs from the tutorial, as when you have worked in it.`,
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: 'Replace', actions: ['replace'] }),
      Dialog.createButton({ label: 'Save beside', actions: ['beside'] }),
      Dialog.okButton({ label: 'Keep mine', actions: ['keep'] })
    ],
    defaultButton: 3
  });
  return answers.find(answer => button.actions.includes(answer)) ?? null;
}
