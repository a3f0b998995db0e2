/** Which items are picked, also those that are not in view. */
import type { BasketDocumentRequest, BasketFilter, BasketItem, BasketView } from '../../api/schema';

/** All that a filter lets through, without naming each. */
export interface Everything {
  where: BasketFilter;
  total: number;
  size: string;
  unsized: number;
  estimated: number;
}

/** Remembers the items, so that their number and size can be told. */
export class Picked {
  private items = new Map<string, BasketItem>();
  private everything: Everything | null = null;

  get size(): number {
    return this.everything?.total ?? this.items.size;
  }

  /** The items by id; none while all that meets a filter is picked. */
  get ids(): string[] {
    return [...this.items.keys()];
  }

  /** The filter that names what is picked, if one does. */
  get where(): BasketFilter | null {
    return this.everything?.where ?? null;
  }

  /** How an edit names them. */
  get target(): { ids: string[] } | { where: BasketFilter } {
    return this.everything ? { where: this.everything.where } : { ids: this.ids };
  }

  /** An action on what is picked, or on the whole basket of so many items where nothing is. */
  acting(
    act: ((which: BasketDocumentRequest, count: number) => void) | undefined,
    all: () => number
  ): (() => void) | undefined {
    return act && (() => act(this.size > 0 ? this.target : {}, this.size || all()));
  }

  /** Bytes, known or guessed; of how many they are guessed, and of how many nothing is known. */
  get bytes(): { known: number; unknown: number; guessed: number } {
    if (this.everything) {
      const { size, unsized, estimated } = this.everything;
      return { known: Number(size), unknown: unsized, guessed: estimated };
    }
    const all = this.all();
    const sizes = all.flatMap(({ size, estimate }) => size ?? estimate ?? []);
    const known = sizes.reduce((sum, size) => sum + Number(size), 0);
    const guessed = all.filter(({ size, estimate }) => size === null && estimate !== null).length;
    return { known, unknown: all.length - sizes.length, guessed };
  }

  has(id: string): boolean {
    return this.everything !== null || this.items.has(id);
  }

  all(): BasketItem[] {
    return [...this.items.values()];
  }

  /** Pick these and no others. */
  only(items: readonly BasketItem[]): void {
    this.everything = null;
    this.items = new Map(items.map(item => [item.id, item]));
  }

  /** Pick all that a filter lets through. */
  allOf(where: BasketFilter, { total, size, unsized, estimated }: BasketView): void {
    this.items.clear();
    this.everything = { where, total, size, unsized, estimated };
  }

  /** Pick an item, or let it go; what was named by a filter is let go. */
  flip(item: BasketItem): void {
    if (this.everything) {
      this.only([]);
    } else if (!this.items.delete(item.id)) {
      this.items.set(item.id, item);
    }
  }

  /** Take over how items are now; with a filter, how many there are. */
  renew({ items, total, size, unsized, estimated }: BasketView): void {
    for (const item of items) {
      if (this.items.has(item.id)) {
        this.items.set(item.id, item);
      }
    }
    if (this.everything) {
      this.everything = { ...this.everything, total, size, unsized, estimated };
    }
  }
}
