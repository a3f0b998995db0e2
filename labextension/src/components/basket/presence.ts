/** How much of the basket is here, and how much is to be fetched; asked beside what is shown. */
import type { BasketClient } from '../../api/basket';
import type { BasketHere, BasketPresence } from '../../api/schema';
import type { Component } from '../dom';
import { bytes, count } from '../format';
import { about } from './words';

/** Asks again when something has changed; what was told last stands until then. */
export class PresenceReader implements Pick<Component, 'dispose'> {
  private asking: AbortController | null = null;
  private told: BasketHere | null = null;

  constructor(
    private readonly client: BasketClient,
    private readonly changed: () => void
  ) {}

  dispose(): void {
    this.asking?.abort();
  }

  /** Of a group, or of the whole basket; unknown before it has been told. */
  of(group: string | null): BasketPresence | undefined {
    return group === null ? this.told?.whole : this.told?.groups.find(({ name }) => name === group);
  }

  /** Ask, where the basket is at another revision than the one that was told of. */
  ask(revision: number): void {
    if (this.told?.revision !== revision) {
      void this.again();
    }
  }

  /** Ask in any case: files may have come or gone. */
  async again(): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    try {
      const told = await this.client.here({}, asking.signal);
      if (!asking.signal.aborted) {
        this.told = told;
        this.changed();
      }
    } catch {
      // Nothing is said of what nobody knows; the list itself says what is wrong.
    }
  }
}

/** `2 here · 4 to fetch, about 1.2 GB`; empty where nothing names a file. */
export function presenceWords(presence: BasketPresence | undefined): string {
  if (!presence || presence.here + presence.fetch === 0) {
    return '';
  }
  const { here, fetch, other } = presence;
  if (fetch === 0) {
    return other > 0 ? `✓ ${count(here)} here` : '✓ all here';
  }
  return [here > 0 ? `${count(here)} here` : '', `${count(fetch)} to fetch${sized(presence)}`]
    .filter(Boolean)
    .join(' · ');
}

function sized({ fetch_size, unsized, estimated }: BasketPresence): string {
  const size = Number(fetch_size);
  if (size === 0) {
    return '';
  }
  return `, ${about(bytes(size), estimated > 0)}${unsized > 0 ? ' or more' : ''}`;
}
