/** Tabs by the ARIA pattern: arrow keys move, the panel follows. */
import { type Component, h, uniqueId } from './dom';

/** A tab and what it shows. */
export interface Tab {
  id: string;
  label: string;
  /** Shown instead of the label where there is little room. */
  short?: string;
  content: HTMLElement;
}

interface Entry {
  tab: Tab;
  handle: HTMLButtonElement;
  text: HTMLElement;
  note: HTMLElement;
  panel: HTMLElement;
}

/** A row of tabs above their panels; more can be added later. */
export class Tabs implements Component {
  readonly node: HTMLElement;
  /** The row of tabs, should it stand elsewhere. */
  readonly list: HTMLElement;
  private readonly entries: Entry[] = [];
  private chosen: Entry | null = null;

  constructor(
    label: string,
    private readonly onChange: (id: string) => void = () => undefined
  ) {
    this.list = h('div', {
      class: 'esap-tablist',
      role: 'tablist',
      'aria-label': label,
      on: { keydown: event => this.pressed(event) }
    });
    this.node = h('div', { class: 'esap-tabs' }, this.list);
  }

  dispose(): void {
    this.node.remove();
  }

  /** The id of the tab in front. */
  get current(): string | null {
    return this.chosen?.tab.id ?? null;
  }

  /** Add a tab behind the others, or in front of them. */
  add(tab: Tab, first = false): void {
    const [text, note] = [h('span'), h('span', { class: 'esap-tab-note' })];
    const [handleId, panelId] = [uniqueId('tab'), uniqueId('tabpanel')];
    text.append(...labels(tab));
    const handle = h(
      'button',
      {
        type: 'button',
        id: handleId,
        class: 'esap-tab',
        role: 'tab',
        'aria-controls': panelId,
        'aria-selected': 'false',
        tabindex: -1,
        on: { click: () => this.select(tab.id) }
      },
      text,
      ' ',
      note
    );
    const panel = h(
      'div',
      { id: panelId, class: 'esap-tabpanel', role: 'tabpanel', 'aria-labelledby': handleId },
      tab.content
    );
    panel.hidden = true;
    const entry = { tab, handle, text, note, panel };
    if (first) {
      this.entries.unshift(entry);
      this.list.prepend(handle);
    } else {
      this.entries.push(entry);
      this.list.append(handle);
    }
    this.node.append(panel);
    if (!this.chosen) {
      this.choose(entry);
    }
  }

  /** Bring a tab to the front. */
  select(id: string): void {
    const entry = this.entries.find(known => known.tab.id === id);
    if (entry && entry !== this.chosen) {
      this.choose(entry);
      this.onChange(id);
    }
  }

  /** Write words beside a tab's label; a state colours it besides. */
  annotate(id: string, note: string, state = ''): void {
    const entry = this.entries.find(known => known.tab.id === id);
    if (entry && entry.note.textContent !== note) {
      const [, number = '', words = note] = /^(\d+)( .*)$/.exec(note) ?? [];
      const rest = h('span', { class: number ? 'esap-tab-note-words' : null }, words);
      entry.note.replaceChildren(...(note ? [number, rest] : []));
    }
    if (entry) {
      entry.handle.dataset.state = state;
    }
  }

  private choose(entry: Entry): void {
    for (const other of this.entries) {
      const front = other === entry;
      other.handle.setAttribute('aria-selected', String(front));
      other.handle.tabIndex = front ? 0 : -1;
      other.panel.hidden = !front;
    }
    this.chosen = entry;
  }

  private pressed(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const number = this.entries.length;
    const at = this.entries.findIndex(entry => entry.tab.id === this.current);
    const next = Number.isFinite(step) ? (at + step + number) % number : step < 0 ? 0 : number - 1;
    this.select(this.entries[next].tab.id);
    this.entries[next].handle.focus();
  }
}

// Only one of the two is displayed; the name is the long one in either case.
function labels({ label, short }: Tab): (string | HTMLElement)[] {
  return short
    ? [
        h('span', { class: 'esap-tab-long' }, label),
        h('span', { class: 'esap-tab-short', 'aria-hidden': 'true' }, short)
      ]
    : [label];
}
