/** Where to launch, with what; then how it goes. */
import type { ActivityStore } from '../../api/activities';
import type { FacilitiesClient } from '../../api/facilities';
import type { Facility, FitRequest, Launch } from '../../api/schema';
import { button, h, isIdle, setIdle, setText, uniqueId } from '../dom';
import { counted } from '../format';
import { errorNotice, Notice } from '../notice';
import type { TermsFactory } from '../search/terms';
import { FacilityChoice } from './choice';
import type { DialogContent } from './dialog';
import type { Errand } from './errand';
import { LaunchView } from './launchView';
import { NotebookChoice } from './notebookChoice';
import { FacilityOptions } from './optionsForm';

/** What launching stands on; what is absent is not offered. */
export interface LaunchFormOptions {
  client: FacilitiesClient;
  activities: ActivityStore;
  terms: TermsFactory;
  login?: (service: string) => Promise<void>;
}

/** Contacts nobody before *Launch* is pressed, but for the form of the facility that is chosen. */
export class LaunchForm implements DialogContent {
  readonly node: HTMLElement;
  private readonly choice: FacilityChoice;
  private readonly options: FacilityOptions;
  private readonly notebook: NotebookChoice;
  private readonly basket: HTMLInputElement;
  private readonly notice = new Notice();
  private readonly form: HTMLElement;
  private readonly start_: HTMLButtonElement;
  private readonly close_: HTMLButtonElement;
  private carried: Promise<{ [key: string]: unknown }> | null = null;
  private view: LaunchView | null = null;

  constructor(
    private readonly deps: LaunchFormOptions,
    private readonly errand: Errand,
    close: () => void
  ) {
    const { client, login } = deps;
    this.choice = new FacilityChoice({
      client,
      ability: 'launch',
      login,
      request: () => this.what(),
      changed: facility => this.chosen(facility)
    });
    this.options = new FacilityOptions(client, deps.terms);
    this.notebook = new NotebookChoice(errand, () => void this.choice.load());
    this.basket = h('input', {
      type: 'checkbox',
      id: uniqueId('basket'),
      on: { change: () => void this.choice.load() }
    });
    this.basket.checked = errand.basket?.isWanted ?? false;
    this.start_ = button('Launch', () => void this.launch(), {
      class: 'esap-button esap-primary'
    });
    setIdle(this.start_, true);
    this.close_ = button('Cancel', close);
    this.form = h(
      'div',
      { class: 'esap-facility-form' },
      this.notebook.node,
      this.withBasket(),
      this.choice.node,
      this.options.node,
      errand.before ? h('p', { class: 'esap-hint' }, errand.before.words) : null
    );
    const foot = h('div', { class: 'esap-dialog-foot esap-actions' }, this.close_, this.start_);
    this.node = h('div', {}, this.form, this.notice.node, foot);
  }

  dispose(): void {
    for (const part of [this.choice, this.options, this.notice, this.view]) {
      part?.dispose();
    }
    this.node.remove();
  }

  start(): void {
    void this.choice.load().then(() => this.choice.focus());
  }

  private withBasket(): HTMLElement | null {
    const { basket, notebook, workflow } = this.errand;
    if (!basket || basket.count === 0) {
      return null;
    }
    const alone = notebook === '' && workflow === '';
    this.basket.disabled = alone;
    const words = `with the basket (${counted(basket.count, 'item')})`;
    return h(
      'label',
      { class: 'esap-check', title: 'A small file that is staged where it arrives' },
      this.basket,
      h('span', {}, words)
    );
  }

  private async what(): Promise<FitRequest> {
    const { workflow, basket } = this.errand;
    const wanted = basket && this.basket.checked ? await this.document() : null;
    return { workflow, notebook: this.notebook.value, basket: wanted };
  }

  private document(): Promise<{ [key: string]: unknown }> | null {
    this.carried ??= this.errand.basket?.document() ?? null;
    return this.carried;
  }

  private chosen(facility: Facility | null): void {
    setIdle(this.start_, facility === null);
    setText(this.start_, facility ? `Launch on ${facility.name}` : 'Launch');
    void this.options.show(facility);
  }

  private async launch(): Promise<void> {
    const { facility } = this.choice;
    if (!facility || isIdle(this.start_) || !this.options.check()) {
      return;
    }
    setIdle(this.start_, true);
    this.notice.show(null);
    try {
      await this.errand.before?.run();
      const request = { ...(await this.what()), options: this.options.values };
      this.follow(await this.deps.client.launch(facility.id, request), facility);
    } catch (error) {
      setIdle(this.start_, false);
      this.notice.show(errorNotice(error as Error, 'It was not launched.'));
    }
  }

  private follow(launch: Launch, facility: Facility): void {
    const { client, activities } = this.deps;
    this.view?.dispose();
    const meanwhile = `It goes on at ${facility.name} when this is closed; see Activity.`;
    this.view = new LaunchView(launch.id, { client, activities, first: launch, meanwhile });
    this.form.replaceChildren(this.view.node);
    this.start_.remove();
    setText(this.close_, 'Close');
    this.close_.focus();
  }
}
