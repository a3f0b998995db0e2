/** Takes notebooks, workflows and the basket somewhere else to run. */
import type { ActivityStore } from '../api/activities';
import type { BasketStore } from '../api/basket';
import type { FacilitiesClient } from '../api/facilities';
import type { Activity, BasketDocumentRequest, NotebookSummary, Workflow } from '../api/schema';
import type { WorkflowsClient } from '../api/workflows';
import type { Component } from '../components/dom';
import { showDialog } from '../components/facilities/dialog';
import type { CarriedBasket, Errand } from '../components/facilities/errand';
import { counted } from '../components/format';
import { errorNotice, type NoticeContent } from '../components/notice';
import type { TermsFactory } from '../components/search/terms';
import { nameOf } from '../components/workflows/words';
import type { Notebook } from '../results/notebook';
import type { Notebooks } from '../results/notebooks';

/** What the launcher stands on. */
export interface LauncherOptions {
  client: FacilitiesClient;
  workflows: WorkflowsClient;
  activities: ActivityStore;
  items: BasketStore;
  notebooks: Notebooks;
  terms: TermsFactory;
  login(service: string): Promise<void>;
  notify(content: NoticeContent): void;
  showActivity(): void;
  /** Show a file or folder of the workspace. */
  readonly reveal?: (path: string) => void;
}

/** Its dialogs are fetched when they are first wanted. */
export class Launcher {
  constructor(private readonly options: LauncherOptions) {}

  /** Launch a workflow, or one of its notebooks. */
  async workflow(workflow: Workflow, notebook?: NotebookSummary): Promise<void> {
    const known = await this.lookedInto(workflow);
    await this.launch({
      words: notebook ? nameOf(notebook.path) : workflow.title,
      workflow: workflow.id,
      notebook: notebook?.path ?? '',
      notebooks: known.notebooks ?? [],
      basket: await this.basket({}, false)
    });
  }

  /** Launch the notebook that is open. */
  async notebook(): Promise<void> {
    const { current } = this.options.notebooks;
    if (current) {
      await this.launch({ ...ofWorkspace(current), basket: await this.basket({}, false) });
    } else {
      this.none();
    }
  }

  /** Launch items of the basket, with the notebook that is open where there is one. */
  async items(which: BasketDocumentRequest, count: number): Promise<void> {
    const { current } = this.options.notebooks;
    const basket = await this.basket(which, true, count);
    const words = `${counted(count, 'item')} of the basket`;
    const alone = { words, workflow: '', notebook: '' };
    const errand = current ? ofWorkspace(current) : alone;
    await this.launch({ ...errand, basket });
  }

  /** Run a notebook of a workflow with nobody in front of it. */
  async batchOf(workflow: Workflow, notebook: NotebookSummary): Promise<void> {
    const words = nameOf(notebook.path);
    await this.batch({ words, workflow: workflow.id, notebook: notebook.path });
  }

  /** Run the notebook that is open with nobody in front of it. */
  async batchNotebook(): Promise<void> {
    const { current } = this.options.notebooks;
    await (current ? this.batch(ofWorkspace(current)) : this.none());
  }

  /** What is told of a launch or of jobs below their activity. */
  async details(activity: Activity): Promise<Component | null> {
    const { options } = this;
    const { client, activities } = options;
    if (activity.launch !== null) {
      const { LaunchView } = await import('../components/facilities/launchView');
      return new LaunchView(activity.launch, { client, activities, isBrief: true });
    }
    if (activity.batch !== null) {
      const { BatchView } = await import('../components/facilities/batchView');
      return new BatchView(activity, {
        client,
        activities,
        get reveal() {
          return options.reveal;
        }
      });
    }
    return null;
  }

  private async launch(errand: Errand): Promise<void> {
    await this.attempt(async () => {
      const { LaunchForm } = await import('../components/facilities/launchForm');
      const title = `Launch ${errand.words}`;
      await showDialog(title, close => new LaunchForm(this.options, errand, close));
    });
  }

  private async batch(errand: Errand): Promise<void> {
    await this.attempt(async () => {
      const { BatchForm } = await import('../components/facilities/batchForm');
      const begun = (message: string) => this.begun(message);
      const title = `Run ${errand.words} in batch`;
      await showDialog(title, close => new BatchForm({ ...this.options, begun }, errand, close));
    });
  }

  private begun(message: string): void {
    const show = { label: 'Show activity', run: () => this.options.showActivity() };
    this.options.notify({ kind: 'info', message, actions: [show] });
  }

  private async basket(
    which: BasketDocumentRequest,
    isWanted: boolean,
    count?: number
  ): Promise<CarriedBasket> {
    const { items } = this.options;
    await items.start();
    return {
      count: count ?? items.count ?? 0,
      isWanted,
      document: () => items.client.document(which)
    };
  }

  // Which notebooks are inside is known of those only that somebody has looked into.
  private async lookedInto(workflow: Workflow): Promise<Workflow> {
    try {
      const { workflows } = this.options;
      return workflow.notebooks === null ? await workflows.get(workflow.id) : workflow;
    } catch {
      // The launch itself tells why it cannot be had.
      return workflow;
    }
  }

  private none(): void {
    this.options.notify({
      kind: 'warning',
      message: 'No notebook is open. Open one, and try again.'
    });
  }

  private async attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      this.options.notify(errorNotice(error as Error));
    }
  }
}

function ofWorkspace(notebook: Notebook): Errand {
  const errand = { words: notebook.name, workflow: '', notebook: notebook.path };
  return notebook.isDirty
    ? {
        ...errand,
        before: { words: 'Its unsaved changes are saved first.', run: () => notebook.save() }
      }
    : errand;
}
