/** All archives, in the order of the catalogue. */
import type { ArchiveStore } from '../../api/archives';
import type { Subscription } from '../../api/backend';
import type { Activity, Coverage } from '../../api/schema';
import { button, type Component, h, setText } from '../dom';
import { errorWords } from '../words';
import { ArchiveRow, type ArchiveRowOptions } from './archiveRow';
import type { Terms } from './terms';

/** What the list asks of its owner. */
export interface ArchiveListOptions extends ArchiveRowOptions {
  /** Other archives are there or chosen, though not by the person's hand. */
  updated(): void;
}

/** A list whose rows stay the same elements while their states change. */
export class ArchiveList implements Component {
  readonly node = h('section', { class: 'esap-archives', 'aria-label': 'Archives' });
  private readonly rows = new Map<string, ArchiveRow>();
  private readonly list = h('ul');
  private readonly message = h('div', { class: 'esap-message' });
  private readonly left = h('div', { class: 'esap-hint', role: 'status' });
  /** Names of chosen archives that the catalogue has no more, by id. */
  private readonly gone = new Map<string, string>();
  private readonly subscription: Subscription;
  /** What was asked for from outside; it holds for archives that are not read yet, too. */
  private wanted: readonly string[] | null = null;

  constructor(
    private readonly archives: ArchiveStore,
    private readonly options: ArchiveListOptions
  ) {
    this.node.append(this.message, this.left, this.list);
    this.subscription = archives.subscribe(() => this.update());
    this.update();
  }

  dispose(): void {
    this.subscription.dispose();
    this.node.remove();
  }

  /** The ids of those that are to be asked. */
  get chosen(): string[] {
    return [...this.rows.values()].filter(row => row.chosen).map(row => row.id);
  }

  /** Of all, ticked or not, those that may have data at a place; with collections chosen of them. */
  get toLookAt(): { archives: string[]; collections: { [archive: string]: string } } {
    const rows = [...this.rows.values()].filter(row => row.tellsOfPlaces);
    const chosen = rows.filter(row => row.collection);
    return {
      archives: rows.map(row => row.id),
      collections: Object.fromEntries(chosen.map(row => [row.id, row.collection]))
    };
  }

  /** Choose exactly these, now and once the catalogue has been read. */
  choose(ids: readonly string[]): void {
    this.wanted = ids;
    for (const row of this.rows.values()) {
      row.chosen = ids.includes(row.id);
    }
    this.options.updated();
  }

  /** Chosen collections by archive, for those where it is not the archive's own. */
  get collections(): { [archive: string]: string } {
    const chosen = [...this.rows.values()].filter(row => row.chosen && row.collection);
    return Object.fromEntries(chosen.map(row => [row.id, row.collection]));
  }

  /** What is filled in of the own terms of chosen archives, by archive. */
  get parameters(): { [archive: string]: Terms } {
    const filled = [...this.rows.values()].filter(row => row.chosen && row.parameters);
    return Object.fromEntries(filled.map(row => [row.id, row.parameters ?? {}]));
  }

  /** What is filled in of one archive's own terms. */
  parametersOf(id: string): Terms | null {
    return this.rows.get(id)?.parameters ?? null;
  }

  /** Say what is wrong with own terms of chosen archives, if anything; whether all is well. */
  check(): boolean {
    return [...this.rows.values()].filter(row => row.chosen).every(row => row.check());
  }

  /** Say what is known of each archive's data at the place; others are unknown, or being asked. */
  cover(coverages: readonly Coverage[], asked: readonly string[]): void {
    const known = new Map(coverages.map(one => [one.archive, one]));
    for (const row of this.rows.values()) {
      row.cover(known.get(row.id) ?? (asked.includes(row.id) ? 'asking' : null));
    }
  }

  /** The collection chosen of one archive, where it is not the archive's own. */
  collectionOf(id: string): string {
    return this.rows.get(id)?.collection ?? '';
  }

  /** Show the outcome of a search, by archive. */
  show(activities: ReadonlyMap<string, Activity>): void {
    for (const row of this.rows.values()) {
      row.show(activities.get(row.id) ?? null);
    }
  }

  private update(): void {
    const { error, loaded } = this.archives;
    if (error && !loaded) {
      this.message.replaceChildren(
        h('p', { class: 'esap-error', role: 'alert' }, errorWords(error)),
        button('Retry', () => void this.archives.load())
      );
    } else {
      this.message.textContent = loaded ? '' : 'Reading the catalogue…';
    }
    this.updateRows();
    this.options.updated();
  }

  private updateRows(): void {
    const archives = this.archives.list();
    const ids = new Set(archives.map(archive => archive.id));
    for (const [id, row] of this.rows) {
      if (!ids.has(id)) {
        if (row.chosen) {
          this.gone.set(id, row.name);
        }
        row.dispose();
        this.rows.delete(id);
      }
    }
    for (const id of ids) {
      this.gone.delete(id);
    }
    setText(this.left, leftOut([...this.gone.values()]));
    for (const archive of archives) {
      const known = this.rows.get(archive.id);
      if (known) {
        known.update(archive);
      } else {
        const row = new ArchiveRow(archive, this.options);
        row.chosen = this.wanted?.includes(row.id) ?? row.chosen;
        this.rows.set(archive.id, row);
        this.list.append(row.node);
      }
    }
  }
}

function leftOut(names: string[]): string {
  const many = names.length > 1;
  return names.length === 0
    ? ''
    : `${names.join(', ')} ${many ? 'were' : 'was'} chosen and ${many ? 'are' : 'is'} no longer in ` +
        'the catalogue; searches leave that out.';
}
