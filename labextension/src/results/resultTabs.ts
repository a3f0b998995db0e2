/** Opens searches and results as tabs, each once. */
import type { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, Notification, WidgetTracker } from '@jupyterlab/apputils';
import { SplitPanel, TabPanel, type Widget } from '@lumino/widgets';
import type { Search } from '../api/schema';
import { findSearches } from '../api/stored';
import { errorWords } from '../components/words';
import { esapIcon } from '../icons';
import { ResultTab, type ResultTabOptions } from './resultTab';

type Tab = MainAreaWidget<ResultTab>;

/** What the tabs stand on. */
export interface ResultTabsOptions extends ResultTabOptions {
  app: JupyterFrontEnd;
  /** Notebook 7 has none: there, results go to the lower area. */
  labShell: ILabShell | null;
}

/** All open result tabs. */
export class ResultTabs {
  /** For layout restoration. */
  readonly tracker = new WidgetTracker<Tab>({ namespace: 'esap-results' });

  /** Those on their way, by the id of their first search. */
  private readonly opening = new Map<string, Promise<Tab>>();

  constructor(private readonly options: ResultTabsOptions) {}

  /** The tab used last. */
  get current(): ResultTab | null {
    return this.tracker.currentWidget?.content ?? null;
  }

  /** Show a search that has just begun; it joins the tab of the one that it repeats. */
  async show(search: Search, replaces?: string): Promise<void> {
    const id = replaces ?? search.id;
    const tab = this.find(id) ?? (await this.opening.get(id));
    if (!tab) {
      await this.open([search]);
      return;
    }
    tab.content.add(search);
    tab.title.label = search.title;
    tab.title.caption = `ESAP: ${search.title}`;
    await this.tracker.save(tab);
    this.activate(tab);
  }

  /** Show a search, or the one that gave a result, by id; an archive's part comes to the front. */
  async reopen(ids: readonly string[], archive: string | null = null): Promise<Tab | null> {
    const tab = this.find(ids[0]) ?? (await this.restore(ids));
    if (tab) {
      this.activate(tab);
      if (archive) {
        tab.content.view.select(archive);
      }
    }
    return tab;
  }

  /** The ids that bring a tab back. */
  idsOf(tab: Tab): string[] {
    return tab.content.view.ids;
  }

  private find(id: string): Tab | null {
    return this.tracker.find(tab => tab.content.shows(id)) ?? null;
  }

  private async restore(ids: readonly string[]): Promise<Tab | null> {
    const { backend, activities } = this.options;
    try {
      const found = await Promise.all(ids.map(id => findSearches(id, backend, activities)));
      return await this.open(found.flat());
    } catch (error) {
      Notification.error(`The result cannot be shown. ${errorWords(error as Error)}`);
      return null;
    }
  }

  private async open(searches: Search[]): Promise<Tab> {
    const { id } = searches[0];
    const there = this.find(id);
    if (there) {
      return there;
    }
    const opening =
      this.opening.get(id) ?? this.build(searches).finally(() => this.opening.delete(id));
    this.opening.set(id, opening);
    return opening;
  }

  private async build(searches: Search[]): Promise<Tab> {
    const { app, labShell, archives, activities } = this.options;
    activities.start();
    if (!archives.loaded) {
      await archives.load();
    }
    const tab = this.make(searches);
    app.shell.add(tab, labShell ? 'main' : 'down', { mode: 'tab-after', type: 'ESAP result' });
    const first = this.tracker.size === 0;
    await this.tracker.add(tab);
    this.activate(tab);
    if (!labShell && first) {
      requestAnimationFrame(() => makeRoom(tab));
    }
    return tab;
  }

  private make(searches: Search[]): Tab {
    const content = new ResultTab(this.options);
    const tab = new MainAreaWidget({ content });
    tab.id = `esap-result-${searches[0].id}`;
    tab.title.label = searches[0].title;
    tab.title.caption = `ESAP: ${searches[0].title}`;
    if (this.options.labShell) {
      tab.title.icon = esapIcon;
    }
    tab.title.closable = true;
    tab.toolbar.hide();
    for (const search of searches) {
      content.add(search);
    }
    return tab;
  }

  private activate(tab: Tab): void {
    const panel = tabPanelOf(tab);
    if (!this.options.labShell && panel) {
      panel.currentWidget = tab;
    }
    this.options.app.shell.activateById(tab.id);
  }
}

// Notebook 7 activates what is in its lower area without bringing its tab to the front.
function tabPanelOf(widget: Widget): TabPanel | null {
  const found = widget.parent?.parent;
  return found instanceof TabPanel ? found : null;
}

// Its lower area opens with a quarter of the height, which holds no row below the tools.
function makeRoom(widget: Widget): void {
  const split = tabPanelOf(widget)?.parent;
  if (split instanceof SplitPanel) {
    split.setRelativeSizes([1, 1]);
  }
}
