/** The row of tabs above the editor: one a query. */
import { button, type Component, h, setAttribute } from '../dom';
import { icon } from '../icons';
import type { Drafts } from './drafts';

/** What the row tells its owner. */
export interface DraftTabsOptions {
  drafts: Drafts;
  /** Another query is in front, or its place is empty. */
  changed(): void;
  /** A query is gone. */
  closed(id: string): void;
  say(words: string): void;
}

/** A tablist; F2 or a double click renames, Delete closes. */
export class DraftTabs implements Component {
  readonly node: HTMLElement;
  private readonly list: HTMLElement;
  private readonly addButton: HTMLButtonElement;
  private readonly copyButton: HTMLButtonElement;

  constructor(private readonly options: DraftTabsOptions) {
    this.list = h('div', {
      class: 'esap-tablist esap-drafts',
      role: 'tablist',
      'aria-label': 'Queries',
      on: { keydown: event => this.pressed(event) }
    });
    this.addButton = iconButton('add', 'New query', () => this.added(options.drafts.add()));
    this.copyButton = iconButton('copy', 'Copy query', () =>
      this.added(options.drafts.copy(options.drafts.current))
    );
    const close = iconButton('close', 'Close query', () => this.close(options.drafts.current));
    const tools = h('div', { class: 'esap-draft-tools' }, this.addButton, this.copyButton, close);
    this.node = h('div', { class: 'esap-draft-row' }, this.list, tools);
    this.render();
  }

  dispose(): void {
    this.node.remove();
  }

  render(): void {
    const { drafts } = this.options;
    const tabs = drafts.list().map(({ id, title }) => {
      const front = id === drafts.current;
      return h(
        'button',
        {
          type: 'button',
          class: 'esap-tab',
          role: 'tab',
          'data-id': id,
          'aria-selected': String(front),
          tabindex: front ? 0 : -1,
          title: 'Double click, or press F2, to rename; Delete closes',
          on: { click: () => this.select(id), dblclick: () => this.rename(id) }
        },
        title
      );
    });
    this.list.replaceChildren(...tabs);
    setAttribute(this.addButton, 'aria-disabled', drafts.full ? 'true' : null);
    setAttribute(this.copyButton, 'aria-disabled', drafts.full ? 'true' : null);
  }

  private select(id: string): void {
    if (id !== this.options.drafts.current) {
      this.options.drafts.choose(id);
      this.changed();
    }
  }

  private added(draft: unknown): void {
    if (draft) {
      this.changed();
    } else {
      this.options.say('There is room for 20 queries. Close one first.');
    }
  }

  private close(id: string): void {
    this.options.drafts.close(id);
    this.options.closed(id);
    this.changed();
  }

  private changed(): void {
    const focused = this.list.contains(document.activeElement);
    this.render();
    this.options.changed();
    if (focused) {
      this.focus();
    }
  }

  private focus(): void {
    this.list.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
  }

  private rename(id: string): void {
    const tab = this.list.querySelector<HTMLElement>(`[data-id="${id}"]`);
    const title = this.options.drafts.list().find(draft => draft.id === id)?.title ?? '';
    const input = h('input', {
      class: 'esap-input esap-rename',
      'aria-label': 'Name of the query',
      maxlength: 60,
      value: title
    });
    let over = false;
    const end = (keep: boolean) => {
      if (!over) {
        over = true;
        this.options.drafts.rename(id, keep ? input.value : title);
        this.render();
        this.focus();
      }
    };
    input.addEventListener('blur', () => end(true));
    input.addEventListener('keydown', event => {
      event.stopPropagation();
      if (event.key === 'Enter' || event.key === 'Escape') {
        event.preventDefault();
        end(event.key === 'Enter');
      }
    });
    tab?.replaceWith(input);
    input.select();
  }

  private pressed(event: KeyboardEvent): void {
    const { drafts } = this.options;
    const ids = drafts.list().map(draft => draft.id);
    const at = ids.indexOf(drafts.current);
    const steps: { [key: string]: number } = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0 };
    const next = event.key === 'End' ? ids.length - 1 : steps[event.key];
    if (next !== undefined) {
      this.select(ids[(next + ids.length) % ids.length]);
    } else if (event.key === 'F2') {
      this.rename(drafts.current);
    } else if (event.key === 'Delete') {
      this.close(drafts.current);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

function iconButton(
  name: 'add' | 'copy' | 'close',
  label: string,
  action: () => void
): HTMLButtonElement {
  const made = button('', action, {
    class: 'esap-icon-button',
    'aria-label': label,
    title: label
  });
  made.append(icon(name));
  return made;
}
