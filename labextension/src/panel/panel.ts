/** The side panel. */
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { ActivityList } from '../activities/list';
import { type ActivityStore, hasEnded } from '../api/activities';
import type { ActivityLog } from '../api/activityLog';
import type { ArchiveStore } from '../api/archives';
import type { Backend, Subscription } from '../api/backend';
import type { BasketStore } from '../api/basket';
import type { IdentityStore } from '../api/identities';
import type { JobsClient } from '../api/jobs';
import type { DiscoveryClient } from '../api/registry';
import type { Activity, Search, StageWhat } from '../api/schema';
import type { SourcesClient } from '../api/sources';
import type { StagingClient } from '../api/staging';
import type { BasketTab } from '../basket/basketTab';
import { button, type Component, h } from '../components/dom';
import { count } from '../components/format';
import { icon } from '../components/icons';
import { JobSection } from '../components/jobs/section';
import type { Choices } from '../components/search/choices';
import { type SearchFields, SearchForm } from '../components/search/form';
import { MoreArchives } from '../components/search/more';
import type { TermsFactory } from '../components/search/terms';
import { ServiceFinder } from '../components/services/finder';
import { Tabs } from '../components/tabs';
import { esapIcon } from '../icons';
import type { LakeTab } from '../lake/lakeTab';
import type { Preferences } from '../results/preferences';
import { PANEL_ID } from '../tokens';
import type { WorkflowsTab } from '../workflows/workflowsTab';
import { Silence } from './silence';

/** What the panel stands on. */
export interface PanelOptions {
  backend: Backend;
  archives: ArchiveStore;
  activities: ActivityStore;
  preferences: Preferences;
  choices: Choices;
  /** Asynchronous jobs. */
  jobs: JobsClient;
  /** Where more archives come from. */
  sources: SourcesClient;
  /** Finds services; absent where that is not offered. */
  discovery?: DiscoveryClient;
  /** Makes the forms of archives' own terms. */
  terms: TermsFactory;
  /** The tab of data lakes. */
  lake: LakeTab;
  /** The tab of notebooks in repositories. */
  workflows: WorkflowsTab;
  /** The tab of the basket, and how many items there are. */
  basket: BasketTab;
  items: BasketStore;
  /** Changes jobs of transfers, and tells their files. */
  staging: StagingClient;
  /** Takes what has ended off the list of activities. */
  log: ActivityLog;
  /** Bind a variable in the kernel to the paths of what a job has brought. */
  deliver?(activity: Activity): void;
  /** Open the login to a service that a job waits for. */
  login?(service: string): void;
  /** What is told of a launch or of jobs at a facility, below their activity. */
  more?(activity: Activity): Promise<Component | null>;
  /** Show a file or folder of the workspace. */
  readonly reveal?: (path: string) => void;
  /** The logins, asked about when the panel is seen. */
  identities: IdentityStore;
  /** Shows logins in the header; absent where a status bar does. */
  logins?: HTMLElement;
  /** Open the settings of ESAP; absent where there is no settings editor. */
  openSettings?: () => void;
  /** Open the page for writing ADQL to an archive. */
  writeAdql?: (archive: string, query?: string) => void;
  /** Write a notebook that fetches the result of a job. */
  notebookOf?: (job: string) => void;
  onSearch(search: Search, replaces?: string): void;
  onOpen(search: string, archive: string | null): void;
}

/** A header and tabs; asks nobody anything before it is seen. */
export class EsapPanel extends Widget {
  private readonly tabs = new Tabs('ESAP', id => this.entered(id));
  private readonly form: SearchForm;
  private readonly finder: ServiceFinder | null;
  private readonly more: MoreArchives;
  private readonly list: ActivityList;
  private readonly jobs: JobSection;
  private readonly silence: Silence;
  private readonly subscriptions: Subscription[];
  private started: Promise<void> | null = null;
  private radius: number;

  constructor(private readonly options: PanelOptions) {
    super();
    this.id = PANEL_ID;
    this.title.icon = esapIcon;
    this.title.caption = 'ESAP';
    this.addClass('esap-Panel');
    this.addClass('esap-scope');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', 'ESAP');
    const { preferences, activities, onOpen } = options;
    this.radius = preferences.radius;
    this.form = new SearchForm({ ...options, ...preferences });
    this.more = new MoreArchives({ client: options.sources, archives: options.archives });
    this.list = new ActivityList({
      ...options,
      get reveal() {
        return options.reveal;
      },
      onOpen: activity => onOpen(activity.search ?? activity.result ?? '', activity.archive)
    });
    this.jobs = new JobSection({
      ...options,
      client: options.jobs,
      onOpen: result => onOpen(result, null)
    });
    this.finder = this.makeFinder();
    const archives = h('div', {}, this.form.node, this.finder?.node, this.more.node);
    this.tabs.add({ id: 'archives', label: 'Archives', content: archives });
    const lake = options.lake.node;
    this.tabs.add({ id: 'lake', label: 'Data lake', short: 'Lake', content: lake });
    const workflows = options.workflows.node;
    this.tabs.add({ id: 'notebooks', label: 'Notebooks', content: workflows });
    const basket = options.basket.node;
    this.tabs.add({ id: 'basket', label: 'Basket', content: basket });
    const activity = h('div', {}, this.jobs.node, this.list.node);
    this.tabs.add({ id: 'activity', label: 'Activity', content: activity });
    this.subscriptions = [
      activities.subscribe(() => this.countRunning()),
      options.items.subscribe(() => this.countItems())
    ];
    this.silence = new Silence(activities);
    this.node.append(this.header(), this.silence.node, this.tabs.node);
  }

  override dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    this.form.dispose();
    this.more.dispose();
    this.finder?.dispose();
    this.jobs.dispose();
    this.list.dispose();
    this.silence.dispose();
    this.options.lake.dispose();
    this.options.basket.dispose();
    this.options.workflows.dispose();
    super.dispose();
  }

  /** Take over the settings as they are now. */
  applyPreferences(): void {
    const { radius, maxrec } = this.options.preferences;
    this.form.maxrec = maxrec;
    if (radius !== this.radius) {
      this.radius = radius;
      this.form.fill({ radius });
    }
  }

  /** Fill in the form; with a target, search, else wait for one. */
  async search(fields: SearchFields): Promise<void> {
    this.tabs.select('archives');
    await this.start();
    this.form.fill(fields);
    if (fields.target) {
      await this.form.submit();
    } else {
      this.form.focus();
    }
  }

  /** Fill in the form, and ask nobody. */
  async fill(fields: SearchFields): Promise<void> {
    this.tabs.select('archives');
    await this.start();
    this.form.fill(fields);
    this.form.focus();
  }

  /** Show the data lake. */
  async showLake(): Promise<void> {
    this.tabs.select('lake');
    this.options.activities.start();
    await this.options.lake.focus();
  }

  /** Show the notebooks of repositories; one of them where its id is given. */
  async showNotebooks(workflow?: string): Promise<void> {
    this.tabs.select('notebooks');
    this.options.activities.start();
    await (workflow ? this.options.workflows.open(workflow) : this.options.workflows.focus());
  }

  /** Show the notebooks that fit data. */
  async showMatches(what: readonly StageWhat[]): Promise<void> {
    this.tabs.select('notebooks');
    await this.options.workflows.match(what);
  }

  /** Show the basket. */
  async showBasket(): Promise<void> {
    this.tabs.select('basket');
    this.options.activities.start();
    await this.options.basket.focus();
  }

  /** Show all that is under way. */
  showActivity(): void {
    this.tabs.select('activity');
    this.options.activities.start();
    this.list.node.focus();
  }

  /** Whether the person sees the list of activities. */
  get isActivitySeen(): boolean {
    return this.isVisible && this.tabs.current === 'activity';
  }

  /** Look at one DID of a lake. */
  async findInLake(lake: string, did: string): Promise<void> {
    await this.options.lake.find(lake, did);
  }

  /** Ask how and where files and folders of the workspace are to be uploaded. */
  async upload(paths: readonly string[]): Promise<void> {
    this.tabs.select('lake');
    this.options.activities.start();
    await this.options.lake.upload(paths);
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    if (this.tabs.current === 'archives') {
      this.form.focus();
    } else {
      this.tabs.list.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
    }
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      void this.start();
    }
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.start();
  }

  private entered(tab: string): void {
    if (tab === 'lake') {
      void this.options.lake.show();
    } else if (tab === 'notebooks') {
      void this.options.workflows.show();
    } else if (tab === 'basket') {
      void this.options.basket.show();
    }
  }

  private makeFinder(): ServiceFinder | null {
    const { discovery, archives } = this.options;
    return discovery
      ? new ServiceFinder({ client: discovery, archives, place: () => this.form.circle })
      : null;
  }

  private start(): Promise<void> {
    this.options.activities.start();
    void this.options.identities.start();
    void this.options.items.start();
    this.started ??= this.options.archives.load();
    return this.started;
  }

  private header(): HTMLElement {
    const { archives, openSettings, logins } = this.options;
    const refresh = button('', () => void archives.load(), {
      class: 'esap-icon-button',
      'aria-label': 'Refresh archives',
      title: 'Read the list of archives again'
    });
    refresh.append(icon('refresh'));
    const settings = openSettings
      ? button('', openSettings, {
          class: 'esap-icon-button',
          'aria-label': 'Settings',
          title: 'Open the settings of ESAP'
        })
      : null;
    settings?.append(icon('settings'));
    const tools = h(
      'div',
      { class: 'esap-inline', role: 'toolbar', 'aria-label': 'ESAP' },
      logins,
      refresh,
      settings
    );
    return h('div', { class: 'esap-header' }, h('h2', {}, 'ESAP'), tools);
  }

  private countItems(): void {
    const { count: items } = this.options.items;
    this.tabs.annotate('basket', items ? count(items) : '');
  }

  private countRunning(): void {
    const running = this.options.activities.list().filter(activity => !hasEnded(activity)).length;
    this.tabs.annotate('activity', running > 0 ? `${running} running` : '');
  }
}
