/** The whole page for writing ADQL to one archive. */
import { type ActivityStore, hasEnded } from '../../api/activities';
import type { AdqlClient } from '../../api/adql';
import type { Backend, Subscription } from '../../api/backend';
import type { Archive, QueryCheck, Result, Search, SearchRequest } from '../../api/schema';
import { type Component, h, setText } from '../dom';
import { makePane } from '../panes';
import { Part } from '../result/part';
import type { Selections } from '../result/selections';
import { Tabs } from '../tabs';
import { errorWords } from '../words';
import { SchemaBrowser } from './browser';
import { Constraints } from './constraints';
import type { Drafts } from './drafts';
import { DraftTabs } from './draftTabs';
import type { EditorFactory, QueryEditor } from './editor';
import { History } from './history';
import { joinedBy } from './joins';
import type { MenuItem } from './menu';
import type { TablesInUse } from './notebookTables';
import { namedTables } from './queryText';
import { ServiceTables } from './tables';
import { QueryToolbar } from './toolbar';
import { uploadTable } from './uploadTables';

/** What the page stands on, and whom it tells. */
export interface WorkspaceOptions {
  archive: Archive;
  backend: Backend;
  client: AdqlClient;
  activities: ActivityStore;
  drafts: Drafts;
  editor: EditorFactory;
  /** Tools above the rows. */
  toolbar?: (result: Result) => Component;
  insertPython?: (code: string) => void;
  /** Tables of the notebook in use. */
  notebookTables?: TablesInUse;
  /** What is selected in results, here and elsewhere. */
  selections?: Selections;
  /** Show a search, or a result, as a tab of its own. */
  open(id: string): void;
}

const LOOK_ROWS = 50;

/** Tables, constraints and history beside the editor; rows below it. */
export class Workspace implements Component {
  readonly node: HTMLElement;
  private readonly tables: ServiceTables;
  private readonly editor: QueryEditor;
  private readonly tools: QueryToolbar;
  private readonly draftTabs: DraftTabs;
  private readonly side: Tabs;
  private readonly browser: SchemaBrowser;
  private readonly constraints: Constraints;
  private readonly history: History;
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly lost = h('div', { class: 'esap-hint', role: 'status' });
  private readonly rows = h('div', { class: 'esap-query-rows' });
  private readonly kept = h('div', { class: 'esap-query-kept' });
  private readonly subscriptions: Subscription[];
  private readonly sent = new Map<string, string>();
  private check: QueryCheck | null = null;
  private chosen = '';
  private part: Part | null = null;
  private search: Search | null = null;
  /** Whether the rows shown are those of a quick look, which are not kept. */
  private looking = false;
  private starting = false;

  constructor(private readonly options: WorkspaceOptions) {
    const { archive, client, activities, drafts } = options;
    this.tables = new ServiceTables(archive.id, client);
    this.tools = new QueryToolbar({
      run: () => void this.run(false),
      quickLook: () => void this.run(true),
      cancel: () => void this.cancel(),
      fix: () => this.check && this.editor.apply(this.check.edits),
      examples: () => this.examples(),
      uploads: {
        results: () => client.results(),
        selected: () => options.selections?.all() ?? [],
        keepSelected: ({ result, selection }) => client.keepSelected(result.id, selection),
        notebook: options.notebookTables,
        changed: uploads => {
          this.tables.uploads = uploads.map(([name, result]) => uploadTable(name, result));
        },
        say: words => setText(this.alert, words)
      }
    });
    this.editor = options.editor({
      tables: this.tables,
      changed: text => {
        drafts.write(text);
        setText(this.lost, drafts.lost);
      },
      check: (text, signal) => client.check(archive.id, text, signal),
      checked: check => this.checked(check),
      unchecked: error => setText(this.status, `Not checked: ${errorWords(error)}`),
      run: () => void this.run(false),
      quickLook: () => void this.run(true)
    });
    this.draftTabs = new DraftTabs({
      drafts,
      changed: () => this.front(),
      closed: id => this.editor.close(id),
      say: words => setText(this.alert, words)
    });
    this.browser = new SchemaBrowser({
      tables: this.tables,
      insert: text => this.editor.insert(joinedBy(text, this.editor.text, this.tables)),
      chosen: table => this.choose(table)
    });
    this.constraints = new Constraints({
      client,
      tables: this.tables,
      toEditor: (adql, title) => this.put(adql, title),
      insertPython: options.insertPython
    });
    this.history = new History({
      archive: archive.id,
      client,
      activities,
      sent: this.sent,
      use: adql => this.put(adql, 'From history'),
      open: options.open
    });
    this.side = new Tabs('Help to write', id => this.opened(id));
    this.side.add({ id: 'tables', label: 'Tables', content: this.browser.node });
    this.side.add({ id: 'constraints', label: 'Constraints', content: this.constraints.node });
    this.side.add({ id: 'history', label: 'History', content: this.history.node });
    this.subscriptions = [
      activities.subscribe(() => this.update()),
      this.tables.subscribe(() => this.described())
    ];
    this.node = this.build();
    this.front();
  }

  dispose(): void {
    this.forget();
    const { browser, constraints, history, tools, draftTabs, editor } = this;
    const parts = [browser, constraints, history, tools, draftTabs, editor];
    for (const part of [...parts, ...this.subscriptions]) {
      part.dispose();
    }
    this.node.remove();
  }

  /** Read the tables, as soon as the page is seen. */
  start(): void {
    void this.tables.load();
  }

  focus(): void {
    this.editor.focus();
  }

  /** Put a query into a tab: the one in front if that is empty, else a new one. */
  put(adql: string, title = ''): void {
    const { drafts } = this.options;
    setText(this.alert, '');
    if (this.editor.text.trim() === '' || drafts.full) {
      this.editor.replace(adql);
    } else {
      drafts.add(adql, title.slice(0, 60) || undefined);
      this.draftTabs.render();
      this.front();
    }
    this.editor.focus();
  }

  private build(): HTMLElement {
    const hint = h(
      'span',
      { class: 'esap-hint esap-editor-hint' },
      'Ctrl+Enter runs · Ctrl+Space completes · Escape, then Tab leaves the editor'
    );
    const main = h(
      'div',
      { class: 'esap-query-main' },
      makePane(h('div', { class: 'esap-query-head' }, this.tools.node, this.draftTabs.node)),
      makePane(h('div', { class: 'esap-editor' }, this.editor.node)),
      h('div', { class: 'esap-editor-foot' }, this.status, hint),
      this.lost,
      this.alert,
      makePane(h('div', { class: 'esap-query-answer' }, this.kept, this.rows))
    );
    const side = makePane(h('div', { class: 'esap-query-side' }, this.side.node));
    return h('div', { class: 'esap-workspace' }, side, main);
  }

  private front(): void {
    const { front, lost } = this.options.drafts;
    this.editor.open(front.id, front.text);
    setText(this.lost, lost);
  }

  private opened(id: string): void {
    if (id === 'history') {
      void this.history.reveal();
    } else if (id === 'constraints') {
      const [first] = namedTables(this.editor.text);
      const table = this.chosen || (first ? this.tables.find(first.name)?.name : '');
      if (table) {
        void this.constraints.choose(table);
      }
    }
  }

  private choose(table: string): void {
    this.chosen = table;
  }

  private described(): void {
    if (this.tables.schema) {
      this.tools.describe(this.tables.schema);
    }
  }

  private checked(check: QueryCheck): void {
    this.check = check;
    this.tools.setFixes(check.edits.map(edit => edit.reason));
    const { diagnostics } = check;
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    const [first] = diagnostics;
    const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : '';
    const where = first
      ? `Line ${first.line}, column ${first.column}: ${first.message}${more}`
      : '';
    const sent = errors > 0 ? ' Run asks the service all the same.' : '';
    setText(this.status, where + sent);
  }

  private async examples(): Promise<MenuItem[]> {
    const { client, archive } = this.options;
    const [named] = namedTables(this.editor.text);
    const table = this.chosen || (named && this.tables.find(named.name)?.name) || '';
    const first = this.tables.all.find(one => !/^tap_schema\./i.test(one.name))?.name ?? '';
    try {
      const examples = await client.examples(archive.id, table || first);
      return examples.map(({ group, title, adql, description }) => ({
        group,
        label: title,
        about: [description, adql].filter(Boolean).join('\n'),
        run: () => this.put(adql, title)
      }));
    } catch (error) {
      const words = errorWords(error as Error);
      return [{ group: 'No examples', label: words, about: words, run: () => undefined }];
    }
  }

  private async run(look: boolean): Promise<void> {
    const { archive, backend, activities } = this.options;
    const adql = this.editor.text.trim();
    const { maxrec } = this.tools;
    if (this.starting) {
      return;
    }
    if (!adql || maxrec === undefined) {
      setText(this.alert, adql ? 'Rows at most is a whole number.' : 'There is no query yet.');
      return;
    }
    const { waiting, byName } = this.tools.uploads;
    if (waiting) {
      setText(this.alert, `TAP_UPLOAD.${waiting} is still on its way. Run again when it is here.`);
      return;
    }
    setText(this.alert, '');
    this.starting = true;
    try {
      const request: SearchRequest = {
        archives: [archive.id],
        adql,
        maxrec: look ? LOOK_ROWS : maxrec,
        mode: look ? 'sync' : this.tools.modeChosen,
        uploads: byName
      };
      const search = await backend.search(request);
      this.sent.set(search.id, adql);
      this.show(search, look);
      activities.take(search);
    } catch (error) {
      setText(this.alert, errorWords(error as Error));
    } finally {
      this.starting = false;
    }
  }

  private show(search: Search, look: boolean): void {
    const { backend, archive, toolbar, selections } = this.options;
    this.forget();
    this.search = search;
    this.looking = look;
    this.part = new Part({
      backend,
      name: archive.name,
      toolbar: look ? undefined : toolbar,
      selections,
      again: () => void this.run(look)
    });
    this.rows.replaceChildren(this.part.node);
    const words = look
      ? [`Quick look: at most ${LOOK_ROWS} rows, kept only while they are shown here.`]
      : [
          h(
            'button',
            {
              type: 'button',
              class: 'esap-link',
              on: { click: () => this.options.open(search.id) }
            },
            'Open as a tab'
          )
        ];
    this.kept.replaceChildren(...words);
    this.node.dataset.answer = 'true';
    this.update();
    this.part.reveal();
  }

  private update(): void {
    const { search, part } = this;
    if (!search || !part) {
      this.tools.setRunning(false);
      return;
    }
    const known = this.options.activities.ofSearch(search.id);
    const [activity] = known.length > 0 ? known : search.activities;
    if (activity) {
      part.update(activity);
      this.tools.setRunning(!hasEnded(activity));
    }
  }

  private async cancel(): Promise<void> {
    try {
      if (this.search) {
        await this.options.backend.cancelSearch(this.search.id);
      }
    } catch (error) {
      setText(this.alert, errorWords(error as Error));
    }
  }

  // The rows of a quick look go with what showed them.
  private forget(): void {
    const { part, search, looking } = this;
    part?.dispose();
    this.part = null;
    this.search = null;
    if (!search || !looking) {
      return;
    }
    const [activity] = this.options.activities.ofSearch(search.id);
    if (activity && !hasEnded(activity)) {
      void this.options.backend.cancelSearch(search.id).catch(() => undefined);
    } else if (activity?.result) {
      void this.options.client.deleteResult(activity.result).catch(() => undefined);
    }
  }
}
