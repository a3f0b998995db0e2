/** Data of lakes in notebooks: attached as variables, or as code. */
import { InputDialog } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Subscription } from '../api/backend';
import type { DidType } from '../api/schema';
import type { RowActions } from '../components/attach/list';
import { errorNotice, type NoticeContent } from '../components/notice';
import { createNotebook } from '../results/creation';
import type { Notebooks } from '../results/notebooks';
import { AttachedNotebook, type AttachedNotebookOptions } from './attachedNotebook';
import type { Attachment } from './attachment';
import { stagingCode } from './code';
import { attachProblem, nameForDid, nameForPaths } from './names';

/** What it stands on. */
export interface LakeNotebooksOptions extends Omit<AttachedNotebookOptions, 'actions'> {
  tracker: INotebookTracker | null;
  notebooks: Notebooks;
  /** Show a DID in the panel. */
  show(lake: string, did: string): void;
  login(service: string): void;
  say(content: NoticeContent): void;
}

const SOON = 1000;

/** Has a bar in each notebook, and takes what the lake's tab sends. */
export class LakeNotebooks implements Subscription {
  private turn: Promise<void> = Promise.resolve();
  private timer = 0;
  private readonly open = new Map<NotebookPanel, AttachedNotebook>();

  constructor(private readonly options: LakeNotebooksOptions) {
    const { tracker } = options;
    tracker?.forEach(panel => void this.add(panel));
    tracker?.widgetAdded.connect(this.onAdded, this);
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.options.tracker?.widgetAdded.disconnect(this.onAdded, this);
    for (const notebook of this.open.values()) {
      notebook.dispose();
    }
  }

  /** Attach a DID to the current notebook under a name that the person is asked for. */
  attach(lake: string, did: string, type: DidType): Promise<void> {
    // Of several, the second is asked about when the first is done.
    this.turn = this.turn.then(() => this.attachNow(lake, did, type));
    return this.turn;
  }

  private async attachNow(lake: string, did: string, type: DidType): Promise<void> {
    const { say } = this.options;
    try {
      const notebook = await this.current(() => void this.attach(lake, did, type));
      if (!notebook) {
        return;
      }
      const { attachments } = notebook.model.attached;
      const taken = new Set(attachments.map(({ variableName }) => variableName));
      const variable = await askName(nameForDid(did, taken), `Attach ${did} as`);
      if (variable !== null) {
        const kind = type === 'file' ? 'file' : 'collection';
        await notebook.model.add({ did, type: kind, variableName: variable, lake });
        say(outcome(notebook, variable));
      }
    } catch (error) {
      say(errorNotice(error as Error));
    }
  }

  /** Put a cell that fetches a DID, without this extension, into the current notebook. */
  async insert(lake: string, did: string): Promise<void> {
    const { tracker, notebooks, say } = this.options;
    const notebook = notebooks.current;
    if (!notebook) {
      await this.current(() => void this.insert(lake, did));
      return;
    }
    try {
      const panel = tracker?.currentWidget;
      const attached = panel ? this.open.get(panel)?.model.attached.attachments : undefined;
      const taken = new Set(attached?.map(({ variableName }) => variableName));
      notebook.insert(stagingCode(lake, did, nameForPaths(did, taken)));
      const show = { label: 'Show notebook', run: () => notebook.show() };
      const message = `A cell that fetches ${did} is in ${notebook.name}.`;
      say({ kind: 'success', message, actions: [show] });
    } catch (error) {
      say(errorNotice(error as Error));
    }
  }

  /** Somebody has logged in to a service, or out of it. */
  loginChanged(): void {
    for (const { model } of this.open.values()) {
      void model.loggedIn();
    }
  }

  /** A rule has come to another state: what was on its way may be here now. */
  ruleChanged(): void {
    // Hundreds of rules may come to their end together.
    this.timer ||= window.setTimeout(() => {
      this.timer = 0;
      for (const { model } of this.open.values()) {
        if (model.isComing) {
          void model.refresh();
        }
      }
    }, SOON);
  }

  private onAdded(_: INotebookTracker, panel: NotebookPanel): void {
    void this.add(panel);
  }

  private async add(panel: NotebookPanel): Promise<AttachedNotebook | null> {
    await panel.context.ready;
    if (panel.isDisposed) {
      return null;
    }
    let notebook = this.open.get(panel);
    if (!notebook) {
      const actions = (opened: AttachedNotebook) => this.actions(opened);
      notebook = new AttachedNotebook(panel, { ...this.options, actions });
      this.open.set(panel, notebook);
      panel.disposed.connect(() => this.open.delete(panel));
    }
    return notebook;
  }

  private async current(again: () => void): Promise<AttachedNotebook | null> {
    const { tracker, notebooks, say } = this.options;
    const panel = tracker?.currentWidget;
    if (panel) {
      return this.add(panel);
    }
    const create = async () => {
      if (await createNotebook(notebooks, say)) {
        again();
      }
    };
    const actions = [{ label: 'Create a notebook', run: () => void create() }];
    say({ kind: 'warning', message: 'No notebook is open.', actions });
    return null;
  }

  private actions(notebook: AttachedNotebook): RowActions {
    const { show, login } = this.options;
    return {
      show: ({ lake, did }) => show(lake ?? '', did),
      login: ({ lake }) => login(lake ?? ''),
      rename: attachment => void rename(notebook, attachment)
    };
  }
}

async function rename({ model }: AttachedNotebook, attachment: Attachment): Promise<void> {
  const variable = await askName(attachment.variableName, `Attach ${attachment.did} as`);
  if (variable !== null && variable !== attachment.variableName) {
    await model.rename(attachment, variable);
  }
}

/** A name that the kernel takes, or null when the person gave up. */
async function askName(suggested: string, title: string): Promise<string | null> {
  let text = suggested;
  let label = 'Variable';
  for (;;) {
    const { button, value } = await InputDialog.getText({ title, label, text, okLabel: 'Attach' });
    if (!button.accept || value === null) {
      return null;
    }
    const problem = attachProblem(value.trim());
    if (problem === null) {
      return value.trim();
    }
    [text, label] = [value, problem];
  }
}

function outcome(notebook: AttachedNotebook, variable: string): NoticeContent {
  const { model, name } = notebook;
  const found = model.attached.attachments.find(item => item.variableName === variable);
  const state = found ? model.stateOf(found) : null;
  if (state?.state === 'ready') {
    const away = (state.files ?? 0) - (state.here ?? 0);
    const left = away > 0 ? ' It is not all here yet; make it available to read it.' : '';
    return { kind: 'success', message: `${variable} is in notebook ${name}.${left}` };
  }
  if (state?.state === 'failed') {
    const { message = '', remedy = '' } = state.error ?? {};
    return { kind: 'error', message: `${variable} was not attached. ${message}`, remedy };
  }
  if (state?.state === 'exists') {
    const message = `${variable} exists in the kernel already (${state.exists}).`;
    return { kind: 'warning', message, remedy: `Overwrite it or choose another name in ${name}.` };
  }
  return { kind: 'info', message: `${variable} follows when the kernel of ${name} runs.` };
}
