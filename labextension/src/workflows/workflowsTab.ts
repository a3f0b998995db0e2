/** The panel's tab of notebooks; what it is made of is fetched when it is first seen. */
import type { StageWhat } from '../api/schema';
import { type Component, h } from '../components/dom';
import { errorNotice, Notice } from '../components/notice';
import type { WorkflowBrowser, WorkflowBrowserOptions } from '../components/workflows/browser';

/** Costs nothing before it is looked at. */
export class WorkflowsTab implements Component {
  readonly node = h('div', { class: 'esap-workflows-place' });
  private readonly notice = new Notice();
  private browser: WorkflowBrowser | null = null;
  private loading: Promise<WorkflowBrowser> | null = null;
  private disposed = false;

  constructor(private readonly options: WorkflowBrowserOptions) {
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

  /** Show one workflow, and look inside. */
  async open(id: string): Promise<void> {
    await this.attempt(async () => {
      const browser = await this.load();
      await browser.start();
      await browser.show(id);
    });
  }

  /** Show the notebooks that fit data. */
  async match(what: readonly StageWhat[]): Promise<void> {
    await this.attempt(async () => {
      const browser = await this.load();
      await browser.start();
      await browser.showMatches(what);
    });
  }

  private load(): Promise<WorkflowBrowser> {
    this.loading ??= this.make().catch(error => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  private async make(): Promise<WorkflowBrowser> {
    const { WorkflowBrowser } = await import('../components/workflows/browser');
    if (this.disposed) {
      throw new Error('The panel is closed.');
    }
    const browser = new WorkflowBrowser(this.options);
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
      const lead = 'The notebooks cannot be shown.';
      this.notice.show({ ...errorNotice(error as Error, lead), actions: [again] });
    }
  }
}
