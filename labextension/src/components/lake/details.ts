/** All about the DID in front: metadata, parents, replicas, rules; asked for when unfolded. */
import type { LakesClient } from '../../api/lakes';
import type { Did, DidDetails, LakeFile, Replica, Rule } from '../../api/schema';
import { button, type Component, h, setText } from '../dom';
import { timeAgo } from '../format';
import { errorWords } from '../words';
import { EXPLAINED, RuleRow } from './ruleRow';
import { Section } from './section';
import {
  ASKED,
  didFacts,
  didText,
  FILE_STATES,
  FIRST,
  OF_FIRST,
  plainly,
  stateSummary
} from './words';

/** What the pane asks of its owner. */
export interface DetailsOptions {
  client: LakesClient;
  admin(): boolean;
  /** Look at another DID. */
  open(did: string): void;
  /** How the files of a DID are. */
  learnt(did: string, files: LakeFile[]): void;
}

/** The same few requests whatever the DID holds. */
export class DetailsPane implements Component {
  readonly node: HTMLElement;
  private readonly heading = h('span', { class: 'esap-name' });
  private readonly facts = h('div', { class: 'esap-hint' });
  private readonly state = h('div', { class: 'esap-state', role: 'status' });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly metadata = new Section('Metadata', () => this.readDetails());
  private readonly parents = new Section('Held by', () => this.readDetails());
  private readonly replicas = new Section('Replicas', () => this.readReplicas());
  private readonly rules = new Section('Rules', () => this.readRules());
  private did: Did | null = null;
  private lake = '';
  private details: Promise<DidDetails> | null = null;

  constructor(private readonly options: DetailsOptions) {
    const head = h('div', { class: 'esap-line' }, this.heading);
    const sections = [this.metadata, this.parents, this.replicas, this.rules];
    this.metadata.node.open = true;
    this.node = h(
      'section',
      { class: 'esap-did-details', 'aria-label': 'Details' },
      head,
      this.facts,
      this.state,
      this.alert,
      ...sections.map(section => section.node)
    );
    this.node.hidden = true;
  }

  dispose(): void {
    this.node.remove();
  }

  /** Show a DID; `null` shows none. */
  show(lake: string, did: Did | null): void {
    this.did = did;
    this.lake = lake;
    this.details = null;
    this.node.hidden = did === null;
    if (!did) {
      return;
    }
    setText(this.heading, plainly(didText(did)));
    this.heading.title = plainly(didText(did));
    this.facts.replaceChildren(facts(did));
    setText(this.alert, '');
    void this.readState();
    for (const section of [this.metadata, this.parents, this.replicas, this.rules]) {
      section.forget();
    }
  }

  /** Ask again how the files are, and what is unfolded. */
  refresh(): void {
    this.show(this.lake, this.did);
  }

  private async readState(): Promise<void> {
    const { did, lake } = this;
    if (!did) {
      return;
    }
    setText(this.state, 'Asking where it is…');
    let words = '';
    try {
      const files = await this.options.client.files(lake, didText(did), FIRST);
      this.options.learnt(didText(did), files);
      words = summary(did, files);
    } catch (error) {
      words = `Where it is cannot be told: ${errorWords(error as Error)}`;
    }
    if (did === this.did) {
      setText(this.state, words);
    }
  }

  private async readDetails(): Promise<void> {
    const { did } = this;
    if (!did) {
      return;
    }
    this.details ??= this.options.client.details(this.lake, didText(did));
    const details = await this.details;
    if (did !== this.did) {
      return;
    }
    const by = details.account ? ` · by ${details.account}` : '';
    const open = details.open === null ? '' : details.open ? ' · open' : ' · closed';
    this.facts.replaceChildren(
      facts({ ...did, ...withoutNull(details.did) }),
      `${open}${by}`,
      ...(details.created === null ? [] : [' · ', timeAgo(details.created)])
    );
    this.metadata.fill(metadata(details));
    const parents = details.parents.map(parent => this.link(parent));
    this.parents.fill(parents, 'Nothing holds it.', details.parents.length);
  }

  private link(parent: Did): HTMLElement {
    const text = didText(parent);
    const open = button(text, () => this.options.open(text), {
      class: 'esap-link esap-name',
      title: text
    });
    const line = h('div', { class: 'esap-line' }, open);
    line.append(h('span', { class: 'esap-hint' }, parent.type));
    return line;
  }

  private async readReplicas(): Promise<void> {
    const { did } = this;
    if (did) {
      const replicas = await this.options.client.replicas(this.lake, didText(did), FIRST);
      if (did === this.did) {
        const rows = did.type === 'file' ? ofFile(replicas) : byRse(replicas);
        if (replicas.length >= ASKED && did.length !== ASKED) {
          rows.unshift(h('p', { class: 'esap-hint' }, `${OF_FIRST}:`));
        }
        const rses = new Set(replicas.flatMap(({ states }) => Object.keys(states)));
        this.replicas.fill(rows, 'There is no replica.', rses.size);
      }
    }
  }

  private async readRules(): Promise<void> {
    const { did, lake } = this;
    if (!did) {
      return;
    }
    const { client } = this.options;
    const rules = await client.rulesOf(lake, didText(did));
    if (did === this.did) {
      const explain = rules.length <= EXPLAINED;
      const more = { client, lake, admin: this.options.admin(), explain };
      const removed = () => this.rules.forget();
      const named = (rule: Rule) => didText(rule.did) !== didText(did);
      const rows = rules.map(
        rule => new RuleRow(rule, { ...more, named: named(rule), removed }).node
      );
      this.rules.fill([h('ul', {}, ...rows)], 'No rule keeps it.', rules.length);
    }
  }
}

function facts(did: Did): string {
  const type = `${did.type[0].toUpperCase()}${did.type.slice(1)}`;
  return [type, didFacts(did)].filter(Boolean).join(' · ');
}

function withoutNull(did: Did): Partial<Did> {
  const given = Object.entries(did).filter(([, value]) => value !== null);
  return Object.fromEntries(given);
}

function summary(did: Did, files: LakeFile[]): string {
  if (did.type === 'file') {
    const file = files[0];
    const where = file?.path
      ? `: ${file.path}`
      : file?.rses.length
        ? `: ${file.rses.join(', ')}`
        : '';
    const reason = file?.reason ? ` – ${file.reason}` : '';
    return file ? `${FILE_STATES[file.state]}${where}${reason}` : 'no replica';
  }
  return files.length === 0 ? 'It has no files.' : stateSummary(files);
}

function metadata(details: DidDetails): HTMLElement[] {
  const own = Object.entries(details.own_metadata);
  const rest = Object.entries(details.metadata).filter(([key]) => !(key in details.own_metadata));
  const list = (entries: [string, string][]) =>
    h('dl', { class: 'esap-facts' }, ...entries.flatMap(([key, value]) => pair(key, value)));
  const parts = own.length > 0 ? [list(own)] : [];
  const all = h(
    'details',
    {},
    h('summary', { class: 'esap-hint' }, 'What Rucio keeps'),
    list(rest)
  );
  return own.length > 0 ? [...parts, all] : [list(rest)];
}

function pair(key: string, value: string): HTMLElement[] {
  return [h('dt', {}, key), h('dd', {}, value)];
}

function byRse(replicas: readonly Replica[]): HTMLElement[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { states } of replicas) {
    for (const [rse, state] of Object.entries(states)) {
      const of = counts.get(rse) ?? new Map<string, number>();
      counts.set(rse, of.set(state, (of.get(state) ?? 0) + 1));
    }
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([rse, states]) => {
      const words = [...states].map(([state, number]) => {
        return `${number} of ${replicas.length} ${state.toLowerCase()}`;
      });
      return line(rse, words.join(', '));
    });
}

function ofFile(replicas: readonly Replica[]): HTMLElement[] {
  return replicas.flatMap(({ states, places }) =>
    Object.entries(states).flatMap(([rse, state]) => [
      line(rse, state.toLowerCase()),
      ...places
        .filter(place => place.rse === rse)
        .map(({ url, path }) => h('div', { class: 'esap-code esap-did-place' }, path ?? url))
    ])
  );
}

function line(name: string, words: string): HTMLElement {
  const left = h('span', { class: 'esap-name', title: name }, name);
  return h('div', { class: 'esap-line' }, left, h('span', { class: 'esap-hint' }, words));
}
