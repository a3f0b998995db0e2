/** Asks the lake to keep DIDs on a storage element: where, how long, how often, whether it fits. */
import type { LakesClient } from '../../api/lakes';
import type { Did, Lake, Quota, Rule, RulePreview, RuleRequest } from '../../api/schema';
import { type Component, h } from '../dom';
import { counted } from '../format';
import { errorNotice } from '../notice';
import { errorWords } from '../words';
import { DidForm } from './didForm';
import { LifetimeField, labelled, RseField } from './fields';
import { quotaWords, ruleState, size } from './words';

/** What the form stands on. */
export interface RuleFormOptions {
  client: LakesClient;
  made(rules: Rule[]): void;
  close(): void;
}

const LOOKED_AT = 20;
const MAKE = 'Make rule';
const LOOK = 'Show whether it fits';

/**
 * One rule a DID; what was made stays made when a later one is refused. No rule is made of a place
 * of which nobody has seen whether it fits.
 */
export class RuleForm implements Component {
  private readonly rse: RseField;
  private readonly copies = h('input', {
    class: 'esap-input',
    type: 'number',
    min: 1,
    max: 100,
    value: 1
  });
  private readonly lifetime = new LifetimeField(null);
  private readonly preview = h('div', { class: 'esap-lake-preview', role: 'status' });
  private readonly form: DidForm;
  private turn = 0;
  private judged = false;

  constructor(private readonly options: RuleFormOptions) {
    this.rse = new RseField(options.client);
    for (const control of [this.rse.input, this.copies]) {
      control.addEventListener('change', () => void this.look());
      control.addEventListener('input', () => this.outdated());
    }
    this.form = new DidForm({
      label: 'Replicate to storage',
      verb: 'Replicate',
      action: MAKE,
      parts: [
        labelled('Where', this.rse.input),
        this.rse.list,
        labelled('How long', this.lifetime.select),
        labelled('Copies', this.copies),
        this.preview
      ],
      send: () => void (this.judged ? this.make() : this.look()),
      close: options.close
    });
  }

  get node(): HTMLElement {
    return this.form.node;
  }

  dispose(): void {
    this.form.dispose();
  }

  /** Ask about these DIDs. */
  open(lake: Lake, dids: readonly Did[]): void {
    if (lake.id !== this.form.lake?.id) {
      this.rse.input.value = lake.rse;
      this.lifetime.usual(lake.lifetime);
    }
    this.form.open(lake, dids, this.rse.input);
    void this.suggest(lake.id);
    void this.look();
  }

  private async suggest(lake: string): Promise<void> {
    try {
      await this.rse.suggest(lake);
    } catch (error) {
      this.form.notice.show(errorNotice(error as Error, 'Storage elements are not suggested.'));
    }
  }

  private requests(): RuleRequest[] {
    return this.form.dids.map(({ scope, name }) => ({
      scope,
      name,
      rse_expression: this.rse.value,
      copies: Number(this.copies.value) || 1,
      lifetime: this.lifetime.value
    }));
  }

  // A preview takes some requests of each DID, so that it is made of a few only.
  private async look(): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    const { lake } = this.form;
    if (!lake || !this.rse.value) {
      this.say('Choose where to keep it.', true);
      return;
    }
    if (this.form.dids.length > LOOKED_AT) {
      this.say(`It is not computed for more than ${LOOKED_AT} DIDs whether they fit.`, true);
      return;
    }
    this.say('Looking whether it fits…', false);
    this.form.busy(true);
    const parts: HTMLElement[] = [];
    try {
      const asked = this.requests().map(one => this.options.client.preview(lake.id, one));
      parts.push(...previewParts(await Promise.all(asked)));
    } catch (error) {
      parts.push(h('p', { class: 'esap-error' }, errorWords(error as Error)));
    }
    if (turn === this.turn) {
      this.preview.replaceChildren(...parts);
      this.form.reveal();
      this.judge(true);
      this.form.busy(false);
    }
  }

  // What was said of another place must not stand beside this one.
  private outdated(): void {
    this.turn += 1;
    this.say('Press Enter to see whether it fits.', false);
    this.form.busy(false);
  }

  private say(words: string, judged: boolean): void {
    this.preview.replaceChildren(h('p', { class: 'esap-hint' }, words));
    this.judge(judged);
  }

  private judge(judged: boolean): void {
    this.judged = judged;
    this.form.say(judged ? MAKE : LOOK);
  }

  private async make(): Promise<void> {
    const { lake } = this.form;
    if (!lake || !this.rse.value) {
      this.form.notice.show({ kind: 'error', message: 'Choose where to keep it.' });
      this.rse.input.focus();
      return;
    }
    this.form.busy(true);
    this.form.notice.show({ kind: 'info', message: 'Asking the lake…' });
    const made: Rule[] = [];
    try {
      for (const request of this.requests()) {
        made.push(await this.options.client.makeRule(lake.id, request));
      }
      this.form.notice.show({ kind: 'success', message: outcome(made) });
    } catch (error) {
      const all = this.form.dids.length;
      const before = made.length > 0 ? `${made.length} of ${all} rules were made.` : '';
      this.form.notice.show(errorNotice(error as Error, before));
    }
    this.form.busy(false);
    if (made.length > 0) {
      this.options.made(made);
    }
  }
}

function outcome(made: readonly Rule[]): string {
  return made.length === 1
    ? `The rule is made: ${ruleState(made[0])}.`
    : `${made.length} rules are made. “Rules” tells how they are.`;
}

function previewParts(previews: readonly RulePreview[]): HTMLElement[] {
  const sum = (pick: (one: RulePreview) => number) =>
    previews.reduce((all, one) => all + pick(one), 0);
  const files = counted(
    sum(one => one.files),
    'file'
  );
  const whole = size(String(sum(one => Number(one.size))));
  const known = previews.every(one => one.missing !== null);
  const missing = size(String(sum(one => Number(one.missing))));
  const { rses, quotas } = previews[0];
  const to = `${files}, ${whole}${known ? `; ${missing} to bring there` : ''}`;
  const verdict = verdictOf(previews);
  return [
    h('p', {}, to),
    h('p', { class: 'esap-hint', title: rses.join(', ') }, `On ${names(rses)}`),
    ...quotas.map(quotaLine),
    h('p', { class: verdict.good ? 'esap-hint' : 'esap-error' }, verdict.words)
  ];
}

function quotaLine(quota: Quota): HTMLElement {
  return h('p', { class: 'esap-hint' }, `${quota.rse}: ${quotaWords(quota)}`);
}

function names(rses: readonly string[]): string {
  const shown = rses.slice(0, 3).join(', ');
  return rses.length > 3 ? `${shown} and ${rses.length - 3} more` : shown;
}

function verdictOf(previews: readonly RulePreview[]): { good: boolean; words: string } {
  const worst = previews.find(one => one.fits === false);
  const notes = [...new Set(previews.map(one => one.note).filter(Boolean))].join(' ');
  if (worst) {
    return { good: false, words: `It does not fit: ${worst.note || 'there is no room.'}` };
  }
  return previews.every(one => one.fits)
    ? { good: true, words: `✓ It fits. ${notes}`.trim() }
    : { good: true, words: notes || 'Whether it fits is not known.' };
}
