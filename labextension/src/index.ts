/** Puts the ESAP panel together and into the lab. */
import {
  ILabShell,
  ILayoutRestorer,
  IRouter,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { addActivitySummary, tellLongEnds } from './activities/statusItem';
import { AdqlTabs } from './adql/adqlTabs';
import { ActivityStore } from './api/activities';
import { ActivityLog } from './api/activityLog';
import { ArchiveStore } from './api/archives';
import { BasketClient, BasketStore } from './api/basket';
import { FacilitiesClient } from './api/facilities';
import { IdentityStore } from './api/identities';
import { IdentityClient } from './api/identity';
import { JobsClient } from './api/jobs';
import { LakesClient } from './api/lakes';
import { RestRowServices } from './api/links';
import { DiscoveryClient } from './api/registry';
import { RestBackend } from './api/rest';
import { SourcesClient } from './api/sources';
import { StagingClient } from './api/staging';
import { WorkflowsClient } from './api/workflows';
import { addBasketCommands } from './basket/basketCommands';
import { BasketTab } from './basket/basketTab';
import { BasketCollector } from './basket/collector';
import { didActions } from './basket/didActions';
import { sharing } from './basket/sharing';
import { addCommands } from './commands';
import { Ends } from './components/activity/ends';
import { LoginDialog } from './components/identity/dialog';
import { LoginStatus } from './components/identity/status';
import { didText } from './components/lake/words';
import { Selections } from './components/result/selections';
import { Choices } from './components/search/choices';
import { Launcher } from './facilities/launcher';
import { fileOfWorkspace } from './identity/fileChooser';
import { addLoginCommand, addStatusItem } from './identity/statusItem';
import { KernelHandover, KernelTables, pathsSender, restArrivals, restTable } from './kernel';
import { Consent } from './lake/consent';
import { addLakeCommands, fileChooser } from './lake/lakeCommands';
import { LakeNotebooks } from './lake/lakeNotebooks';
import { LakeTab } from './lake/lakeTab';
import { notify } from './lake/notify';
import { arrive } from './links/arrival';
import { copyLink } from './links/copying';
import { addMenu } from './menus/menuCommands';
import { EsapPanel } from './panel/panel';
import { withFiles } from './results/fileActions';
import { Notebooks } from './results/notebooks';
import { Preferences } from './results/preferences';
import { ResultTabs } from './results/resultTabs';
import { Stager } from './staging/stager';
import { labTerms } from './terms/labTerms';
import { CommandIDs, PLUGIN_ID } from './tokens';
import { Opener } from './workflows/opener';
import { addWorkflowCommands } from './workflows/workflowCommands';
import { WorkflowsTab } from './workflows/workflowsTab';

const RANK = 600;

const plugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Search astronomy archives and have the rows in the kernel.',
  autoStart: true,
  optional: [
    ILabShell,
    ILayoutRestorer,
    ICommandPalette,
    ILauncher,
    INotebookTracker,
    ISettingRegistry,
    IFileBrowserFactory,
    IDocumentManager,
    IStatusBar,
    IMainMenu,
    IRouter
  ],
  activate
};

function activate(
  app: JupyterFrontEnd,
  labShell: ILabShell | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null,
  launcher: ILauncher | null,
  tracker: INotebookTracker | null,
  registry: ISettingRegistry | null,
  files: IFileBrowserFactory | null,
  manager: IDocumentManager | null,
  statusBar: IStatusBar | null,
  menu: IMainMenu | null,
  router: IRouter | null
): void {
  const { serverSettings } = app.serviceManager;
  const backend = new RestBackend(serverSettings);
  const archives = new ArchiveStore(backend);
  const identities = new IdentityStore(new IdentityClient(backend));
  const items = new BasketStore(new BasketClient(backend));
  const activities = new ActivityStore(
    backend,
    () => identities.changed(),
    revision => items.changed(revision),
    change => {
      attached.ruleChanged();
      lake.ruleChanged(change);
    }
  );
  const preferences = new Preferences();
  const handover = new KernelHandover({ table: restTable(serverSettings) });
  const notebooks = new Notebooks(app, tracker, labShell !== null);
  const shared = { app, labShell, backend, archives, activities, preferences };
  const selections = new Selections();
  const services = new RestRowServices(backend);
  const run = (command: string) => void app.commands.execute(command);
  const staging = new StagingClient(backend);
  const stager = new Stager({
    client: staging,
    activities,
    notebooks,
    sender: pathsSender(PageConfig.getOption('serverRoot')),
    notify,
    showActivity: () => run(CommandIDs.activity),
    get reveal() {
      return details.reveal;
    }
  });
  const collector = new BasketCollector({
    store: items,
    stage: (result, selection) => stager.stageRows(result, selection),
    show: () => run(CommandIDs.basket),
    notify
  });
  const details = withFiles(app, notebooks, {
    services,
    activities,
    collect: (...file) => collector.addLink(...file),
    stage: (...file) => stager.stageLink(...file)
  });
  const tools = { handover, notebooks, collector, selections };
  const results = new ResultTabs({ ...shared, ...tools, details });
  const adql = new AdqlTabs({
    ...shared,
    handover,
    notebooks,
    kernels: new KernelTables({ arrivals: restArrivals(serverSettings) }),
    selections,
    storage: pageStorage(),
    storageKey: `esap-jupyter:adql:${serverSettings.baseUrl}`,
    open: id => void results.reopen([id])
  });
  const lakes = new LakesClient(backend);
  const logins = new LoginDialog({ store: identities, choose: fileOfWorkspace(manager) });
  const attached = new LakeNotebooks({
    tracker,
    notebooks,
    lakes,
    activities,
    consent: new Consent(pageStorage(), `esap-jupyter:attached:${serverSettings.baseUrl}`),
    show: (id, did) => void app.commands.execute(CommandIDs.lake, { lake: id, did }),
    login: service => void logins.show(service),
    say: notify
  });
  const lake = new LakeTab({
    client: lakes,
    login: service => logins.show(service),
    attach: (id, did) => void attached.attach(id, didText(did), did.type),
    insert: (id, did) => void attached.insert(id, didText(did)),
    activities,
    actions: didActions(collector, stager),
    cancel: id => backend.cancelActivity(id),
    chooseFiles: fileChooser(manager),
    results: () => backend.results(),
    // The file browser may come later.
    get reveal() {
      return details.reveal;
    },
    storage: pageStorage()
  });
  const showLogins = () => void logins.show();
  const workflowsClient = new WorkflowsClient(backend);
  const away = new Launcher({
    client: new FacilitiesClient(backend, path => URLExt.join(serverSettings.baseUrl, path)),
    workflows: workflowsClient,
    activities,
    items,
    notebooks,
    terms: labTerms,
    login: service => logins.show(service),
    notify,
    showActivity: () => run(CommandIDs.activity),
    get reveal() {
      return details.reveal;
    }
  });
  const basket = new BasketTab({
    store: items,
    stage: (which, total, title) => stager.stageItems(which, total, title),
    onArrival: arrived => new Ends(activities, one => one.transfer !== null && arrived()),
    chooseFile: fileOfWorkspace(manager),
    ...sharing(notebooks),
    launch: (which, total) => void away.items(which, total),
    match: ({ ids, where }) =>
      void panel.showMatches([ids ? { basket: ids } : { basket_where: where ?? {} }]),
    copyLink: path => void copyLink({ kind: 'basket', path }, notify),
    get reveal() {
      return details.reveal;
    }
  });
  const opener = new Opener({
    app,
    client: workflowsClient,
    activities,
    items,
    notify,
    showActivity: () => run(CommandIDs.activity),
    get reveal() {
      return details.reveal;
    }
  });
  const workflows = new WorkflowsTab({
    client: workflowsClient,
    openHere: (workflow, notebook) => void opener.show(workflow, notebook),
    launch: (workflow, notebook) => void away.workflow(workflow, notebook),
    batch: (workflow, notebook) => void away.batchOf(workflow, notebook),
    open: {
      name: () => notebooks.current?.name ?? null,
      onChange: listener => notebooks.onChange(listener),
      launch: () => void away.notebook(),
      batch: () => void away.batchNotebook()
    }
  });
  const panel = new EsapPanel({
    ...shared,
    lake,
    workflows,
    basket,
    items,
    staging,
    log: new ActivityLog(backend),
    deliver: activity => void stager.toKernel(activity),
    more: activity => away.details(activity),
    login: service => void logins.show(service),
    get reveal() {
      return details.reveal;
    },
    identities,
    logins: statusBar ? undefined : new LoginStatus(identities, showLogins).node,
    terms: labTerms,
    choices: new Choices(pageStorage(), `esap-jupyter:choices:${serverSettings.baseUrl}`),
    discovery: new DiscoveryClient(backend),
    jobs: new JobsClient(backend),
    sources: new SourcesClient(backend),
    openSettings: settingsOpener(app, labShell),
    writeAdql: (archive, query) => void adql.open(archive, query),
    notebookOf: job => void app.commands.execute(CommandIDs.resultNotebook, { job }),
    onSearch: (search, replaces) => void results.show(search, replaces),
    onOpen: (search, archive) => void results.reopen([search], archive)
  });
  app.shell.add(panel, 'left', { rank: RANK, type: 'ESAP' });
  addCommands({ app, panel, results, adql, palette, launcher });
  addLakeCommands({ app, panel, palette, files });
  addBasketCommands({ app, panel, results, collector, stager, palette });
  addWorkflowCommands({ app, panel, palette, notebooks, away });
  addMenu({ ...shared, menu, palette, asker: backend, panel, adql, results, notebooks, notify });
  void arrive({ app, router, panel, adql, archives, basket: items.client, notify });
  addActivitySummary(statusBar, activities, () => run(CommandIDs.activity));
  tellLongEnds({
    activities,
    stager,
    notify,
    isSeen: () => panel.isActivitySeen,
    open: ({ search, result, archive }) => void results.reopen([search ?? result ?? ''], archive),
    showActivity: () => run(CommandIDs.activity)
  });
  addLoginCommand(app, palette, logins);
  addStatusItem(statusBar, identities, showLogins);
  identities.subscribe(service => {
    if (service !== undefined) {
      lake.loginChanged(service);
      attached.loginChanged();
    }
  });
  restorer?.add(panel, panel.id);
  void restorer?.restore(results.tracker, {
    command: CommandIDs.openResult,
    args: tab => argsOf(results.idsOf(tab)),
    name: tab => tab.id
  });
  void restorer?.restore(adql.tracker, {
    command: CommandIDs.adql,
    args: tab => ({ archive: tab.content.archive, restored: true }),
    name: tab => tab.id
  });
  void readSettings(registry, preferences, panel);
}

function argsOf([id, ...also]: string[]): { id: string; also: string[] } {
  return { id, also };
}

// Where the browser forbids it, even naming the storage throws.
function pageStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function settingsOpener(app: JupyterFrontEnd, labShell: ILabShell | null) {
  const open = () => void app.commands.execute('settingeditor:open', { query: 'ESAP' });
  return labShell ? open : undefined;
}

async function readSettings(
  registry: ISettingRegistry | null,
  preferences: Preferences,
  panel: EsapPanel
): Promise<void> {
  const settings = await registry?.load(PLUGIN_ID);
  const apply = () => {
    if (settings) {
      preferences.read(settings);
      panel.applyPreferences();
    }
  };
  settings?.changed.connect(apply);
  apply();
}

export default plugin;
