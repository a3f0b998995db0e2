/** Items that are dragged to another place of their list, or out of it. */
import { type Component, h } from '../dom';

/** What is dragged is told to whoever takes it by this type. */
export const DRAGGED = 'application/x-esap-basket';

/** What a drag asks of the list. */
export interface DragOrderOptions {
  /** Of a row, in CSS pixels. */
  height: number;
  total(): number;
  isOrdered(): boolean;
  /** The ids that are dragged along with the row in a place. */
  take(index: number): string[];
  /** They were let go before what stands in that place. */
  drop(ids: string[], index: number): void;
}

/** Shows a line where they would go. */
export class DragOrder implements Component {
  readonly node = h('div', { class: 'esap-basket-drop', 'aria-hidden': 'true' });
  private readonly ending = new AbortController();

  constructor(
    private readonly list: HTMLElement,
    private readonly options: DragOrderOptions
  ) {
    this.node.hidden = true;
    list.append(this.node);
    const { signal } = this.ending;
    list.addEventListener('dragstart', event => this.started(event), { signal });
    list.addEventListener('dragover', event => this.over(event), { signal });
    list.addEventListener('dragleave', event => this.left(event), { signal });
    list.addEventListener('drop', event => this.dropped(event), { signal });
    list.addEventListener('dragend', () => this.hide(), { signal });
  }

  dispose(): void {
    this.ending.abort();
    this.node.remove();
  }

  private started(event: DragEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    const ids = row ? this.options.take(Number(row.dataset.index)) : [];
    if (ids.length === 0 || !event.dataTransfer) {
      event.preventDefault();
      return;
    }
    event.dataTransfer.setData(DRAGGED, JSON.stringify(ids));
    event.dataTransfer.effectAllowed = 'move';
  }

  private over(event: DragEvent): void {
    if (this.options.isOrdered() && event.dataTransfer?.types.includes(DRAGGED)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      this.node.style.top = `${this.place(event) * this.options.height}px`;
      this.node.hidden = false;
    }
  }

  private left(event: DragEvent): void {
    if (!this.list.contains(event.relatedTarget as Node | null)) {
      this.hide();
    }
  }

  private dropped(event: DragEvent): void {
    this.hide();
    const ids = dragged(event);
    if (ids.length > 0 && this.options.isOrdered()) {
      event.preventDefault();
      this.options.drop(ids, this.place(event));
    }
  }

  private hide(): void {
    this.node.hidden = true;
  }

  private place(event: DragEvent): number {
    const { top } = this.list.getBoundingClientRect();
    const y = event.clientY - top + this.list.scrollTop;
    return Math.max(0, Math.min(this.options.total(), Math.round(y / this.options.height)));
  }
}

/** The ids that a drag brings, if it is one of items. */
export function dragged(event: DragEvent): string[] {
  const text = event.dataTransfer?.getData(DRAGGED);
  return text ? (JSON.parse(text) as string[]) : [];
}
