/** What is done with a query: run it, look, cancel, mend, begin with an example. */
import type { Mode, ServiceSchema } from '../../api/schema';
import { button, type Component, h, isIdle, setIdle, setText, uniqueId } from '../dom';
import { count } from '../format';
import { MenuButton, type MenuItem } from './menu';
import { Uploads, type UploadsOptions } from './uploads';

/** What the toolbar asks of its owner. */
export interface ToolbarOptions {
  run(): void;
  quickLook(): void;
  cancel(): void;
  fix(): void;
  examples(): Promise<MenuItem[]>;
  uploads: UploadsOptions;
}

const LIMITS = [100, 1000, 10_000, 100_000, 1_000_000];

/** Buttons, mode, limit, uploads. */
export class QueryToolbar implements Component {
  readonly node: HTMLElement;
  private readonly mode: HTMLSelectElement;
  private readonly limit: HTMLInputElement;
  private readonly limits = h('datalist', { id: uniqueId('limits') });
  private readonly runButton: HTMLButtonElement;
  private readonly lookButton: HTMLButtonElement;
  private readonly cancelButton: HTMLButtonElement;
  private readonly fixButton: HTMLButtonElement;
  /** Tables that go with the query. */
  readonly uploads: Uploads;

  constructor(options: ToolbarOptions) {
    this.runButton = action('Run', options.run, {
      class: 'esap-button esap-primary',
      title: 'Run the query (Ctrl+Enter)'
    });
    this.lookButton = action('Quick look', options.quickLook, {
      title: 'Show the first 50 rows; they are kept only while they are shown (Shift+Enter)'
    });
    this.cancelButton = action('Cancel', options.cancel, { title: 'Cancel the query' });
    this.fixButton = action('Fix', options.fix, {});
    const mode = uniqueId('mode');
    this.mode = h(
      'select',
      { id: mode, class: 'esap-input', title: 'How the service is asked' },
      h('option', { value: 'auto' }, 'Chosen for you'),
      h('option', { value: 'sync' }, 'Sync'),
      h('option', { value: 'async' }, 'Async job')
    );
    const limit = uniqueId('limit');
    this.limit = h('input', {
      id: limit,
      class: 'esap-input esap-limit',
      type: 'text',
      inputmode: 'numeric',
      list: this.limits.id,
      placeholder: 'default'
    });
    this.uploads = new Uploads(options.uploads);
    const examples = new MenuButton('Examples', options.examples);
    this.node = h(
      'div',
      { class: 'esap-toolbar esap-query-tools', role: 'toolbar', 'aria-label': 'Query' },
      this.runButton,
      this.lookButton,
      this.cancelButton,
      h('label', { for: mode, class: 'esap-tool-label' }, 'Mode'),
      this.mode,
      h('label', { for: limit, class: 'esap-tool-label' }, 'Rows at most'),
      this.limit,
      this.limits,
      examples.node,
      this.fixButton,
      this.uploads.node
    );
    this.setRunning(false);
    this.setFixes([]);
  }

  dispose(): void {
    this.uploads.dispose();
    this.node.remove();
  }

  get modeChosen(): Mode {
    return this.mode.value as Mode;
  }

  /** The limit typed; `null` leaves it to the service, `undefined` makes no sense. */
  get maxrec(): number | null | undefined {
    const text = this.limit.value.trim();
    const value = Number(text);
    const bad = text !== '' && !(Number.isInteger(value) && value > 0);
    this.limit.setAttribute('aria-invalid', String(bad));
    return bad ? undefined : text === '' ? null : value;
  }

  /** Show what the service allows. */
  describe(schema: ServiceSchema): void {
    const { default_limit: usual, hard_limit: hard, uploads } = schema;
    this.limit.placeholder = usual === null ? 'default' : `default ${count(usual)}`;
    const known = LIMITS.filter(limit => hard === null || limit < hard);
    this.limits.replaceChildren(
      ...known.map(limit => h('option', { value: limit })),
      ...(hard === null ? [] : [h('option', { value: hard, label: `${hard} (max)` })])
    );
    this.limit.title =
      hard === null ? '' : `The service gives at most ${count(hard)} rows for one query`;
    this.uploads.menu.node.title = uploads
      ? 'Use a result, selected rows or a table of the notebook as TAP_UPLOAD.name'
      : 'The service does not declare that it takes uploads';
  }

  setRunning(running: boolean): void {
    setIdle(this.cancelButton, !running);
  }

  /** Offer to mend; each edit with its reason. */
  setFixes(reasons: readonly string[]): void {
    setText(this.fixButton, reasons.length > 0 ? `Fix ${reasons.length}` : 'Fix');
    setIdle(this.fixButton, reasons.length === 0);
    this.fixButton.title = [...new Set(reasons)].join('\n') || 'Nothing to mend was found';
  }
}

function action(label: string, run: () => void, props: { [name: string]: string }) {
  const made: HTMLButtonElement = button(label, () => !isIdle(made) && run(), props);
  return made;
}
