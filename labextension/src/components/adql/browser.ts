/** The tables of a service: searched as one types, columns read when a table is unfolded. */
import type { Subscription } from '../../api/backend';
import type { ForeignKey, SchemaColumn } from '../../api/schema';
import { button, type Component, h, setIdle, setText, uniqueId } from '../dom';
import { counted } from '../format';
import { icon } from '../icons';
import { errorWords } from '../words';
import { plain, type ServiceTables } from './tables';
import { Tree, type TreeNode } from './tree';
import { treeNodes } from './treeNodes';

/** What the browser tells its owner. */
export interface BrowserOptions {
  tables: ServiceTables;
  insert(text: string): void;
  /** This table is being looked at. */
  chosen(table: string): void;
}

const PAUSE = 120;

/** Search field, tree, and what is known of the row that is current. */
export class SchemaBrowser implements Component {
  readonly node: HTMLElement;
  private readonly tree: Tree;
  private readonly input: HTMLInputElement;
  private readonly any: HTMLSelectElement;
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly retry: HTMLButtonElement;
  private readonly about = h('div', {
    class: 'esap-about',
    role: 'group',
    tabindex: 0,
    'aria-label': 'About the current row'
  });
  private readonly insertButton: HTMLButtonElement;
  private readonly columnsButton: HTMLButtonElement;
  private readonly subscription: Subscription;
  private readonly unfolded = new Set<string>();
  private readonly folded = new Set<string>();
  private readonly problems = new Map<string, string>();
  private readonly joins = new Map<string, ForeignKey[]>();
  private picked: string[] = [];
  private first = true;
  private timer = 0;

  constructor(private readonly options: BrowserOptions) {
    const { tables } = options;
    this.tree = new Tree({
      label: 'Tables and columns',
      toggle: node => this.toggle(node),
      act: node => this.insert(node),
      pick: node => this.pick(node),
      moved: node => this.moved(node),
      dragged: node => this.textOf(node)
    });
    this.input = h('input', {
      id: uniqueId('find'),
      class: 'esap-input',
      type: 'search',
      placeholder: 'Find tables',
      'aria-label': 'Find tables by name or description',
      on: { input: () => this.typed() }
    });
    this.any = h(
      'select',
      { class: 'esap-input', 'aria-label': 'Words', on: { change: () => this.render() } },
      h('option', { value: 'all' }, 'All words'),
      h('option', { value: 'any' }, 'Any word'),
      h('option', { value: 'names' }, 'In names')
    );
    const refresh = button('', () => void tables.load(true), {
      class: 'esap-icon-button',
      'aria-label': 'Read the tables again',
      title: 'Read the tables again'
    });
    refresh.append(icon('refresh'));
    this.retry = button('Retry', () => void tables.load());
    this.insertButton = button(
      'Insert',
      () => this.tree.selected && this.insert(this.tree.selected)
    );
    this.columnsButton = button('Insert columns', () => this.insertColumns());
    this.node = h(
      'div',
      { class: 'esap-schema' },
      h('div', { class: 'esap-schema-find' }, this.input, this.any, refresh),
      this.status,
      this.alert,
      this.retry,
      this.tree.node,
      this.about,
      h('div', { class: 'esap-schema-tools' }, this.insertButton, this.columnsButton)
    );
    this.subscription = tables.subscribe(() => this.render());
    this.render();
    this.moved(null);
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.subscription.dispose();
    this.tree.dispose();
    this.node.remove();
  }

  focus(): void {
    this.input.focus();
  }

  private typed(): void {
    window.clearTimeout(this.timer);
    this.folded.clear();
    this.timer = window.setTimeout(() => this.render(), PAUSE);
  }

  private render(): void {
    const { tables } = this.options;
    const { schema, error, loading } = tables;
    if (schema && this.first) {
      this.first = false;
      this.unfoldFew();
    }
    setText(this.alert, error ? errorWords(error) : '');
    this.retry.hidden = !error;
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const mode = this.any.value;
    const nodes = treeNodes({
      schemas: schema?.schemas ?? [],
      search: { words, any: mode === 'any', descriptions: mode !== 'names' },
      unfolded: this.unfolded,
      folded: this.folded,
      picked: this.picked,
      details: name => tables.known(name),
      keys: name => this.joins.get(plain(name)) ?? null,
      problem: key => this.problems.get(plain(key)) ?? ''
    });
    this.tree.show(nodes);
    const found = nodes
      .filter(node => node.kind === 'schema')
      .reduce((sum, node) => sum + Number.parseInt(node.facts.replace(/\D/g, ''), 10), 0);
    setText(this.status, loading ? 'Reading the tables…' : schema ? this.words(found) : '');
    this.status.title = schema ? [`From ${schema.source}`, ...schema.notes].join('\n') : '';
    const count = this.picked.length;
    setText(
      this.columnsButton,
      count > 0 ? `Insert ${counted(count, 'column')}` : 'Insert columns'
    );
    setIdle(this.columnsButton, count === 0);
  }

  private words(found: number): string {
    const { schema, all } = this.options.tables;
    const notes = schema?.notes.length ? ` · ${schema.notes.join(' ')}` : '';
    const many = this.input.value.trim() ? `${found} of ${counted(all.length, 'table')}` : '';
    return `${many || counted(all.length, 'table')} · ${schema?.source}${notes}`;
  }

  // Where there is little to see, all of it is seen.
  private unfoldFew(): void {
    const { schema, all } = this.options.tables;
    if (schema && all.length <= 40) {
      for (const one of schema.schemas.filter(one => !/^tap_schema$/i.test(one.name))) {
        this.unfolded.add(`schema ${one.name}`);
      }
    }
  }

  private toggle(node: TreeNode): void {
    if (node.kind === 'schema' && this.input.value.trim()) {
      if (!this.folded.delete(node.id)) {
        this.folded.add(node.id);
      }
      this.render();
      return;
    }
    if (!this.unfolded.delete(node.id)) {
      this.unfolded.add(node.id);
      const [kind, name] = parts(node.id);
      if (kind === 'table') {
        void this.read(name);
      } else if (kind === 'joins') {
        void this.readKeys(name);
      }
    }
    this.render();
  }

  private async read(name: string): Promise<void> {
    this.problems.delete(plain(name));
    try {
      await this.options.tables.columns(name);
    } catch (error) {
      this.problems.set(plain(name), errorWords(error as Error));
    }
    this.render();
  }

  private async readKeys(name: string): Promise<void> {
    try {
      this.joins.set(plain(name), await this.options.tables.keys(name));
    } catch (error) {
      const known = this.options.tables.known(name)?.keys ?? [];
      if (known.length > 0) {
        this.joins.set(plain(name), known);
      } else {
        this.problems.set(plain(`keys ${name}`), errorWords(error as Error));
      }
    }
    this.render();
  }

  private pick(node: TreeNode): void {
    const at = this.picked.indexOf(node.id);
    const table = parts(node.id)[1];
    // Columns of several tables in one list would not say whose they are.
    this.picked = this.picked.filter(id => parts(id)[1] === table);
    this.picked = at >= 0 ? this.picked.filter(id => id !== node.id) : [...this.picked, node.id];
    this.render();
  }

  private insertColumns(): void {
    const names = this.picked.map(id => this.column(id)?.adql).filter(Boolean);
    if (names.length > 0) {
      this.options.insert(names.join(', '));
      this.picked = [];
      this.render();
    }
  }

  private insert(node: TreeNode): void {
    const text = this.textOf(node);
    if (text !== null) {
      this.options.insert(text);
    } else if (node.expanded !== null) {
      this.toggle(node);
    }
  }

  private textOf(node: TreeNode): string | null {
    const [kind, name, rest] = parts(node.id);
    if (kind === 'table') {
      return this.options.tables.find(name)?.adql ?? name;
    }
    if (kind === 'column') {
      return this.column(node.id)?.adql ?? null;
    }
    return kind === 'join' ? (this.joins.get(plain(name))?.[Number(rest)]?.join ?? null) : null;
  }

  private column(id: string): SchemaColumn | null {
    const [, table, name] = parts(id);
    const known = this.options.tables.known(table);
    return known?.columns.find(column => column.name === name) ?? null;
  }

  private moved(node: TreeNode | null): void {
    setIdle(this.insertButton, !node || this.textOf(node) === null);
    const words = node ? node.about || 'The service does not describe it.' : '';
    const facts = node?.facts ? h('div', { class: 'esap-hint' }, node.facts) : null;
    const title = node ? h('strong', {}, node.label) : null;
    this.about.replaceChildren(
      ...[title, facts, node ? h('div', {}, words) : null].filter(part => part !== null)
    );
    const [kind = '', name] = node ? parts(node.id) : [];
    if (name && ['table', 'column', 'join', 'joins'].includes(kind)) {
      this.options.chosen(name);
    }
  }
}

function parts(id: string): [string, string, string] {
  const at = id.indexOf(' ');
  const [name, rest = ''] = id.slice(at + 1).split('\n');
  return [id.slice(0, at), name, rest];
}
