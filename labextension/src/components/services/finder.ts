/** "Find services": searches the registry of the Virtual Observatory and adds what is found. */
import type { ArchiveStore } from '../../api/archives';
import type { Subscription } from '../../api/backend';
import type { DiscoveryClient, ServiceQuestion } from '../../api/registry';
import type { Archive, NewArchive, RegistryAnswer, RegistryService } from '../../api/schema';
import { button, type Component, h, setHidden, setText, uniqueId } from '../dom';
import { counted } from '../format';
import { errorWords } from '../words';
import { Hit } from './hit';
import { MODELS, TYPES, WAVEBANDS } from './words';

/** What the finder stands on. */
export interface FinderOptions {
  client: Pick<DiscoveryClient, 'find' | 'add'>;
  archives: ArchiveStore;
  /** Whether services may be added here. */
  mayAdd?: boolean;
  /** The place that stands in the search form; `null` while there is none. */
  place(): { target: string; radius: number } | null;
}

const SHOWN = 50;

/** A folded section of the panel; contacts nobody before it is told to. */
export class ServiceFinder implements Component {
  readonly node: HTMLDetailsElement;
  private readonly keywords: HTMLInputElement;
  private readonly columns: HTMLInputElement;
  private readonly type = select('Type', TYPES);
  private readonly waveband = select('Waveband', WAVEBANDS);
  private readonly model = select('Data model', MODELS);
  private readonly descriptions = checkbox('Look in descriptions too');
  private readonly here = checkbox('Only what may cover the target');
  private readonly submit = h(
    'button',
    { type: 'submit', class: 'esap-button esap-primary' },
    'Find services'
  );
  private readonly cancel: HTMLButtonElement;
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly list = h('ul', { class: 'esap-hits', 'aria-label': 'Services found' });
  private readonly more: HTMLButtonElement;
  private readonly where = h('p', { class: 'esap-hint' });
  private readonly subscription: Subscription;
  private rest: HTMLElement[] = [];
  private running: AbortController | null = null;

  constructor(private readonly options: FinderOptions) {
    this.keywords = input('Keywords', 'radio survey');
    this.columns = input('Column', 'name or UCD');
    this.cancel = button('Cancel', () => this.running?.abort());
    this.cancel.hidden = true;
    this.more = button('Show more', () => this.showMore());
    this.more.hidden = true;
    const form = h(
      'form',
      {
        class: 'esap-finder',
        'aria-label': 'Find services',
        on: {
          submit: event => {
            event.preventDefault();
            void this.find();
          }
        }
      },
      labelled(this.keywords, 'Keywords'),
      labelled(this.type, 'Type'),
      labelled(this.waveband, 'Waveband'),
      labelled(this.model, 'Data model'),
      labelled(this.columns, 'Column'),
      this.descriptions.label,
      this.here.label,
      h('div', { class: 'esap-inline' }, this.submit, this.cancel)
    );
    this.node = h(
      'details',
      { class: 'esap-section esap-services' },
      h('summary', {}, 'Find services'),
      this.where,
      form,
      this.alert,
      this.status,
      this.list,
      this.more
    );
    this.subscription = options.archives.subscribe(() => this.update());
    this.update();
  }

  dispose(): void {
    this.running?.abort();
    this.subscription.dispose();
    this.node.remove();
  }

  /** Name the registry that is asked; where none is offered, nothing is to be found. */
  private update(): void {
    const registries = this.options.archives.list().filter(each => each.kind === 'registry');
    this.node.hidden = registries.length === 0;
    setText(this.where, registries.length > 0 ? `Looks in: ${registries[0].name}` : '');
  }

  /** Ask the registry for what stands in the form. */
  async find(): Promise<void> {
    const question = this.question();
    if (question === null) {
      return;
    }
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    setText(this.alert, '');
    this.show(null);
    setText(this.status, 'Asking the registry…');
    this.cancel.hidden = false;
    try {
      const answer = await this.options.client.find(question, mine.signal);
      if (this.running === mine) {
        this.show(answer);
      }
    } catch (error) {
      if (this.running === mine) {
        setText(this.status, mine.signal.aborted ? 'Cancelled.' : '');
        setText(this.alert, mine.signal.aborted ? '' : errorWords(error as Error));
      }
    } finally {
      if (this.running === mine) {
        this.running = null;
        setHidden(this.cancel, true, this.submit);
      }
    }
  }

  private question(): ServiceQuestion | null {
    const place = this.here.box.checked ? this.options.place() : null;
    const question = {
      keywords: this.keywords.value.trim(),
      descriptions: this.descriptions.box.checked,
      service: this.type.value,
      waveband: this.waveband.value,
      model: this.model.value,
      columns: this.columns.value.trim(),
      place
    };
    if (this.here.box.checked && !place) {
      return this.refuse('There is no target. Give one at the top, or untick the target here.');
    }
    const { keywords, service, waveband, model, columns } = question;
    if (![keywords, service, waveband, model, columns].some(Boolean) && !place) {
      return this.refuse('Nothing to look for. Give a keyword, or choose a type or waveband.');
    }
    return question;
  }

  private refuse(words: string): null {
    setText(this.alert, words);
    this.keywords.focus();
    return null;
  }

  private show(answer: RegistryAnswer | null): void {
    const hits = (answer?.hits ?? []).map(hit => new Hit(hit, this.hitOptions()).node);
    this.list.replaceChildren(...hits.slice(0, SHOWN));
    this.rest = hits.slice(SHOWN);
    this.more.hidden = this.rest.length === 0;
    setText(this.status, answer ? told(answer) : '');
  }

  private showMore(): void {
    const [first] = this.rest;
    this.list.append(...this.rest.splice(0, SHOWN));
    setHidden(this.more, this.rest.length === 0, this.submit);
    first?.scrollIntoView?.({ block: 'nearest' });
  }

  private hitOptions() {
    const { mayAdd = true } = this.options;
    return {
      mayAdd,
      known: (service: RegistryService) => this.known(service),
      add: (archive: NewArchive) => this.add(archive)
    };
  }

  private known(service: RegistryService): Archive | undefined {
    const bare = (url: string | null) => (url ?? '').replace(/\/+$/, '');
    return this.options.archives
      .list()
      .find(each => each.kind === service.kind && bare(each.url) === bare(service.url));
  }

  private async add(archive: NewArchive): Promise<Archive> {
    const { client, archives } = this.options;
    const added = await client.add(archive);
    await archives.load();
    await archives.check(added.id);
    return archives.list().find(each => each.id === added.id) ?? added;
  }
}

function told(answer: RegistryAnswer): string {
  const count = answer.hits.length;
  const more = answer.truncated ? ', there are more: narrow the search' : '';
  const first = count > 1 ? ', the closest first' : '';
  const words =
    count === 0
      ? `${answer.registry} knows no such service.`
      : `${counted(count, 'service')}${first}${more}.`;
  return [words, ...answer.notes].join(' ');
}

function input(label: string, placeholder: string): HTMLInputElement {
  return h('input', {
    id: uniqueId(label.toLowerCase()),
    class: 'esap-input',
    type: 'search',
    maxlength: 500,
    placeholder,
    spellcheck: 'false'
  });
}

function select(label: string, choices: readonly (readonly [string, string])[]) {
  const options = choices.map(([value, words]) => h('option', { value }, words));
  const id = uniqueId(label.toLowerCase().replace(/\W+/g, '-'));
  return h('select', { id, class: 'esap-input' }, ...options);
}

function labelled(control: HTMLElement, words: string): HTMLElement {
  return h('div', { class: 'esap-field' }, h('label', { for: control.id }, words), control);
}

function checkbox(words: string) {
  const box = h('input', { type: 'checkbox' });
  return { box, label: h('label', { class: 'esap-check' }, box, h('span', {}, words)) };
}
