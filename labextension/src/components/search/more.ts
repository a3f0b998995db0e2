/** More archives: sources that are read when asked, and services that the person adds. */
import type { ArchiveStore } from '../../api/archives';
import type { Subscription } from '../../api/backend';
import type { Archive, ArchiveSource, Settings } from '../../api/schema';
import type { SourcesClient } from '../../api/sources';
import { button, type Component, h, setText } from '../dom';
import { counted } from '../format';
import { errorNotice, Notice } from '../notice';
import { AddForm } from './addArchive';

/** Whom it asks, and whose list changes. */
export interface MoreArchivesOptions {
  client: SourcesClient;
  archives: ArchiveStore;
}

/** Folded at first; asks what there is when it is unfolded. */
export class MoreArchives implements Component {
  readonly node = h(
    'details',
    { class: 'esap-section esap-more' },
    h('summary', {}, 'More archives')
  );
  private readonly notice = new Notice();
  private readonly problems = h('ul', { class: 'esap-more-list', 'aria-label': 'Problems' });
  private readonly sources = h('ul', {
    class: 'esap-more-list',
    'aria-label': 'Sources of archives'
  });
  private readonly own = h('ul', {
    class: 'esap-more-list',
    'aria-label': 'Archives that you added'
  });
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly form: AddForm;
  private readonly subscription: Subscription;
  private reading: Promise<void> | null = null;

  constructor(private readonly options: MoreArchivesOptions) {
    this.form = new AddForm(async archive => {
      const added = await options.client.add(archive);
      await options.archives.load();
      setText(this.status, `${added.name} is among your archives.`);
    });
    this.node.append(
      this.notice.node,
      this.problems,
      group('Sources', this.sources),
      group('Yours', this.own),
      this.form.node,
      this.status
    );
    this.form.node.hidden = true;
    this.node.addEventListener('toggle', () => {
      if (this.node.open) {
        void this.load();
      }
    });
    this.subscription = options.archives.subscribe(() => this.showOwn());
    this.showOwn();
  }

  dispose(): void {
    this.subscription.dispose();
    this.notice.dispose();
    this.node.remove();
  }

  /** Ask the server what there is; no source is contacted. */
  load(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  private async read(): Promise<void> {
    const { client } = this.options;
    try {
      const [settings, sources] = await Promise.all([client.settings(), client.sources()]);
      this.notice.show(null);
      this.showSettings(settings);
      this.sources.replaceChildren(...sources.map(source => this.sourceRow(source)));
    } catch (error) {
      const retry = { label: 'Retry', run: () => void this.load() };
      this.notice.show({ ...errorNotice(error as Error), actions: [retry] });
    }
  }

  private showSettings(settings: Settings): void {
    this.form.node.hidden = !settings.add;
    const lines = settings.problems.map(words => h('li', { class: 'esap-error' }, words));
    this.problems.replaceChildren(...lines);
  }

  private sourceRow(source: ArchiveSource): HTMLElement {
    const words = h('span', { class: 'esap-hint', role: 'status' }, sourceWords(source));
    const label = source.state === 'unread' ? 'Read' : 'Read again';
    const read = button(label, () => void this.readSource(source, row, words), {
      'aria-label': `${label} ${source.name}`,
      title: `Contact ${source.url}`
    });
    const head = h(
      'div',
      { class: 'esap-line' },
      h('span', { class: 'esap-name', title: source.name }, source.name),
      read
    );
    const notes = source.notes.map(note => h('div', { class: 'esap-hint' }, note));
    const row = h('li', { 'data-state': source.state }, head, words, ...notes);
    return row;
  }

  private async readSource(
    source: ArchiveSource,
    row: HTMLElement,
    words: HTMLElement
  ): Promise<void> {
    if (row.dataset.state === 'reading') {
      return;
    }
    row.dataset.state = 'reading';
    setText(words, `Reading ${source.name}…`);
    let now = source;
    try {
      now = await this.options.client.read(source.id);
    } catch (error) {
      now = { ...source, state: 'failed', reason: (error as Error).message };
    }
    await this.options.archives.load();
    const fresh = this.sourceRow(now);
    row.replaceWith(fresh);
    fresh.querySelector('button')?.focus();
  }

  private showOwn(): void {
    const mine = this.options.archives.list().filter(archive => archive.source === 'mine');
    const focused = this.own.contains(document.activeElement);
    this.own.replaceChildren(...mine.map(archive => this.ownRow(archive)));
    if (focused) {
      (this.own.querySelector('button') ?? this.node.querySelector('summary'))?.focus();
    }
  }

  private ownRow(archive: Archive): HTMLElement {
    const remove = button('Remove', () => void this.remove(archive), {
      'aria-label': `Remove ${archive.name} from your archives`
    });
    const name = h('span', { class: 'esap-name', title: archive.name }, archive.name);
    return h('li', {}, h('div', { class: 'esap-line' }, name, remove));
  }

  private async remove(archive: Archive): Promise<void> {
    try {
      await this.options.client.remove(archive.id);
      this.notice.show(null);
      setText(this.status, `${archive.name} is no longer among your archives.`);
    } catch (error) {
      this.notice.show(errorNotice(error as Error, `${archive.name} was not removed.`));
    }
    await this.options.archives.load();
  }
}

/** A list under a heading; neither is shown while the list is empty. */
function group(heading: string, list: HTMLElement): HTMLElement {
  return h('div', { class: 'esap-more-group' }, h('h3', {}, heading), list);
}

function sourceWords(source: ArchiveSource): string {
  const had = counted(source.archives.length, 'archive');
  if (source.state === 'failed') {
    const kept = source.archives.length > 0 ? ` Kept from before: ${had}.` : '';
    return `Not read: ${source.reason}${kept}`;
  }
  return source.state === 'unread' ? 'Not read yet' : had;
}
