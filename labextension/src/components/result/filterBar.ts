/** Above the rows: a text to look for, the conditions that hold, and how many rows meet them. */
import type { RowCondition } from '../../api/schema';
import { type Component, h, holdsFocus, setText } from '../dom';
import type { RowSource } from '../grid';
import { conditionWords, isText, shownWords, withoutConditions } from '../grid/filterText';
import { icon } from '../icons';
import { errorWords } from '../words';

/** How long somebody has to stop typing before the rows are filtered, in milliseconds. */
const PATIENCE = 300;

/** Follows the filter of a source of rows, and changes it. The grid tells it aloud. */
export class FilterBar implements Component {
  readonly node: HTMLElement;
  private readonly text: HTMLInputElement;
  private readonly chips = h('ul', { class: 'esap-rowfilter-chips', 'aria-label': 'Filters' });
  private readonly words = h('span', { class: 'esap-hint' });
  private readonly alert = h('span', { class: 'esap-error', role: 'alert' });
  private readonly clear: HTMLButtonElement;
  private readonly unsubscribe: () => void;
  private readonly searchable: boolean;
  private timer = 0;

  constructor(private readonly source: RowSource) {
    this.searchable = source.columns.some(isText);
    this.text = h('input', {
      type: 'search',
      class: 'esap-input esap-rowfilter-text',
      placeholder: '⌕ Filter rows',
      'aria-label': 'Filter rows by a text in any column',
      title: 'Shows the rows that have this text in any column of text, upper or lower case alike',
      maxlength: 1000,
      autocomplete: 'off',
      spellcheck: 'false',
      on: { input: () => this.typed(), keydown: event => this.pressed(event) }
    });
    this.text.hidden = !this.searchable;
    this.clear = h(
      'button',
      { type: 'button', class: 'esap-link', on: { click: () => this.clearAll() } },
      'Clear filters'
    );
    this.node = h(
      'div',
      { class: 'esap-rowfilter', role: 'group', 'aria-label': 'Filter of the rows' },
      this.text,
      this.chips,
      this.words,
      this.clear,
      this.alert
    );
    this.unsubscribe = source.subscribe(({ kind }) => {
      if (kind === 'filtered' || kind === 'grown') {
        this.update(kind === 'filtered');
      }
    });
    this.update(true);
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.unsubscribe();
    this.node.remove();
  }

  private typed(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.look(), PATIENCE);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      void this.look();
    } else if (event.key === 'Escape' && this.text.value) {
      event.preventDefault();
      event.stopPropagation();
      this.text.value = '';
      void this.look();
    }
  }

  private look(): Promise<void> {
    window.clearTimeout(this.timer);
    return this.change({ ...this.source.where, text: this.text.value.trim() });
  }

  private async change(where: RowSource['where']): Promise<void> {
    const { text } = this;
    const asked = text.value;
    try {
      await this.source.filter(where);
      setText(this.alert, '');
    } catch (error) {
      // A later text has taken the place of this one.
      if (text.value === asked && (error as Error).name !== 'AbortError') {
        setText(this.alert, errorWords(error as Error));
      }
    }
  }

  private clearAll(): void {
    this.text.value = '';
    window.clearTimeout(this.timer);
    this.refocus();
    void this.change(null);
  }

  private update(filtered: boolean): void {
    const { where } = this.source;
    const active = where !== null;
    if (filtered) {
      this.chips.replaceChildren(...(where?.conditions ?? []).map(one => this.chip(one)));
      const text = where?.text ?? '';
      if (!holdsFocus(this.node) && this.text.value.trim() !== text) {
        this.text.value = text;
      }
    }
    setText(this.words, active ? shownWords(this.source) : '');
    this.chips.hidden = !where?.conditions?.length;
    this.clear.hidden = !active;
    this.node.hidden = !this.searchable && !active;
  }

  private chip(condition: RowCondition): HTMLElement {
    const words = conditionWords(condition, this.source.columns[condition.column].name);
    const remove = () => {
      this.refocus();
      void this.change(withoutConditions(this.source.where, one => one === condition));
    };
    const cross = h(
      'button',
      {
        type: 'button',
        class: 'esap-icon-button',
        'aria-label': `Remove filter ${words}`,
        on: { click: remove }
      },
      icon('close')
    );
    return h('li', { class: 'esap-rowfilter-chip', title: words }, h('span', {}, words), cross);
  }

  /** What is about to go cannot keep the focus. */
  private refocus(): void {
    if (this.searchable) {
      this.text.focus();
    }
  }
}
