/** Opens the pages for writing ADQL, one an archive. */
import type { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import { InputDialog, MainAreaWidget, Notification, WidgetTracker } from '@jupyterlab/apputils';
import type { ActivityStore } from '../api/activities';
import { AdqlClient } from '../api/adql';
import type { ArchiveStore } from '../api/archives';
import type { RestBackend } from '../api/rest';
import type { Archive } from '../api/schema';
import { Drafts } from '../components/adql/drafts';
import type { Selections } from '../components/result/selections';
import type { Storage } from '../components/search/choices';
import { errorWords } from '../components/words';
import { esapIcon } from '../icons';
import type { KernelTables } from '../kernel';
import type { Notebooks } from '../results/notebooks';
import { ResultToolbar, type ToolbarOptions } from '../results/toolbar';
import { AdqlTab } from './adqlTab';
import { codeEditor } from './codeEditor';
import { tablesInUse } from './notebookTables';

type Tab = MainAreaWidget<AdqlTab>;

/** What the pages stand on. */
export interface AdqlTabsOptions extends ToolbarOptions {
  app: JupyterFrontEnd;
  labShell: ILabShell | null;
  backend: RestBackend;
  archives: ArchiveStore;
  activities: ActivityStore;
  notebooks: Notebooks;
  kernels: KernelTables;
  selections: Selections;
  storage: Storage | null;
  /** Tells servers on one origin apart. */
  storageKey: string;
  open(id: string): void;
}

/** Whether an archive is one whose tables ADQL can be written for. */
export function takesAdql(archive: Archive): boolean {
  return archive.kind !== 'local' && archive.takes.includes('adql');
}

/** All open pages. */
export class AdqlTabs {
  /** For layout restoration. */
  readonly tracker = new WidgetTracker<Tab>({ namespace: 'esap-adql' });

  constructor(private readonly options: AdqlTabsOptions) {}

  /**
   * Open the page of an archive, or ask which; a query goes into a tab of its own. One that is
   * not `seen` yet, as behind others after a reload, asks the archive when it is.
   */
  async open(id?: string, query?: string, seen = true): Promise<Tab | null> {
    const { archives, activities } = this.options;
    activities.start();
    if (!archives.loaded) {
      await archives.load();
    }
    const archive = await this.choose(id);
    if (!archive) {
      return null;
    }
    const tab = this.find(archive.id) ?? (await this.build(archive, seen));
    if (seen) {
      this.options.app.shell.activateById(tab.id);
    }
    if (query) {
      tab.content.workspace.put(query);
    }
    return tab;
  }

  private find(archive: string): Tab | null {
    return this.tracker.find(tab => tab.content.archive === archive) ?? null;
  }

  private async choose(id?: string): Promise<Archive | null> {
    const { archives } = this.options;
    const able = archives.list().filter(takesAdql);
    const wanted = able.find(archive => archive.id === id);
    if (wanted || able.length === 0 || id) {
      if (!wanted) {
        const name = id ? archives.nameOf(id) : 'None of the archives';
        const cause = archives.error ? errorWords(archives.error) : '';
        Notification.error(`${name} does not take ADQL. ${cause}`.trim());
      }
      return wanted ?? null;
    }
    if (able.length === 1) {
      return able[0];
    }
    const items = able.map(archive => archive.name);
    const { value } = await InputDialog.getItem({
      title: 'Write ADQL for',
      items,
      okLabel: 'Open'
    });
    return able.find(archive => archive.name === value) ?? null;
  }

  private async build(archive: Archive, seen: boolean): Promise<Tab> {
    const { app, labShell } = this.options;
    const content = this.make(archive);
    if (seen) {
      content.workspace.start();
    }
    const tab = new MainAreaWidget({ content });
    tab.id = `esap-adql-${archive.id}`;
    tab.title.label = `ADQL · ${archive.name}`;
    tab.title.caption = `Write ADQL for ${archive.name}`;
    if (labShell) {
      tab.title.icon = esapIcon;
    }
    tab.title.closable = true;
    tab.toolbar.hide();
    app.shell.add(tab, labShell ? 'main' : 'down', { mode: 'tab-after', type: 'ESAP ADQL' });
    await this.tracker.add(tab);
    return tab;
  }

  private make(archive: Archive): AdqlTab {
    const { backend, activities, notebooks, storage, storageKey, open } = this.options;
    const { kernels, selections } = this.options;
    return new AdqlTab({
      archive,
      backend,
      activities,
      client: new AdqlClient(backend),
      drafts: new Drafts(storage, `${storageKey}:${archive.id}`),
      editor: codeEditor,
      toolbar: result => new ResultToolbar(this.options, result),
      notebookTables: tablesInUse(notebooks, kernels),
      selections,
      insertPython: code => void insert(notebooks, code),
      open
    });
  }
}

async function insert(notebooks: Notebooks, code: string): Promise<void> {
  try {
    const notebook = notebooks.current ?? (await notebooks.create());
    notebook?.insert(code);
    if (notebook) {
      Notification.success(`A cell that asks this is in ${notebook.name}.`, { autoClose: 4000 });
    }
  } catch (error) {
    Notification.error(`No cell was inserted. ${errorWords(error as Error)}`);
  }
}
