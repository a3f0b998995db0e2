/** What an archive says of itself when its row is unfolded. */
import type { Archive, Collection } from '../../api/schema';
import { button, type Component, h, isIdle, setIdle, setText, uniqueId, webLink } from '../dom';
import { counted, timeAgo } from '../format';
import { archiveState } from '../words';

/** What can be done with the details. */
export interface ArchiveDetailsOptions {
  check(): void;
  /** Open the page for writing ADQL; absent where there is none. */
  writeAdql?: () => void;
  choose(collection: string): void;
}

/** Description, address, state, and the choice of a collection. */
export class ArchiveDetails implements Component {
  readonly node = h('div', { class: 'esap-details' });
  private readonly text = h('div');
  private readonly select: HTMLSelectElement;
  private readonly collection: HTMLElement;
  private readonly name: HTMLLabelElement;
  private readonly about = h('div', { class: 'esap-hint' });
  private readonly state = h('span', { class: 'esap-hint' });
  private readonly checkButton: HTMLButtonElement;
  private readonly adqlButton: HTMLButtonElement | null;
  private archive: Archive;
  /** The collections of which the archive's own form has a choice, if it has any. */
  private offered: readonly unknown[] | null = null;

  constructor(
    archive: Archive,
    private wanted: string,
    private readonly options: ArchiveDetailsOptions
  ) {
    this.archive = archive;
    this.select = h('select', {
      id: uniqueId('collection'),
      class: 'esap-input',
      on: { change: () => this.chosen() }
    });
    this.name = h('label', { for: this.select.id }, 'Collection');
    this.collection = h(
      'div',
      { class: 'esap-field' },
      this.name,
      h('div', {}, this.select, this.about)
    );
    this.checkButton = button('Check', () => this.check(), {
      'aria-label': `Check ${archive.name}`
    });
    const { writeAdql } = options;
    this.adqlButton = writeAdql
      ? button('Write ADQL', writeAdql, { 'aria-label': `Write ADQL for ${archive.name}` })
      : null;
    this.node.append(
      this.text,
      this.collection,
      h('div', { class: 'esap-inline' }, this.checkButton, this.adqlButton, this.state)
    );
    this.update(archive);
  }

  dispose(): void {
    this.node.remove();
  }

  update(archive: Archive): void {
    const same = archive.collections === this.archive.collections && this.select.length > 0;
    this.archive = archive;
    this.text.replaceChildren(...facts(archive));
    if (this.adqlButton) {
      this.adqlButton.hidden = archive.state === 'unavailable' || !archive.takes.includes('adql');
    }
    this.checkButton.hidden = archive.state === 'unavailable';
    setIdle(this.checkButton, archive.state === 'checking');
    const when = archive.checked ? ['checked ', timeAgo(archive.checked)] : [];
    this.state.replaceChildren(...(when.length > 0 ? when : [archiveState(archive)]));
    if (!same) {
      this.fill();
    }
    this.reveal();
  }

  /** Tell which form the archive has, so that nothing is asked for twice. */
  share(schema: { [keyword: string]: unknown } | null): void {
    this.offered = collectionsOf(schema);
    this.reveal();
  }

  private reveal(): void {
    const { collections } = this.archive;
    const both = collections.every(({ id }) => this.offered?.includes(id));
    this.collection.hidden = collections.length === 0 || both;
    // What the form calls a collection is something else then.
    setText(this.name, this.offered ? 'Data set' : 'Collection');
  }

  private check(): void {
    if (!isIdle(this.checkButton)) {
      this.options.check();
    }
  }

  private fill(): void {
    const chosen = this.wanted || this.archive.collection || '';
    const options = this.archive.collections.map(item =>
      h(
        'option',
        { value: item.id, disabled: !searchable(item), title: item.description },
        name(item)
      )
    );
    const own = h('option', { value: '' }, 'The archive’s own choice');
    this.select.replaceChildren(...(this.archive.collection ? [] : [own]), ...options);
    this.select.value = chosen;
    this.describe();
  }

  private chosen(): void {
    this.wanted = this.select.value;
    this.options.choose(this.wanted);
    this.describe();
  }

  private describe(): void {
    const item = this.archive.collections.find(known => known.id === this.select.value);
    this.about.textContent = item ? [item.description, size(item)].filter(Boolean).join(' · ') : '';
  }
}

/** The choices of a form's own term for the collection; `null` where it has no such term. */
function collectionsOf(schema: { [keyword: string]: unknown } | null): unknown[] | null {
  const properties = (schema?.properties ?? {}) as { [name: string]: unknown };
  const term = properties.collection as { enum?: unknown; oneOf?: unknown } | null | undefined;
  if (!term) {
    return null;
  }
  const words = Array.isArray(term.enum) ? term.enum : [];
  const titled = Array.isArray(term.oneOf) ? term.oneOf : [];
  return [...words, ...titled.map(each => (each as { const?: unknown } | null)?.const)];
}

function searchable(item: Collection): boolean {
  return item.ra !== null && item.dec !== null;
}

function name(item: Collection): string {
  const title = item.title && item.title !== item.id ? `${item.id} – ${item.title}` : item.id;
  return searchable(item) ? title : `${title} (no position, ADQL only)`;
}

function size(item: Collection): string {
  const columns = item.columns.length > 0 ? counted(item.columns.length, 'column') : '';
  const rows = item.rows === null ? '' : counted(item.rows, 'row');
  return [rows, columns].filter(Boolean).join(', ');
}

function facts(archive: Archive): Node[] {
  const address = archive.url ? [h('div', { class: 'esap-hint esap-address' }, archive.url)] : [];
  const home = archive.homepage
    ? [h('div', {}, webLink(archive.homepage, 'Open the home page'))]
    : [];
  return [h('p', {}, archive.description), ...home, ...address];
}
