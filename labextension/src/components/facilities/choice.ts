/** Which facility: ranked by how well they fit, with the reasons. */
import type { FacilitiesClient } from '../../api/facilities';
import type { Facility, FacilityAbility, FacilityFit, FitRequest } from '../../api/schema';
import { button, type Component, h, setText, uniqueId } from '../dom';
import { errorNotice, Notice } from '../notice';
import { hindrance, needsLogin, reasons } from './words';

/** What the choice stands on; what is absent is not offered. */
export interface FacilityChoiceOptions {
  client: FacilitiesClient;
  ability: FacilityAbility;
  /** What is to run. */
  request(): Promise<FitRequest>;
  /** Open the login to a service; settles when it is closed. */
  login?: (service: string) => Promise<void>;
  /** Another facility is chosen, or none can be. */
  changed(facility: Facility | null): void;
  /** Something that runs here, before all facilities. */
  here?: { name: string; about: string };
}

/** The id of what runs on this machine. */
export const HERE = '';

/** Contacts no facility. */
export class FacilityChoice implements Component {
  readonly node: HTMLElement;
  private readonly list = h('div', { class: 'esap-facility-list' });
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly notice = new Notice();
  private readonly name = uniqueId('facility');
  private facilities: Facility[] = [];
  private fits = new Map<string, FacilityFit>();
  private chosen: string | null = null;
  private turn = 0;

  constructor(private readonly options: FacilityChoiceOptions) {
    this.node = h(
      'div',
      { role: 'radiogroup', 'aria-label': 'Facility' },
      this.status,
      this.notice.node,
      this.list
    );
  }

  dispose(): void {
    this.turn += 1;
    this.notice.dispose();
    this.node.remove();
  }

  /** The facility that is chosen; `null` for none, and for what runs here. */
  get facility(): Facility | null {
    return this.facilities.find(({ id }) => id === this.chosen) ?? null;
  }

  get isHere(): boolean {
    return this.chosen === HERE;
  }

  /** Read the facilities, and how well they fit what is to run now. */
  async load(): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    const { client, ability, request } = this.options;
    setText(this.status, this.facilities.length > 0 ? '' : 'Comparing facilities…');
    try {
      const [all, fits] = await Promise.all([
        client.list(),
        request().then(asked => client.fits(asked))
      ]);
      if (turn === this.turn) {
        const mine = fits.filter(fit => fit.ability === ability);
        this.fits = new Map(mine.map(fit => [fit.facility, fit]));
        const score = ({ id }: Facility) => this.fits.get(id)?.score ?? 0;
        this.facilities = all
          .filter(({ can }) => can.includes(ability))
          .sort((one, other) => score(other) - score(one));
        this.notice.show(null);
        this.show();
      }
    } catch (error) {
      if (turn === this.turn) {
        setText(this.status, '');
        const retry = { label: 'Retry', run: () => void this.load() };
        const lead = 'It is not known where this can run.';
        this.notice.show({ ...errorNotice(error as Error, lead), actions: [retry] });
        this.show();
      }
    }
  }

  focus(): void {
    this.list.querySelector<HTMLInputElement>('input:checked, input:not(:disabled)')?.focus();
  }

  private show(): void {
    const { here } = this.options;
    const usable = this.facilities.filter(one => hindrance(one, this.fits.get(one.id)) === '');
    const ids = [...(here ? [HERE] : []), ...usable.map(({ id }) => id)];
    if (this.chosen === null || !ids.includes(this.chosen)) {
      this.chosen = ids[0] ?? null;
    }
    const none = this.facilities.length === 0;
    setText(this.status, none ? 'No facility is known. Who runs this Jupyter can add some.' : '');
    const focused = this.list.contains(document.activeElement);
    this.list.replaceChildren(
      ...(here ? [this.line(HERE, here.name, [h('div', { class: 'esap-hint' }, here.about)])] : []),
      ...this.facilities.map(facility => this.lineOf(facility))
    );
    if (focused) {
      this.focus();
    }
    this.options.changed(this.facility);
  }

  private lineOf(facility: Facility): HTMLElement {
    const fit = this.fits.get(facility.id);
    const problem = hindrance(facility, fit);
    const { login } = this.options;
    const below = [
      facility.description ? h('div', { class: 'esap-hint' }, facility.description) : null,
      fit && fit.why.length > 0
        ? h('div', { class: 'esap-hint esap-facility-why' }, `✓ ${reasons(fit.why)}`)
        : null,
      fit && !problem && fit.but.length > 0
        ? h('div', { class: 'esap-hint' }, `! ${reasons(fit.but)}`)
        : null,
      problem ? h('div', { class: 'esap-facility-problem' }, problem) : null,
      login && needsLogin(facility) && !facility.problem
        ? button('Log in…', () => void this.login(facility), {
            'aria-label': `Log in to ${facility.name}`
          })
        : null
    ];
    const line = this.line(facility.id, facility.name, below, problem !== '');
    return line;
  }

  private line(
    id: string,
    name: string,
    below: readonly (HTMLElement | null)[],
    disabled = false
  ): HTMLElement {
    const about = uniqueId('about');
    const radio = h('input', {
      type: 'radio',
      name: this.name,
      value: id,
      disabled,
      'aria-describedby': about,
      id: uniqueId('choice'),
      on: { change: () => this.choose(id) }
    });
    radio.checked = id === this.chosen;
    return h(
      'div',
      { class: 'esap-facility' },
      radio,
      h(
        'div',
        {},
        h('label', { for: radio.id }, name),
        h('div', { id: about, class: 'esap-facility-about' }, ...below)
      )
    );
  }

  private choose(id: string): void {
    this.chosen = id;
    this.options.changed(this.facility);
  }

  private async login({ login }: Facility): Promise<void> {
    await this.options.login?.(login);
    await this.load();
  }
}
