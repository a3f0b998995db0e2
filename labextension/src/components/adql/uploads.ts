/** Tables that go with the query as TAP_UPLOAD.name: results, selected rows, tables of a kernel. */
import type { Result } from '../../api/schema';
import { button, type Component, h, setText } from '../dom';
import { count, counted } from '../format';
import type { Selected } from '../result/selections';
import { errorWords } from '../words';
import { MenuButton, type MenuItem } from './menu';
import type { NotebookTables, TablesInUse } from './notebookTables';

/** Where tables come from, and who is told what goes wrong. */
export interface UploadsOptions {
  results(): Promise<Result[]>;
  selected(): Selected[];
  /** Make selected rows a result. */
  keepSelected(selected: Selected): Promise<Result>;
  /** Absent where there are no notebooks. */
  notebook?: TablesInUse;
  /** Other tables go with the query from now on. */
  changed?(uploads: [name: string, result: Result][]): void;
  say(words: string): void;
}

/** A table that goes with the query, or is on its way to be one. */
interface Upload {
  /** What it was made of: the same again replaces it. */
  source: string;
  about: string;
  result: Result | null;
  cancel: AbortController;
}

const MOST_RESULTS = 50;
const SLOW = 600;
const KERNEL = 'Tables of the notebook';
const OTHERS = 'Tables of astropy, pandas, Arrow and polars can be uploaded';

/** The menu, and what was chosen in it. */
export class Uploads implements Component {
  readonly node: HTMLElement;
  readonly menu: MenuButton;
  private readonly chips = h('span', { class: 'esap-uploads', 'aria-live': 'polite' });
  private readonly chosen = new Map<string, Upload>();

  constructor(private readonly options: UploadsOptions) {
    this.menu = new MenuButton('Upload', show => this.offered(show));
    this.node = h('span', { class: 'esap-upload-tools' }, this.menu.node, this.chips);
  }

  dispose(): void {
    for (const { cancel } of this.chosen.values()) {
      cancel.abort();
    }
    this.node.remove();
  }

  /** Ids of results by the name of the table that they become. */
  get byName(): { [name: string]: string } {
    return Object.fromEntries(this.here.map(([name, result]) => [name, result.id]));
  }

  private get here(): [string, Result][] {
    return [...this.chosen].flatMap(([name, { result }]) => (result ? [[name, result]] : []));
  }

  /** The name of a table that is still on its way, or null. */
  get waiting(): string | null {
    return [...this.chosen].find(([, { result }]) => !result)?.[0] ?? null;
  }

  private async offered(show: (items: MenuItem[]) => void): Promise<MenuItem[]> {
    const kernel = this.ofKernel();
    const stored = [...this.selections(), ...(await this.stored())];
    // Lines that come later push the others down, so only a slow kernel is not waited for.
    const slow = setTimeout(() => show([note(KERNEL, 'Asking the kernel…'), ...stored]), SLOW);
    try {
      return [...(await kernel), ...stored];
    } finally {
      clearTimeout(slow);
    }
  }

  private async ofKernel(): Promise<MenuItem[]> {
    try {
      const found = await this.options.notebook?.();
      return found ? this.ofNotebook(found) : [];
    } catch (error) {
      return [note(KERNEL, errorWords(error as Error))];
    }
  }

  private ofNotebook(found: NotebookTables): MenuItem[] {
    const group = `Tables of ${found.notebook}`;
    const items: MenuItem[] = found.tables.map(table => {
      const { name, kind, rows, columns } = table;
      const size = [amount(rows, 'row'), amount(columns, 'column')].filter(Boolean).join(', ');
      return {
        group,
        label: [name, kind].filter(Boolean).join(' · '),
        aside: size ? ` · ${size}` : '',
        about: `Store ${name} as a result, and use it as TAP_UPLOAD.${tableName(name)}`,
        run: () => {
          const source = `kernel ${found.notebook} ${name}`;
          this.bring(source, name, name, signal => found.keep(table, signal));
        }
      };
    });
    if (found.leftOut > 0) {
      items.push(note(group, `${count(found.leftOut)} more are not listed`));
    }
    return items.length > 0 ? items : [note(group, 'The kernel has no tables', OTHERS)];
  }

  private selections(): MenuItem[] {
    return this.options.selected().map(selected => {
      const { result, rows } = selected;
      return {
        group: 'Selected rows, as TAP_UPLOAD.name',
        label: result.name,
        aside: `: selected rows (${count(rows)})`,
        about: `${result.title}: use the ${counted(rows, 'selected row')} alone`,
        run: () => {
          const name = this.nameOf(result);
          const about = `${result.name}, selected`;
          this.bring(`rows ${result.id}`, name, about, () => this.options.keepSelected(selected));
        }
      };
    });
  }

  private async stored(): Promise<MenuItem[]> {
    const group = 'Results, as TAP_UPLOAD.name';
    try {
      const results = await this.options.results();
      const items = results.slice(0, MOST_RESULTS).map(result => ({
        group,
        label: result.name,
        aside: ` · ${counted(result.rows, 'row')}`,
        about: result.title,
        run: () => this.add(`result ${result.id}`, this.nameOf(result), result.name, result)
      }));
      return items.length > 0 ? items : [note(group, 'There is no result yet')];
    } catch (error) {
      return [note(group, errorWords(error as Error))];
    }
  }

  // The first has a name that is short to type.
  private nameOf(result: Result): string {
    return this.chosen.size === 0 ? 'mine' : result.name;
  }

  private bring(
    source: string,
    name: string,
    about: string,
    keep: (signal: AbortSignal) => Promise<Result>
  ): void {
    const [key, upload] = this.add(source, name, about, null);
    this.options.say('');
    keep(upload.cancel.signal).then(
      result => {
        upload.result = result;
        this.show();
      },
      error => {
        if (this.chosen.get(key) === upload) {
          this.chosen.delete(key);
          this.show();
          this.options.say(`${about} is not uploaded. ${errorWords(error)}`);
        }
      }
    );
  }

  private add(
    source: string,
    name: string,
    about: string,
    result: Result | null
  ): [string, Upload] {
    const before = [...this.chosen].find(([, upload]) => upload.source === source);
    before?.[1].cancel.abort();
    const key = before?.[0] ?? this.free(tableName(name));
    const upload = { source, about, result, cancel: new AbortController() };
    this.chosen.set(key, upload);
    this.show();
    return [key, upload];
  }

  private free(name: string): string {
    const taken = new Set([...this.chosen.keys()].map(one => one.toLowerCase()));
    for (let number = 1; ; number += 1) {
      const free = number === 1 ? name : `${name}_${number}`;
      if (!taken.has(free.toLowerCase())) {
        return free;
      }
    }
  }

  private show(): void {
    const chips = [...this.chosen].map(([name, upload]) => this.chip(name, upload));
    this.chips.replaceChildren(...chips);
    this.options.changed?.(this.here);
  }

  private chip(name: string, upload: Upload): HTMLButtonElement {
    const here = upload.result !== null;
    const remove = () => {
      upload.cancel.abort();
      this.chosen.delete(name);
      this.show();
    };
    const chip = button('', remove, {
      class: 'esap-chip',
      title: here ? 'Do not upload it' : 'Do not store and upload it',
      'aria-label': `${here ? 'Remove' : 'Cancel'} upload ${name}`
    });
    const rows = upload.result ? ` (${counted(upload.result.rows, 'row')})` : '';
    const state = here ? `${upload.about}${rows}` : `storing ${upload.about}…`;
    setText(chip, `TAP_UPLOAD.${name} = ${state} ×`);
    return chip;
  }
}

/** A name near to a text that ADQL takes without quotes, up to its own words. */
export function tableName(text: string): string {
  return (
    text
      .replace(/[^A-Za-z0-9_]/g, '_')
      .replace(/^[^A-Za-z]+/, '')
      .slice(0, 60) || 'mine'
  );
}

function amount(value: number | null, noun: string): string {
  return value === null ? '' : counted(value, noun);
}

function note(group: string, label: string, about = ''): MenuItem {
  return { group, label, about: about || label, idle: true, run: () => undefined };
}
