/** The notebook that things go to. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Subscription } from '../api/backend';
import { Notebook } from './notebook';

/** Finds and creates notebooks. */
export class Notebooks {
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly tracker: INotebookTracker | null,
    /** Whether the main area can be split, which Notebook 7's cannot. */
    private readonly split: boolean
  ) {}

  /** The notebook used last, also when something else has the focus. */
  get current(): Notebook | null {
    const panel = this.tracker?.currentWidget;
    return panel ? new Notebook(this.app, panel) : null;
  }

  /** Call back when another notebook becomes the current one. */
  onChange(listener: () => void): Subscription {
    const { tracker } = this;
    tracker?.currentChanged.connect(listener);
    return { dispose: () => tracker?.currentChanged.disconnect(listener) };
  }

  /**
   * Create an empty notebook with the default kernel and wait until it is open; it stands beside
   * what is in front now, so that both are seen. `null` where it opens in a page of its own.
   */
  async create(): Promise<Notebook | null> {
    const { commands, serviceManager, shell } = this.app;
    const beside = shell.currentWidget?.id;
    await serviceManager.kernelspecs.ready;
    const kernelName = serviceManager.kernelspecs.specs?.default;
    await commands.execute('notebook:create-new', { cwd: '', kernelName });
    const panel = this.tracker?.currentWidget;
    if (!panel) {
      return null;
    }
    if (beside && this.split) {
      shell.add(panel, 'main', { mode: 'split-right', ref: beside });
    }
    await panel.context.ready;
    await panel.sessionContext.ready;
    return new Notebook(this.app, panel);
  }
}
