/** The tab of data lakes: which lake, who one is there, and what it holds. */
import type { ActivityStore } from '../../api/activities';
import type { RuleChange } from '../../api/backend';
import type { LakesClient } from '../../api/lakes';
import type { Activity, Did, Lake, LakeAccount, Result } from '../../api/schema';
import { writeClipboard } from '../clipboard';
import { type Component, h, setText } from '../dom';
import { errorNotice, Notice } from '../notice';
import { Tabs } from '../tabs';
import type { DidAction } from './actions';
import { BrowseView } from './browseView';
import { LakeGuide } from './guide';
import { LakeHead } from './head';
import { ProgressLines } from './progress';
import { RulesTab } from './rulesTab';
import { UploadForm } from './uploadForm';

/** What the tab stands on; what is absent is not offered. */
export interface LakeBrowserOptions {
  client: LakesClient;
  activities: ActivityStore;
  /** Stop an activity. */
  cancel(activity: string): Promise<void>;
  /** Open the login to a service; settles when it is closed. */
  login?: (service: string) => Promise<void>;
  /** Attach a DID to the notebook as a variable. */
  attach?: (lake: string, did: Did) => void;
  /** Put code that reads a DID into the notebook. */
  insert?: (lake: string, did: Did) => void;
  /** What else can be done with DIDs, such as to stage them: a button each. */
  actions?: readonly DidAction[];
  /** Let the person choose files and folders of the workspace. */
  chooseFiles?: () => Promise<string[]>;
  /** Show a file or folder of the workspace. */
  reveal?: (path: string) => void;
  /** The results that are kept. */
  results?: () => Promise<Result[]>;
  /** Remembers the lake that was looked at last. */
  storage?: Storage | null;
}

const REMEMBERED = 'esap-jupyter:lake';

/** Asks nobody anything before it is started. */
export class LakeBrowser implements Component {
  readonly node = h('div', { class: 'esap-lake' });
  private readonly head: LakeHead;
  private readonly guide: LakeGuide;
  private readonly tabs: Tabs;
  private readonly browse: BrowseView;
  private readonly rules: RulesTab;
  private readonly upload: UploadForm;
  private readonly progress: ProgressLines;
  private readonly notice = new Notice();
  private readonly status = h('div', { class: 'esap-hint esap-lake-said', role: 'status' });
  private readonly fetched = new Map<string, readonly Did[]>();
  private lakes: Lake[] = [];
  private lake: Lake | null = null;
  private account: LakeAccount | null = null;
  private loading: Promise<void> | null = null;
  private turn = 0;

  constructor(private readonly options: LakeBrowserOptions) {
    const { client } = options;
    const copy = (text: string) => void this.copy(text);
    const login = options.login ? () => void this.login() : undefined;
    const admin = () => this.account?.admin ?? false;
    this.head = new LakeHead({
      login,
      choose: id => void this.choose(id),
      refresh: () => void this.refresh()
    });
    this.guide = new LakeGuide({ login, copy, retry: () => void this.refresh() });
    this.browse = new BrowseView({
      ...options,
      admin,
      copy,
      began: (activity, dids) => this.began(activity, dids),
      ruled: () => void this.rules.load(this.lake?.id ?? ''),
      loggedOut: error => this.shut(error)
    });
    this.rules = new RulesTab({ client, admin, open: did => this.open(did) });
    this.upload = new UploadForm({ ...options, began: activity => this.began(activity, []) });
    this.progress = new ProgressLines({
      ...options,
      ended: activity => void this.ended(activity)
    });
    this.tabs = new Tabs('Data lake', id => void this.entered(id));
    this.tabs.add({ id: 'browse', label: 'Browse', content: this.browse.node });
    this.tabs.add({ id: 'rules', label: 'Rules', content: this.rules.node });
    this.tabs.add({ id: 'upload', label: 'Upload', content: this.upload.node });
    this.node.append(
      this.head.node,
      this.guide.node,
      this.notice.node,
      this.progress.node,
      this.status,
      this.tabs.node
    );
    this.head.node.hidden = true;
    this.tabs.node.hidden = true;
  }

  dispose(): void {
    const parts = [this.head, this.guide, this.browse, this.rules, this.upload, this.progress];
    for (const part of [...parts, this.notice, this.tabs]) {
      part.dispose();
    }
    this.node.remove();
  }

  /** Read which lakes there are, once, and contact the one that is chosen. */
  start(): Promise<void> {
    this.loading ??= this.load().finally(() => {
      if (this.lakes.length === 0) {
        this.loading = null;
      }
    });
    return this.loading;
  }

  /** Upload files and folders of the workspace: fill the form and show it. */
  async startUpload(paths: readonly string[]): Promise<void> {
    await this.start();
    this.upload.add(paths);
    this.tabs.select('upload');
    this.upload.focus();
  }

  /** Bring what comes next to the keys. */
  focus(): void {
    if (this.tabs.node.hidden) {
      this.guide.focus();
    } else if (this.tabs.current === 'browse') {
      this.browse.form.focus();
    } else {
      this.tabs.list.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
    }
  }

  /** Look at one DID of a lake. */
  async find(lake: string, did: string): Promise<void> {
    await this.start();
    if (lake !== this.lake?.id && this.lakes.some(({ id }) => id === lake)) {
      await this.choose(lake);
    }
    if (lake === this.lake?.id && this.account) {
      this.open(did);
    }
  }

  /** A login has changed: ask the lake anew who one is. */
  loginChanged(service: string): void {
    if (service === this.lake?.id) {
      void this.refresh();
    }
  }

  /** Somebody has seen a rule in another state. */
  ruleChanged(change: RuleChange): void {
    this.rules.changed(change);
  }

  private async load(): Promise<void> {
    setText(this.status, 'Looking for data lakes…');
    try {
      this.lakes = await this.options.client.list();
    } catch (error) {
      setText(this.status, '');
      const actions = [{ label: 'Retry', run: () => void this.start() }];
      this.notice.show({ ...errorNotice(error as Error), actions });
      return;
    }
    setText(this.status, '');
    this.notice.show(null);
    if (this.lakes.length === 0) {
      this.guide.showNone();
      return;
    }
    this.head.node.hidden = false;
    await this.choose(this.first().id);
  }

  private first(): Lake {
    const last = this.options.storage?.getItem(REMEMBERED);
    const usable = this.lakes.find(lake => lake.state !== 'unavailable');
    return this.lakes.find(lake => lake.id === last) ?? usable ?? this.lakes[0];
  }

  private async choose(id: string): Promise<void> {
    const lake = this.lakes.find(one => one.id === id);
    if (lake) {
      this.lake = lake;
      this.options.storage?.setItem(REMEMBERED, id);
      this.head.showLakes(this.lakes, id);
      this.head.showAccount(null);
      await this.refresh();
    }
  }

  /** Ask the lake who one is; where it does not let one in, tell why and what to do. */
  private async refresh(): Promise<void> {
    const { lake } = this;
    if (!lake) {
      this.loading = null;
      await this.start();
      return;
    }
    this.turn += 1;
    const { turn } = this;
    setText(this.status, `Asking ${lake.name}…`);
    try {
      const account = await this.options.client.account(lake.id);
      if (turn === this.turn) {
        this.letIn(lake, account);
      }
    } catch (error) {
      if (turn === this.turn) {
        this.shut(error as Error);
      }
    }
    if (turn === this.turn) {
      setText(this.status, '');
    }
  }

  private letIn(lake: Lake, account: LakeAccount): void {
    const before = this.account;
    this.account = account;
    this.guide.clear();
    this.head.showAccount(account);
    this.tabs.node.hidden = false;
    this.browse.choose(lake);
    if (before?.lake === lake.id) {
      this.browse.again();
    }
    void this.entered(this.tabs.current ?? '');
  }

  private shut(error: Error): void {
    if (this.lake) {
      this.account = null;
      this.head.showAccount(null);
      this.tabs.node.hidden = true;
      this.guide.showProblem(this.lake, error);
    }
  }

  private async entered(tab: string): Promise<void> {
    if (!this.lake || !this.account) {
      return;
    }
    if (tab === 'rules') {
      await this.rules.load(this.lake.id);
    } else if (tab === 'upload') {
      await this.upload.open(this.lake);
    }
  }

  private open(did: string): void {
    this.tabs.select('browse');
    this.browse.form.fill(did);
  }

  private async login(): Promise<void> {
    if (this.lake) {
      await this.options.login?.(this.lake.id);
      await this.refresh();
    }
  }

  private began(activity: Activity, dids: readonly Did[]): void {
    this.fetched.set(activity.id, dids);
    this.progress.follow(activity);
  }

  private async ended(activity: Activity): Promise<void> {
    const dids = this.fetched.get(activity.id) ?? [];
    this.fetched.delete(activity.id);
    await this.attempt('How the files are could not be asked.', async () => {
      await this.browse.refreshStates(dids);
    });
  }

  private async copy(text: string): Promise<void> {
    await this.attempt('It was not copied.', async () => {
      await writeClipboard(Promise.resolve(text));
      setText(this.status, 'Copied.');
    });
  }

  private async attempt(lead: string, what: () => Promise<void>): Promise<void> {
    try {
      await what();
      this.notice.show(null);
    } catch (error) {
      this.notice.show(errorNotice(error as Error, lead));
    }
  }
}
