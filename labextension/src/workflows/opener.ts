/** Opens workflows in this lab, untrusted, once they have come. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ActivityStore } from '../api/activities';
import { hasEnded } from '../api/activities';
import type { Subscription } from '../api/backend';
import type { BasketStore } from '../api/basket';
import type { Activity, NotebookSummary, Workflow } from '../api/schema';
import type { WorkflowsClient } from '../api/workflows';
import { showDialog } from '../components/facilities/dialog';
import { errorNotice, type NoticeContent } from '../components/notice';
import { errorWords } from '../components/words';
import { nameOf } from '../components/workflows/words';

/** What the opener stands on. */
export interface OpenerOptions {
  app: JupyterFrontEnd;
  client: WorkflowsClient;
  activities: ActivityStore;
  items: BasketStore;
  notify(content: NoticeContent): void;
  showActivity(): void;
  /** Show a file or folder of the workspace. */
  readonly reveal?: (path: string) => void;
}

/** Follows what was begun here. */
export class Opener implements Subscription {
  private readonly followed = new Set<string>();
  private readonly subscription: Subscription;

  constructor(private readonly options: OpenerOptions) {
    this.subscription = options.activities.subscribe(() => this.update());
  }

  dispose(): void {
    this.subscription.dispose();
  }

  /** Show what opening would do, and do it when the person says so. */
  async show(workflow: Workflow, notebook?: NotebookSummary): Promise<void> {
    const { client, items, notify } = this.options;
    try {
      await items.start();
      const { OpenForm } = await import('../components/workflows/openForm');
      const begun = (activity: Activity) => this.begun(activity, workflow.title);
      const options = { client, workflow, notebook, basket: items.count ?? 0, begun };
      const title = `Open ${notebook ? nameOf(notebook.path) : workflow.title}`;
      await showDialog(title, close => new OpenForm(options, close));
    } catch (error) {
      notify(errorNotice(error as Error));
    }
  }

  private begun(activity: Activity, title: string): void {
    this.followed.add(activity.id);
    const show = { label: 'Show activity', run: () => this.options.showActivity() };
    this.options.notify({
      kind: 'info',
      message: `Fetching ${title}; it opens when it is here.`,
      actions: [show]
    });
    void this.options.activities.refresh();
  }

  private update(): void {
    for (const id of [...this.followed]) {
      const activity = this.options.activities.get(id);
      if (activity && hasEnded(activity)) {
        this.followed.delete(id);
        void this.ended(activity);
      }
    }
  }

  private async ended({ state, title, path, error, message }: Activity): Promise<void> {
    const { app, notify, reveal } = this.options;
    if (state === 'failed') {
      const cause = error ? ` ${errorWords(error)}` : '';
      notify({ kind: 'error', message: `${title} failed.${cause}` });
    }
    if (state !== 'done' || !path) {
      return;
    }
    if (message) {
      notify({ kind: 'info', message });
    }
    reveal?.(path);
    // JupyterLab trusts nothing in a notebook that was not run or trusted here.
    if (path.endsWith('.ipynb')) {
      await app.commands.execute('docmanager:open', { path });
    }
  }
}
