/** The notebook that things go to. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Subscription } from '../api/backend';

/** Finds, creates and fills notebooks. */
export class Notebooks {
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly tracker: INotebookTracker | null,
    /** Whether the main area can be split, which Notebook 7's cannot. */
    private readonly split: boolean
  ) {}

  /** The notebook used last, also when something else has the focus. */
  get current(): NotebookPanel | null {
    return this.tracker?.currentWidget ?? null;
  }

  /** Its file's name, such as `Untitled.ipynb`. */
  get name(): string | null {
    const path = this.current?.context.path;
    return path ? PathExt.basename(path) : null;
  }

  /** Its directory, relative to the root of the workspace. */
  get directory(): string {
    return PathExt.dirname(this.current?.context.path ?? '');
  }

  /** Call back when another notebook becomes the current one. */
  onChange(listener: () => void): Subscription {
    const { tracker } = this;
    tracker?.currentChanged.connect(listener);
    return { dispose: () => tracker?.currentChanged.disconnect(listener) };
  }

  /**
   * Create an empty notebook with the default kernel and wait until it is open; it stands beside
   * what is in front now, so that both are seen.
   */
  async create(): Promise<void> {
    const { commands, serviceManager, shell } = this.app;
    const beside = shell.currentWidget?.id;
    await serviceManager.kernelspecs.ready;
    const kernelName = serviceManager.kernelspecs.specs?.default;
    await commands.execute('notebook:create-new', { cwd: '', kernelName });
    const created = this.current;
    if (created && beside && this.split) {
      shell.add(created, 'main', { mode: 'split-right', ref: beside });
    }
    await created?.context.ready;
    await created?.sessionContext.ready;
  }

  /** Bring the notebook to the front. */
  show(): void {
    if (this.current) {
      this.app.shell.activateById(this.current.id);
    }
  }

  /** Put a cell below the active one, as one step that Undo takes back. */
  insert(source: string): void {
    const notebook = this.current?.content;
    const model = notebook?.model;
    if (!notebook || !model) {
      throw new Error('There is no notebook to put the cell into.');
    }
    if (model.readOnly) {
      throw new Error(`${this.name} is read-only.`);
    }
    const index = Math.min(notebook.activeCellIndex + 1, model.cells.length);
    const cell = { cell_type: 'code', source: source.trimEnd(), metadata: { trusted: true } };
    model.sharedModel.insertCell(index, cell);
    notebook.activeCellIndex = index;
    notebook.deselectAll();
    void notebook.scrollToItem(index);
  }
}
