/** The panel's tab of the basket; what it is made of is fetched when it is first seen. */
import type { BasketPanel, BasketPanelOptions } from '../components/basket/view';
import { type Component, h } from '../components/dom';
import { errorNotice, Notice } from '../components/notice';

/** Costs nothing before it is looked at. */
export class BasketTab implements Component {
  readonly node = h('div', { class: 'esap-basket-place' });
  private readonly notice = new Notice();
  private panel: BasketPanel | null = null;
  private loading: Promise<BasketPanel> | null = null;
  private disposed = false;

  constructor(private readonly options: BasketPanelOptions) {
    this.node.append(this.notice.node);
  }

  dispose(): void {
    this.disposed = true;
    this.panel?.dispose();
    this.notice.dispose();
    this.node.remove();
  }

  /** The tab is in front now. */
  async show(): Promise<void> {
    try {
      (await this.load()).start();
      this.notice.show(null);
    } catch (error) {
      const again = { label: 'Retry', run: () => void this.show() };
      const lead = 'The basket cannot be shown.';
      this.notice.show({ ...errorNotice(error as Error, lead), actions: [again] });
    }
  }

  /** Show the tab and bring what comes next to the keys. */
  async focus(): Promise<void> {
    await this.show();
    this.panel?.focus();
  }

  private load(): Promise<BasketPanel> {
    this.loading ??= this.make().catch(error => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  private async make(): Promise<BasketPanel> {
    const { BasketPanel } = await import('../components/basket/view');
    if (this.disposed) {
      throw new Error('The panel is closed.');
    }
    const panel = new BasketPanel(this.options);
    this.panel = panel;
    this.node.append(panel.node);
    return panel;
  }
}
