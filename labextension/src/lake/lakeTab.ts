/** The panel's tab of data lakes; what it is made of is fetched when it is first seen. */
import type { RuleChange } from '../api/backend';
import type { Component } from '../components/dom';
import { h } from '../components/dom';
import type { LakeBrowser, LakeBrowserOptions } from '../components/lake/browser';
import { errorNotice, Notice } from '../components/notice';

/** Costs nothing before it is looked at. */
export class LakeTab implements Component {
  readonly node = h('div', { class: 'esap-lake-place' });
  private readonly notice = new Notice();
  private browser: LakeBrowser | null = null;
  private loading: Promise<LakeBrowser> | null = null;
  private disposed = false;

  constructor(private readonly options: LakeBrowserOptions) {
    this.node.append(this.notice.node);
  }

  dispose(): void {
    this.disposed = true;
    this.browser?.dispose();
    this.notice.dispose();
    this.node.remove();
  }

  /** The tab is in front now. */
  async show(): Promise<void> {
    await this.attempt(async () => await (await this.load()).start());
  }

  /** Show the tab and bring what comes next to the keys. */
  async focus(): Promise<void> {
    await this.show();
    this.browser?.focus();
  }

  /** Look at one DID of a lake. */
  async find(lake: string, did: string): Promise<void> {
    await this.attempt(async () => await (await this.load()).find(lake, did));
  }

  /** Ask how and where files and folders of the workspace are to be uploaded. */
  async upload(paths: readonly string[]): Promise<void> {
    await this.attempt(async () => await (await this.load()).startUpload(paths));
  }

  /** Somebody has logged in to a service, or out of it. */
  loginChanged(service: string): void {
    this.browser?.loginChanged(service);
  }

  /** Somebody has seen a rule in another state. */
  ruleChanged(change: RuleChange): void {
    this.browser?.ruleChanged(change);
  }

  private load(): Promise<LakeBrowser> {
    this.loading ??= this.make().catch(error => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  private async make(): Promise<LakeBrowser> {
    const { LakeBrowser } = await import('../components/lake/browser');
    if (this.disposed) {
      throw new Error('The panel is closed.');
    }
    const browser = new LakeBrowser(this.options);
    this.browser = browser;
    this.node.append(browser.node);
    return browser;
  }

  private async attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what();
      this.notice.show(null);
    } catch (error) {
      const again = { label: 'Retry', run: () => void this.show() };
      const lead = 'The data lake cannot be shown.';
      this.notice.show({ ...errorNotice(error as Error, lead), actions: [again] });
    }
  }
}
