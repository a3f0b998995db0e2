/** Constraints on the chosen table, which write the query and the Python cell. */
import type { AdqlClient } from '../../api/adql';
import type { DraftRequest, QueryDraft, TableDetails } from '../../api/schema';
import { button, type Component, h, isIdle, setIdle, setText } from '../dom';
import { errorWords } from '../words';
import {
  BandPanel,
  type ConstraintPanel,
  FilterPanel,
  ObsCorePanel,
  PositionPanel,
  TimePanel
} from './constraintFields';
import type { ServiceTables } from './tables';

/** What becomes of the query. */
export interface ConstraintsOptions {
  client: AdqlClient;
  tables: ServiceTables;
  /** Put the query into a tab of the editor. */
  toEditor(adql: string, title: string): void;
  /** Put the cell into the notebook; absent where there is none. */
  insertPython?: (code: string) => void;
}

const PAUSE = 250;

/** Panels, what they write, and where it goes. */
export class Constraints implements Component {
  readonly node: HTMLElement;
  private readonly title = h('div', { class: 'esap-hint' });
  private readonly panels: ConstraintPanel[];
  private readonly top = h('input', {
    class: 'esap-input',
    type: 'number',
    min: 1,
    value: 1000,
    'aria-label': 'Rows at most',
    on: { input: () => this.changed() }
  });
  private readonly preview = h('pre', {
    class: 'esap-code esap-preview',
    tabindex: 0,
    role: 'group',
    'aria-label': 'The query of the constraints'
  });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly editorButton: HTMLButtonElement;
  private readonly pythonButton: HTMLButtonElement | null;
  private readonly body: HTMLElement;
  private details: TableDetails | null = null;
  private draft: QueryDraft | null = null;
  private timer = 0;
  private asked = new AbortController();

  constructor(private readonly options: ConstraintsOptions) {
    const { client, tables, insertPython } = options;
    const changed = () => this.changed();
    this.panels = [
      new PositionPanel(changed),
      new TimePanel(changed),
      new BandPanel(changed),
      new ObsCorePanel(changed, client, tables.archive),
      new FilterPanel(changed)
    ];
    this.editorButton = button('To ADQL', () => this.use(draft => this.toEditor(draft)), {
      class: 'esap-button esap-primary'
    });
    this.pythonButton = insertPython
      ? button('Insert Python', () => this.use(draft => insertPython(draft.python)))
      : null;
    const rows = h('label', { class: 'esap-inline' }, 'Rows at most', this.top);
    const actions = h('div', { class: 'esap-actions' }, this.editorButton, this.pythonButton);
    const nodes = this.panels.map(panel => panel.node);
    this.body = h('div', {}, ...nodes, rows, this.alert, this.preview, actions);
    this.node = h('div', { class: 'esap-constraints' }, this.title, this.body);
    this.say();
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.asked.abort();
    this.node.remove();
  }

  /** Ask this table. */
  async choose(name: string): Promise<void> {
    if (this.details?.name === name) {
      return;
    }
    setText(this.title, `Reading the columns of ${name}…`);
    try {
      const details = await this.options.tables.columns(name);
      this.details = details;
      for (const panel of this.panels) {
        panel.node.hidden = !panel.fits(details);
        panel.table(details);
      }
      this.say();
      this.changed();
    } catch (error) {
      setText(this.title, errorWords(error as Error));
    }
  }

  private say(): void {
    const { details } = this;
    this.body.hidden = details === null;
    setText(
      this.title,
      details
        ? `Constraints on ${details.name}`
        : 'Choose a table under Tables; its constraints are set here.'
    );
  }

  private changed(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.write(), PAUSE);
  }

  private async write(): Promise<void> {
    const { client, tables } = this.options;
    if (!this.details) {
      return;
    }
    this.asked.abort();
    const asked = new AbortController();
    this.asked = asked;
    const parts = this.panels.filter(panel => !panel.node.hidden).map(panel => panel.read() ?? {});
    const request: DraftRequest = Object.assign(
      { archive: tables.archive, table: this.details.name, top: Number(this.top.value) || null },
      ...parts
    );
    try {
      this.take(await client.draft(request, asked.signal), '');
    } catch (error) {
      if (!asked.signal.aborted) {
        this.take(null, errorWords(error as Error));
      }
    }
  }

  private take(draft: QueryDraft | null, problem: string): void {
    this.draft = draft;
    setText(this.alert, problem);
    setText(this.preview, draft?.adql ?? '');
    setIdle(this.editorButton, draft === null);
    if (this.pythonButton) {
      setIdle(this.pythonButton, draft === null);
    }
  }

  private toEditor(draft: QueryDraft): void {
    this.options.toEditor(draft.adql, this.details?.name ?? 'Constraints');
  }

  private use(action: (draft: QueryDraft) => void): void {
    if (this.draft && !isIdle(this.editorButton)) {
      action(this.draft);
    }
  }
}
