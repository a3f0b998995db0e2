/** The rules of the person, and how they are. */
import type { RuleChange } from '../../api/backend';
import type { LakesClient } from '../../api/lakes';
import type { Rule } from '../../api/schema';
import { button, type Component, h, setHidden, setText } from '../dom';
import { counted } from '../format';
import { errorNotice, Notice } from '../notice';
import { EXPLAINED, RuleRow } from './ruleRow';
import { isSeen, whileSeen } from './visible';
import { didText, isMoving } from './words';

/** What the tab stands on. */
export interface RulesTabOptions {
  client: LakesClient;
  admin(): boolean;
  open(did: string): void;
}

const AGAIN = 60;
const PORTION = 200;

/** One request reads all; while rules are seen, it is asked again where one may have moved. */
export class RulesTab implements Component {
  readonly node = h('div', { class: 'esap-lake-rules' });
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly notice = new Notice();
  private readonly list = h('ul', { 'aria-label': 'My rules' });
  private readonly more = button('Show more', () => this.showMore());
  private readonly filter: HTMLInputElement;
  private readonly rows = new Map<string, RuleRow>();
  private readonly watch = whileSeen(this.node, AGAIN, () => this.look());
  private rules: Rule[] = [];
  private lake = '';
  private shown = PORTION;
  private reading: Promise<void> | null = null;

  constructor(private readonly options: RulesTabOptions) {
    this.filter = h('input', {
      class: 'esap-input',
      type: 'search',
      placeholder: 'Filter rules',
      'aria-label': 'Filter rules',
      on: { input: () => this.update() }
    });
    const again = button('Look again', () => void this.loadAnew());
    this.node.append(
      h('div', { class: 'esap-line' }, this.filter, again),
      this.notice.node,
      this.status,
      this.list,
      this.more
    );
    this.more.hidden = true;
  }

  dispose(): void {
    this.watch.dispose();
    this.notice.dispose();
    this.node.remove();
  }

  /** Read the rules of a lake; calls meanwhile share one request. */
  load(lake: string): Promise<void> {
    if (lake !== this.lake) {
      this.clear();
      this.lake = lake;
    }
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** Somebody has seen a rule in another state. */
  changed({ lake, rule, state }: RuleChange): void {
    const known = this.rules.find(({ id }) => id === rule);
    if (lake === this.lake && known && known.state !== state && isSeen(this.node)) {
      void this.loadAnew();
    }
  }

  // What is being read already may have been asked for too early.
  private async loadAnew(): Promise<void> {
    await this.reading;
    await this.load(this.lake);
  }

  private clear(): void {
    this.rules = [];
    this.shown = PORTION;
    this.reading = null;
    this.filter.value = '';
    this.update();
  }

  private look(): void {
    if (this.lake && this.rules.some(isMoving)) {
      void this.load(this.lake);
    }
  }

  private async read(): Promise<void> {
    const { lake } = this;
    if (this.rules.length === 0) {
      setText(this.status, 'Reading your rules…');
    }
    try {
      const rules = await this.options.client.myRules(lake);
      if (lake === this.lake) {
        this.rules = rules;
        this.notice.show(null);
        this.update();
      }
    } catch (error) {
      if (lake === this.lake) {
        setText(this.status, '');
        this.notice.show(errorNotice(error as Error, 'Your rules could not be read.'));
      }
    }
  }

  private showMore(): void {
    this.shown += PORTION;
    this.update();
  }

  private update(): void {
    const wanted = this.filter.value.trim().toLowerCase();
    const found = this.rules.filter(rule =>
      `${didText(rule.did)} ${rule.rse_expression} ${rule.state}`.toLowerCase().includes(wanted)
    );
    const seen = found.slice(0, this.shown);
    const ids = new Set(seen.map(rule => rule.id));
    for (const [id, row] of this.rows) {
      if (!ids.has(id)) {
        row.dispose();
        this.rows.delete(id);
      }
    }
    seen.forEach((rule, index) => {
      const { node } = this.row(rule);
      if (this.list.children[index] !== node) {
        this.list.insertBefore(node, this.list.children[index] ?? null);
      }
    });
    setHidden(this.more, found.length <= seen.length, this.filter);
    setText(this.status, this.words(found.length, seen.length));
  }

  private words(found: number, seen: number): string {
    if (this.rules.length === 0) {
      return 'You have no rules here. “Make available” makes one.';
    }
    const stuck = this.rules.filter(rule => rule.state === 'STUCK').length;
    const part = seen < found ? `the first ${seen} of ` : '';
    const words = `${part}${counted(found, 'rule')}`;
    return stuck > 0 ? `${words}, ${stuck} stuck` : words;
  }

  private row(rule: Rule): RuleRow {
    const known = this.rows.get(rule.id);
    if (known) {
      known.update(rule);
      return known;
    }
    const { client, open } = this.options;
    const row = new RuleRow(rule, {
      client,
      lake: this.lake,
      admin: this.options.admin(),
      named: true,
      explain: this.rules.filter(({ state }) => state === 'STUCK').length <= EXPLAINED,
      open,
      removed: () => void this.loadAnew()
    });
    this.rows.set(rule.id, row);
    return row;
  }
}
