/** Stores files, folders and results of the workspace in the lake. */
import type { LakesClient } from '../../api/lakes';
import type { Activity, Lake, Result, UploadRequest } from '../../api/schema';
import { button, type Component, h, isIdle, setIdle, setText, uniqueId } from '../dom';
import { counted } from '../format';
import { icon } from '../icons';
import { errorNotice, Notice } from '../notice';
import { errorWords } from '../words';
import { LifetimeField, labelled, RseField, textField } from './fields';

/** What the form stands on. */
export interface UploadFormOptions {
  client: LakesClient;
  began(activity: Activity): void;
  /** Let the person choose files and folders; absent where there is no such dialog. */
  chooseFiles?: () => Promise<string[]>;
  /** The results that are kept, newest first; absent where there are none. */
  results?: () => Promise<Result[]>;
}

/** What is to be stored, and where. */
export class UploadForm implements Component {
  readonly node: HTMLFormElement;
  private readonly list = h('ul', { 'aria-label': 'To upload' });
  private readonly path = textField('path in the workspace');
  private readonly scope = textField('scope');
  private readonly scopes = h('datalist', { id: uniqueId('scopes') });
  private readonly dataset = textField('made where it is missing');
  private readonly rse: RseField;
  private readonly lifetime = new LifetimeField(null);
  private readonly metadata: HTMLTextAreaElement;
  private readonly results = h('select', { class: 'esap-input' });
  private readonly notice = new Notice();
  private readonly submit: HTMLButtonElement;
  private readonly chosen = new Map<
    string,
    { kind: 'path' | 'result'; label: string; id: string }
  >();
  private lake: Lake | null = null;

  constructor(private readonly options: UploadFormOptions) {
    this.rse = new RseField(options.client);
    this.scope.setAttribute('list', this.scopes.id);
    this.metadata = h('textarea', { class: 'esap-input', rows: 2, placeholder: 'key = value' });
    this.submit = h('button', { type: 'submit', class: 'esap-button esap-primary' }, 'Upload');
    this.node = h('form', {
      class: 'esap-lake-form',
      'aria-label': 'Upload to the data lake',
      on: { submit: event => this.submitted(event) }
    });
    this.node.append(...this.parts());
    this.update();
  }

  dispose(): void {
    this.notice.dispose();
    this.node.remove();
  }

  /** Offer what this lake has; asks it for its scopes and storage elements. */
  async open(lake: Lake): Promise<void> {
    if (lake.id === this.lake?.id) {
      return;
    }
    this.lake = lake;
    this.rse.input.value = lake.rse;
    this.lifetime.usual(lake.lifetime);
    this.scope.value = '';
    try {
      const [scopes] = await Promise.all([
        this.options.client.scopes(lake.id),
        this.rse.suggest(lake.id),
        this.readResults()
      ]);
      const own = scopes.filter(scope => scope.own);
      const rows = own.map(({ name }) => h('option', { value: name }));
      this.scopes.replaceChildren(...rows);
      this.scope.value ||= own[0]?.name ?? '';
    } catch (error) {
      this.lake = null;
      this.notice.show(errorNotice(error as Error, 'The lake does not say where one may write.'));
    }
  }

  /** Add files and folders of the workspace. */
  add(paths: readonly string[]): void {
    for (const path of paths) {
      this.chosen.set(`path ${path}`, { kind: 'path', label: path, id: path });
    }
    this.notice.show(null);
    this.update();
  }

  focus(): void {
    (this.chosen.size > 0 ? this.scope : this.path).focus();
  }

  private parts(): HTMLElement[] {
    const { chooseFiles, results } = this.options;
    const choose = chooseFiles ? button('Choose…', () => void this.choose()) : null;
    const add = button('Add', () => this.addPath());
    this.path.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        event.preventDefault();
        this.addPath();
      }
    });
    const files = h('div', { class: 'esap-inline' }, this.path, add, choose);
    this.path.id = uniqueId('path');
    const label = h('label', { for: this.path.id }, 'File');
    const addResult = button('Add', () => this.addResult(), { 'aria-label': 'Add result' });
    const select = h('div', { class: 'esap-inline' }, this.results, addResult);
    this.results.id = uniqueId('result');
    const resultLabel = h('label', { for: this.results.id }, 'Result');
    return [
      h('div', { class: 'esap-field' }, label, files),
      ...(results ? [h('div', { class: 'esap-field' }, resultLabel, select)] : []),
      this.list,
      labelled('Scope', this.scope),
      this.scopes,
      labelled('Dataset', this.dataset),
      labelled('Where', this.rse.input),
      this.rse.list,
      labelled('How long', this.lifetime.select),
      labelled('Metadata', this.metadata),
      this.notice.node,
      h('div', { class: 'esap-actions' }, this.submit)
    ];
  }

  private async readResults(): Promise<void> {
    const results = (await this.options.results?.()) ?? [];
    const rows = results.slice(0, 100).map(({ id, name, rows: number }) => {
      return h('option', { value: id }, `${name}, ${counted(number, 'row')}`);
    });
    this.results.replaceChildren(h('option', { value: '' }, 'none'), ...rows);
  }

  private async choose(): Promise<void> {
    try {
      this.add((await this.options.chooseFiles?.()) ?? []);
    } catch (error) {
      this.notice.show(errorNotice(error as Error));
    }
  }

  private addPath(): void {
    const path = this.path.value.trim();
    if (path) {
      this.add([path]);
      this.path.value = '';
    }
    this.path.focus();
  }

  private addResult(): void {
    const { value, selectedOptions } = this.results;
    if (value) {
      const label = selectedOptions[0].textContent ?? value;
      this.chosen.set(`result ${value}`, { kind: 'result', label, id: value });
      this.update();
    }
  }

  private update(): void {
    const rows = [...this.chosen].map(([key, { label }]) => {
      const remove = button('', () => this.drop(key), {
        class: 'esap-icon-button',
        'aria-label': `Remove ${label}`,
        title: 'Do not upload'
      });
      remove.append(icon('close'));
      const name = h('span', { class: 'esap-name', title: label }, label);
      return h('li', { class: 'esap-line' }, name, remove);
    });
    this.list.replaceChildren(...rows);
    this.list.hidden = rows.length === 0;
    const number = this.chosen.size;
    setText(this.submit, number > 0 ? `Upload ${counted(number, 'item')}` : 'Upload');
  }

  private drop(key: string): void {
    this.chosen.delete(key);
    this.update();
    this.path.focus();
  }

  private submitted(event: Event): void {
    event.preventDefault();
    if (!isIdle(this.submit)) {
      this.addPath();
      void this.begin();
    }
  }

  private request(): UploadRequest {
    const of = (kind: string) => [...this.chosen.values()].filter(one => one.kind === kind);
    return {
      scope: this.scope.value.trim(),
      rse: this.rse.value,
      paths: of('path').map(one => one.id),
      results: of('result').map(one => one.id),
      dataset: this.dataset.value.trim(),
      lifetime: this.lifetime.value,
      metadata: readMetadata(this.metadata.value)
    };
  }

  private async begin(): Promise<void> {
    const { lake } = this;
    const missing = this.missing();
    if (!lake || missing) {
      this.notice.show({ kind: 'error', message: missing || 'Choose a lake.' });
      return;
    }
    setIdle(this.submit, true);
    try {
      const activity = await this.options.client.upload(lake.id, this.request());
      this.chosen.clear();
      this.update();
      this.notice.show({ kind: 'info', message: 'It is under way; see above how it goes.' });
      this.options.began(activity);
    } catch (error) {
      this.notice.show({ kind: 'error', message: errorWords(error as Error) });
    }
    setIdle(this.submit, false);
  }

  private missing(): string {
    if (this.chosen.size === 0) {
      return 'Choose a file, a folder or a result first.';
    }
    if (!this.scope.value.trim()) {
      return 'Say in which scope.';
    }
    if (!this.rse.value) {
      return 'Say on which storage element.';
    }
    const bad = this.metadata.value.split('\n').find(line => line.trim() && !/^[^=]+=/.test(line));
    return bad ? `Write metadata as key = value: “${bad.trim()}”.` : '';
  }
}

/** Metadata from lines of `key = value`. */
export function readMetadata(text: string): { [key: string]: string } {
  const lines = text.split('\n').filter(line => line.includes('='));
  return Object.fromEntries(
    lines.map(line => {
      const at = line.indexOf('=');
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    })
  );
}
