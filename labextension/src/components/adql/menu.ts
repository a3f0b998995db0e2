/** A button that opens a list of actions in groups; arrow keys move, Escape closes. */
import { type Component, h, uniqueId } from '../dom';

/** One line of a menu. */
export interface MenuItem {
  group: string;
  label: string;
  /** What follows the label, and is never cut off. */
  aside?: string;
  about: string;
  /** Says something, and does nothing. */
  idle?: boolean;
  run(): void;
}

/** Gives the lines; those that are known before the others can be shown meanwhile. */
export type MenuItems = (show: (items: MenuItem[]) => void) => Promise<MenuItem[]>;

/** The ARIA menu button. */
export class MenuButton implements Component {
  readonly node: HTMLElement;
  private readonly opener: HTMLButtonElement;
  private readonly menu: HTMLElement;
  /** Counts openings, so that what an earlier one waited for is not shown. */
  private turn = 0;
  private filling = false;

  constructor(
    label: string,
    private readonly items: MenuItems
  ) {
    const id = uniqueId('menu');
    this.opener = h(
      'button',
      {
        type: 'button',
        class: 'esap-button',
        'aria-haspopup': 'menu',
        'aria-expanded': 'false',
        'aria-controls': id,
        on: { click: () => void this.toggle() }
      },
      `${label} ▾`
    );
    this.opener.setAttribute('aria-label', label);
    this.menu = h('div', {
      id,
      class: 'esap-menu',
      role: 'menu',
      'aria-label': label,
      on: { keydown: event => this.pressed(event), focusout: event => this.left(event) }
    });
    this.menu.hidden = true;
    this.node = h('div', { class: 'esap-menu-button' }, this.opener, this.menu);
  }

  dispose(): void {
    this.node.remove();
  }

  private async toggle(): Promise<void> {
    if (!this.menu.hidden) {
      this.close();
      return;
    }
    this.opener.setAttribute('aria-expanded', 'true');
    this.menu.replaceChildren(
      h('div', { class: 'esap-hint', role: 'menuitem', tabindex: -1 }, 'Reading…')
    );
    this.menu.hidden = false;
    this.turn += 1;
    const { turn } = this;
    const show = (items: MenuItem[]) => {
      if (turn === this.turn && !this.menu.hidden) {
        this.fill(items);
      }
    };
    show(await this.items(show));
  }

  // Whoever has moved to a line already stays there.
  private fill(items: MenuItem[]): void {
    const active = document.activeElement;
    const before = active && this.menu.contains(active) ? active.textContent : null;
    const groups = [...new Set(items.map(item => item.group))];
    // A browser tells that the focus has left when the line that has it is replaced.
    this.filling = true;
    this.menu.replaceChildren(
      ...groups.map(group => {
        const inside = items.filter(item => item.group === group).map(item => this.item(item));
        const title = h('div', { class: 'esap-menu-title', 'aria-hidden': 'true' }, group);
        return h('div', { role: 'group', 'aria-label': group }, title, ...inside);
      })
    );
    this.filling = false;
    this.fit();
    const entries = this.entries();
    const able = entries.filter(entry => entry.getAttribute('aria-disabled') !== 'true');
    const same = able.find(entry => entry.textContent === before);
    (same ?? able[0] ?? entries[0])?.focus();
  }

  // What would reach over the page's edge opens to the other side.
  private fit(): void {
    this.menu.style.insetInline = '0 auto';
    const edge = this.node.closest('.esap-scope')?.getBoundingClientRect().right ?? innerWidth;
    if (this.menu.getBoundingClientRect().right > edge) {
      this.menu.style.insetInline = 'auto 0';
    }
  }

  private item({ label, aside, about, run, idle }: MenuItem): HTMLElement {
    const act = () => {
      if (idle) {
        return;
      }
      this.close();
      run();
    };
    return h(
      'button',
      {
        type: 'button',
        class: 'esap-menu-item',
        role: 'menuitem',
        tabindex: -1,
        'aria-disabled': idle ? 'true' : null,
        title: [...new Set([aside ? `${label}${aside}` : '', about])].filter(Boolean).join('\n'),
        on: { click: act }
      },
      h('span', { class: 'esap-menu-label' }, label),
      aside ? h('span', { class: 'esap-menu-aside' }, aside) : null
    );
  }

  private entries(): HTMLElement[] {
    return [...this.menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  private close(): void {
    this.menu.hidden = true;
    this.opener.setAttribute('aria-expanded', 'false');
    this.opener.focus();
  }

  private left(event: FocusEvent): void {
    if (!this.filling && !this.node.contains(event.relatedTarget as Node | null)) {
      this.menu.hidden = true;
      this.opener.setAttribute('aria-expanded', 'false');
    }
  }

  private pressed(event: KeyboardEvent): void {
    const items = this.entries();
    const at = items.indexOf(document.activeElement as HTMLElement);
    const steps: { [key: string]: number } = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: items.length - 1
    };
    if (event.key === 'Escape') {
      this.close();
    } else if (event.key in steps && items.length > 0) {
      items[(steps[event.key] + items.length) % items.length].focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
