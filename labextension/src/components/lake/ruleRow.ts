/** One rule: how it is, why it is stuck, file by file; and how to be rid of it. */
import type { LakesClient } from '../../api/lakes';
import type { Lock, Rule } from '../../api/schema';
import { button, type Component, h, setHidden, setText, webLink } from '../dom';
import { counted } from '../format';
import { errorWords } from '../words';
import { didText, ruleDot, ruleState, timeLeft } from './words';

/** What a row asks of its owner. */
export interface RuleRowOptions {
  client: LakesClient;
  lake: string;
  /** Whether the account is an administrator of the lake. */
  admin: boolean;
  /** Whether the DID is told; it is not where all rules are of one. */
  named: boolean;
  /** Whether a stuck one asks at once why it is; else when its files are unfolded. */
  explain: boolean;
  removed(rule: Rule): void;
  /** Look at a DID; absent where there is only one. */
  open?: (did: string) => void;
}

const LOCKS = 200;

/** How many rules beside each other may each ask at once why they are stuck. */
export const EXPLAINED = 10;

/** Locks are read when they are unfolded. */
export class RuleRow implements Component {
  readonly node: HTMLElement;
  private readonly dot = h('span', { class: 'esap-dot', 'aria-hidden': 'true' });
  private readonly words = h('span', { class: 'esap-state' });
  private readonly until = h('span', { class: 'esap-hint' });
  private readonly cause = h('div', { class: 'esap-cause' });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly locks = h('details', { class: 'esap-rule-locks' });
  private readonly lockList = h('ul');
  private readonly remove: HTMLButtonElement;
  private readonly question: HTMLElement;
  private shown = '';
  private isExplained = false;

  constructor(
    private rule: Rule,
    private readonly options: RuleRowOptions
  ) {
    const what = `${didText(rule.did)} on ${rule.rse_expression}`;
    this.remove = button('Remove…', () => this.ask(true), {
      class: 'esap-link',
      'aria-label': `Remove rule of ${what}…`
    });
    this.remove.hidden = !rule.mine && !options.admin;
    this.question = this.confirmation();
    this.question.hidden = true;
    this.locks.append(h('summary', {}, 'Files of the rule'), this.lockList);
    this.locks.addEventListener('toggle', () => this.locks.open && this.unfolded());
    this.node = h('li', { class: 'esap-rule', tabindex: -1 }, ...this.parts());
    this.update(rule);
  }

  dispose(): void {
    this.node.remove();
  }

  /** Take over how it is. */
  update(rule: Rule): void {
    this.rule = rule;
    this.dot.dataset.state = ruleDot(rule);
    setText(this.words, ruleState(rule));
    setText(this.until, rule.expires === null ? 'for ever' : timeLeft(rule.expires));
    this.until.title = rule.expires === null ? '' : new Date(rule.expires * 1000).toLocaleString();
    if (rule.state !== this.shown) {
      this.isExplained = false;
    }
    this.shown = rule.state;
    if (!this.isExplained) {
      setText(this.cause, rule.error);
    }
    if (this.options.explain || this.locks.open) {
      this.explain();
    }
  }

  private parts(): HTMLElement[] {
    const { rule, options } = this;
    const did = didText(rule.did);
    const copies = rule.copies === 1 ? '' : ` · ${rule.copies} copies`;
    const owner = rule.mine ? '' : ` · ${rule.account}`;
    const where = h('span', { class: 'esap-name' }, `${rule.rse_expression}${copies}${owner}`);
    where.title = [rule.rse_expression, rule.comment].filter(Boolean).join(' · ');
    const name = options.open
      ? button(did, () => options.open?.(did), { class: 'esap-link esap-name', title: did })
      : h('div', { class: 'esap-name', title: did }, did);
    name.hidden = !options.named;
    const webui = rule.webui ? webLink(rule.webui, 'WebUI') : null;
    webui?.setAttribute('aria-label', `WebUI of the rule of ${did}`);
    return [
      h('div', { class: 'esap-line' }, name),
      h('div', { class: 'esap-line' }, where, webui, this.remove),
      h('div', { class: 'esap-states' }, this.dot, this.words, this.until),
      this.cause,
      this.alert,
      this.question,
      this.locks
    ];
  }

  private confirmation(): HTMLElement {
    const words = 'The lake may then delete the files that nothing else keeps there.';
    const node = h(
      'div',
      { role: 'group', class: 'esap-lake-question', 'aria-label': 'Remove rule' },
      h('p', {}, words),
      h(
        'div',
        { class: 'esap-actions' },
        button('Remove rule', () => void this.removeNow()),
        button('Keep it', () => this.ask(false))
      )
    );
    node.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        this.ask(false);
      }
    });
    return node;
  }

  private ask(shown: boolean): void {
    this.question.hidden = !shown;
    (shown ? this.question.querySelector('button') : this.remove)?.focus();
  }

  private async removeNow(): Promise<void> {
    this.ask(false);
    setText(this.alert, '');
    try {
      await this.options.client.removeRule(this.options.lake, this.rule.id);
      setHidden(this.remove, true, this.node);
      this.options.removed(this.rule);
    } catch (error) {
      setText(this.alert, `The rule was not removed. ${errorWords(error as Error)}`);
    }
  }

  private unfolded(): void {
    this.explain();
    void this.readLocks();
  }

  private explain(): void {
    if (this.rule.state === 'STUCK' && !this.isExplained) {
      this.isExplained = true;
      void this.readCause();
    }
  }

  private async readCause(): Promise<void> {
    let words = '';
    try {
      words = (await this.options.client.rule(this.options.lake, this.rule.id)).error;
    } catch (error) {
      words = this.rule.error || errorWords(error as Error);
    }
    if (this.isExplained) {
      setText(this.cause, words || this.rule.error);
    }
  }

  private async readLocks(): Promise<void> {
    this.lockList.replaceChildren(h('li', { class: 'esap-hint' }, 'Reading…'));
    try {
      const locks = await this.options.client.locks(this.options.lake, this.rule.id);
      this.lockList.replaceChildren(...rows(locks));
    } catch (error) {
      const words = errorWords(error as Error);
      this.lockList.replaceChildren(h('li', { class: 'esap-error' }, words));
    }
  }
}

const LOCK_WORDS: { [state: string]: string } = {
  OK: 'there',
  REPLICATING: 'on its way',
  STUCK: 'stuck'
};

function rows(locks: readonly Lock[]): HTMLElement[] {
  const worst = [...locks].sort((a, b) => Number(a.state === 'OK') - Number(b.state === 'OK'));
  const made = worst.slice(0, LOCKS).map(lock => {
    const name = didText(lock.did);
    const state = `${LOCK_WORDS[lock.state] ?? lock.state} · ${lock.rse}`;
    return h(
      'li',
      { class: 'esap-line' },
      h('span', { class: 'esap-name', title: name }, name),
      h('span', { class: 'esap-hint' }, state)
    );
  });
  const left = locks.length - made.length;
  const more =
    left > 0 ? [h('li', { class: 'esap-hint' }, `and ${counted(left, 'file')} more`)] : [];
  const none = locks.length === 0 ? [h('li', { class: 'esap-hint' }, 'It has no files.')] : [];
  return [...made, ...more, ...none];
}
