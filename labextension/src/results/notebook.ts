/** One notebook, wherever the focus goes meanwhile. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ISessionContext } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { NotebookPanel } from '@jupyterlab/notebook';

/** Where a table or a cell goes; chosen once, when the person asks for it. */
export class Notebook {
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly panel: NotebookPanel
  ) {}

  /** Its path in the workspace. */
  get path(): string {
    return this.panel.context.path;
  }

  /** Its file's name, such as `Untitled.ipynb`. */
  get name(): string {
    return PathExt.basename(this.path);
  }

  /** Its directory, relative to the root of the workspace. */
  get directory(): string {
    return PathExt.dirname(this.path);
  }

  /** What leads to its kernel. */
  get session(): ISessionContext {
    return this.panel.sessionContext;
  }

  /** Whether it has changes that its file lacks. */
  get isDirty(): boolean {
    return !this.panel.isDisposed && this.panel.context.model.dirty;
  }

  /** Write it to its file. */
  async save(): Promise<void> {
    if (!this.panel.isDisposed) {
      await this.panel.context.save();
    }
  }

  /** Bring it to the front. */
  show(): void {
    this.app.shell.activateById(this.panel.id);
  }

  /** What it carries in its metadata under this name, if anything. */
  carried(name: string): unknown {
    return this.panel.isDisposed ? undefined : this.panel.content.model?.getMetadata(name);
  }

  /** Let it carry something in its metadata; it is saved with the notebook. */
  carry(name: string, value: unknown): void {
    const model = this.panel.isDisposed ? null : this.panel.content.model;
    if (!model) {
      throw new Error(`${this.name} was closed.`);
    }
    if (model.readOnly) {
      throw new Error(`${this.name} is read-only.`);
    }
    model.setMetadata(name, value);
  }

  /** Put a cell below the active one, as one step that Undo takes back. */
  insert(source: string): void {
    const { content, isDisposed } = this.panel;
    const model = isDisposed ? null : content.model;
    if (!model) {
      throw new Error(`${this.name} was closed, so there is no cell in it.`);
    }
    if (model.readOnly) {
      throw new Error(`${this.name} is read-only.`);
    }
    const index = Math.min(content.activeCellIndex + 1, model.cells.length);
    const cell = { cell_type: 'code', source: source.trimEnd(), metadata: { trusted: true } };
    model.sharedModel.insertCell(index, cell);
    content.activeCellIndex = index;
    content.deselectAll();
    void content.scrollToItem(index);
  }
}
