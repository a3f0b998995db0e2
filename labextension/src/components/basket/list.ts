/** Items of any number as an ARIA list box: only those in view are on the page. */
import type { BasketItem } from '../../api/schema';
import { type Component, h, setAttribute, uniqueId } from '../dom';
import { DragOrder } from './dragOrder';
import { itemRow } from './itemRow';
import type { ItemPages } from './pages';
import type { Picked } from './picked';

/** What the list asks of its owner. */
export interface BasketListOptions {
  pages: ItemPages;
  picked: Picked;
  /** Whether the order is the person's own, so that it can be changed. */
  isOrdered(): boolean;
  /** Enter, a double click. */
  open(item: BasketItem): void;
  remove(): void;
  undo(): void;
  /** Put items before another one, or at the end. */
  move(ids: readonly string[], before: string | null): void;
  /** Pick all that is looked at. */
  pickAll(): void;
  /** Others are picked, or another one is the current one. */
  changed(): void;
  failed(error: Error): void;
}

/** The height of a row, in CSS pixels. */
export const ROW = 40;
const SPARE = 6;

/** One tab stop; arrow keys move, Space picks, Alt with arrows reorders. */
export class BasketList implements Component {
  readonly node: HTMLElement;
  private readonly space = h('div', { class: 'esap-basket-space', role: 'presentation' });
  private readonly id = uniqueId('basket');
  private readonly rows = new Map<number, { node: HTMLElement; item: BasketItem | undefined }>();
  private readonly drag: DragOrder;
  private readonly observer: ResizeObserver;
  private current = -1;
  private currentId = '';
  private anchor = -1;
  private frame = 0;

  constructor(private readonly options: BasketListOptions) {
    this.node = h(
      'div',
      {
        class: 'esap-basket-list',
        role: 'listbox',
        tabindex: 0,
        'aria-label': 'Items of the basket',
        'aria-multiselectable': 'true',
        on: {
          scroll: () => this.later(),
          keydown: event => this.pressed(event),
          click: event => this.clicked(event),
          dblclick: event => this.doubled(event),
          focus: () => this.focused()
        }
      },
      this.space
    );
    this.drag = new DragOrder(this.node, {
      height: ROW,
      total: () => options.pages.total,
      isOrdered: () => options.isOrdered(),
      take: index => this.taken(index),
      drop: (ids, at) => options.move(ids, options.pages.at(at)?.id ?? null)
    });
    this.observer = new ResizeObserver(() => this.later());
    this.observer.observe(this.node);
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.drag.dispose();
    this.node.remove();
  }

  /** The item that the keys act on. */
  get item(): BasketItem | undefined {
    return this.options.pages.at(this.current);
  }

  /** The first and the last place in view. */
  get inView(): [number, number] {
    const { scrollTop, clientHeight } = this.node;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - SPARE);
    const last = Math.ceil((scrollTop + (clientHeight || 400)) / ROW) + SPARE;
    return [first, Math.max(first, Math.min(this.options.pages.total, last) - 1)];
  }

  /** Other items are shown: be at the beginning. */
  reset(): void {
    this.current = -1;
    this.currentId = '';
    this.anchor = -1;
    this.node.scrollTop = 0;
  }

  /** The items have changed; the current one stays the current one, if it is still there. */
  show(): void {
    const { pages } = this.options;
    this.space.style.height = `${pages.total * ROW}px`;
    if (this.currentId && this.item?.id !== this.currentId) {
      const at = pages.indexOf(this.currentId);
      this.current = at >= 0 ? at : Math.min(this.current, pages.total - 1);
      this.currentId = this.item?.id ?? '';
      this.anchor = this.current;
    }
    this.paint();
  }

  focus(): void {
    this.node.focus();
  }

  /** Make a row the current one, and bring it into view. */
  select(index: number): void {
    const { total } = this.options.pages;
    this.current = Math.max(0, Math.min(total - 1, index));
    const top = this.current * ROW;
    const { scrollTop, clientHeight } = this.node;
    if (top < scrollTop) {
      this.node.scrollTop = top;
    } else if (top + ROW > scrollTop + clientHeight) {
      this.node.scrollTop = top + ROW - clientHeight;
    }
    this.paint();
    this.currentId = this.item?.id ?? '';
    this.options.changed();
  }

  /** Paint the rows in view, those that differ. */
  paint(): void {
    const { pages, picked } = this.options;
    const [first, last] = this.inView;
    pages.need(first, last);
    for (const [index, { node }] of this.rows) {
      if (index < first || index > last || index >= pages.total) {
        node.remove();
        this.rows.delete(index);
      }
    }
    for (let index = first; index <= last && index < pages.total; index += 1) {
      const row = this.row(index);
      const item = pages.at(index);
      setAttribute(row, 'aria-selected', String(item !== undefined && picked.has(item.id)));
      setAttribute(row, 'data-current', index === this.current);
      setAttribute(row, 'aria-setsize', pages.total);
      setAttribute(row, 'draggable', String(this.options.isOrdered()));
    }
    const shown = this.rows.get(this.current)?.node.id;
    setAttribute(this.node, 'aria-activedescendant', shown ?? null);
  }

  private row(index: number): HTMLElement {
    const item = this.options.pages.at(index);
    const known = this.rows.get(index);
    if (known && known.item === item) {
      return known.node;
    }
    const node =
      known?.node ??
      h('div', {
        id: `${this.id}-${index}`,
        class: 'esap-basket-row',
        role: 'option',
        'data-index': index,
        'aria-posinset': index + 1
      });
    if (!known) {
      node.style.top = `${index * ROW}px`;
      this.space.append(node);
    }
    const { parts, name, about } = itemRow(item, item && this.options.pages.here(item.id));
    node.replaceChildren(...parts);
    setAttribute(node, 'aria-label', name);
    setAttribute(node, 'title', about);
    this.rows.set(index, { node, item });
    return node;
  }

  private later(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  private at(event: Event): number {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    return row ? Number(row.dataset.index) : -1;
  }

  private clicked(event: MouseEvent): void {
    const index = this.at(event);
    if (index < 0 || event.detail > 1) {
      return;
    }
    const before = this.anchor;
    this.select(index);
    const inBox = (event.target as HTMLElement).closest('.esap-basket-box') !== null;
    if (event.shiftKey && before >= 0) {
      void this.pickRange(before, index);
    } else if (inBox || event.ctrlKey || event.metaKey) {
      this.anchor = index;
      this.flip();
    } else {
      this.anchor = index;
      this.pickOnly();
    }
  }

  private doubled(event: MouseEvent): void {
    const item = this.options.pages.at(this.at(event));
    if (item) {
      event.preventDefault();
      this.options.open(item);
    }
  }

  private focused(): void {
    // A press of the mouse chooses its own row.
    if (this.node.matches(':focus-visible') && this.current < 0 && this.options.pages.total > 0) {
      this.select(0);
      this.anchor = 0;
    }
  }

  private taken(index: number): string[] {
    const { pages, picked } = this.options;
    const item = pages.at(index);
    if (!item) {
      return [];
    }
    return picked.has(item.id) ? picked.ids : [item.id];
  }

  private flip(): void {
    if (this.item) {
      this.options.picked.flip(this.item);
      this.repick();
    }
  }

  private pickOnly(): void {
    this.options.picked.only(this.item ? [this.item] : []);
    this.repick();
  }

  private async pickRange(from: number, to: number): Promise<void> {
    const [first, last] = from < to ? [from, to] : [to, from];
    try {
      this.options.picked.only(await this.options.pages.range(first, last));
      this.repick();
    } catch (error) {
      this.options.failed(error as Error);
    }
  }

  private repick(): void {
    this.paint();
    this.options.changed();
  }

  private pressed(event: KeyboardEvent): void {
    const { key, altKey } = event;
    const command = event.ctrlKey || event.metaKey;
    if (command && !altKey && key.toLowerCase() === 'a') {
      this.options.pickAll();
      this.repick();
    } else if (command && !altKey && key.toLowerCase() === 'z') {
      this.options.undo();
    } else if (altKey && !command && (key === 'ArrowUp' || key === 'ArrowDown')) {
      this.shift(key === 'ArrowUp' ? -1 : 1);
    } else if (command || altKey || !this.act(event)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private act({ key, shiftKey }: KeyboardEvent): boolean {
    const page = Math.max(1, Math.floor(this.node.clientHeight / ROW) - 1);
    const steps: { [key: string]: number } = {
      ArrowDown: this.current + 1,
      ArrowUp: this.current - 1,
      PageDown: this.current + page,
      PageUp: this.current - page,
      Home: 0,
      End: this.options.pages.total - 1
    };
    if (key in steps) {
      this.select(steps[key]);
      if (shiftKey) {
        void this.pickRange(Math.max(0, this.anchor), this.current);
      } else {
        this.anchor = this.current;
      }
    } else if (key === ' ') {
      this.flip();
    } else if (key === 'Enter' && this.item) {
      this.options.open(this.item);
    } else if (key === 'Delete' || key === 'Backspace') {
      this.options.remove();
    } else if (key === 'Escape' && this.options.picked.size > 0) {
      this.options.picked.only([]);
      this.repick();
    } else {
      return false;
    }
    return true;
  }

  // One place up or down; several that are picked move together, beside the current one.
  private shift(step: 1 | -1): void {
    const { pages, isOrdered, move } = this.options;
    const ids = this.taken(this.current);
    const beyond = step < 0 ? this.current - 1 : this.current + 2;
    if (ids.length > 0 && isOrdered() && beyond >= 0 && beyond <= pages.total) {
      move(ids, pages.at(beyond)?.id ?? null);
    }
  }
}
