/** A resource of the registry, with the ways to ask it. */
import type { Archive, NewArchive, RegistryHit, RegistryService } from '../../api/schema';
import { button, type Component, h, setIdle, setText, webLink } from '../dom';
import { archiveState, errorWords } from '../words';
import { factsOf, kindWords } from './words';

/** What a hit asks of its owner. */
export interface HitOptions {
  /** Whether services may be added here. */
  mayAdd: boolean;
  /** The archive that asks a service already. */
  known(service: RegistryService): Archive | undefined;
  /** Add it to the archives, contact it, and return what came of it. */
  add(archive: NewArchive): Promise<Archive>;
}

const LONG = 160;

/** One hit. */
export class Hit implements Component {
  readonly node: HTMLElement;

  constructor(
    private readonly hit: RegistryHit,
    private readonly options: HitOptions
  ) {
    this.node = h(
      'li',
      { class: 'esap-hit' },
      h('div', { class: 'esap-hit-title' }, hit.title),
      h('div', { class: 'esap-hint' }, factsOf(hit)),
      describe(hit.description),
      hit.reference_url
        ? h('div', { class: 'esap-hint' }, webLink(hit.reference_url, 'Read about it'))
        : null,
      ...hit.services.map(service => this.line(service))
    );
  }

  dispose(): void {
    this.node.remove();
  }

  private line(service: RegistryService): HTMLElement {
    const kind = kindWords(service.kind);
    const state = h('span', { class: 'esap-hint', role: 'status' });
    const failure = h('div', { class: 'esap-error', role: 'alert' });
    const row = h('div', { class: 'esap-inline' }, h('span', { class: 'esap-kind' }, kind));
    const known = this.options.known(service);
    if (service.problem) {
      state.textContent = service.problem;
    } else if (known) {
      state.textContent = `Among the archives as ${known.name}`;
    } else if (this.options.mayAdd) {
      const add = button('Add to my archives', () => void this.add(service, add, state, failure), {
        'aria-label': `Add ${this.hit.title} (${kind}) to my archives`
      });
      row.append(add);
    }
    row.append(state);
    return h('div', { title: service.url }, row, failure);
  }

  private async add(
    service: RegistryService,
    button: HTMLButtonElement,
    state: HTMLElement,
    failure: HTMLElement
  ): Promise<void> {
    if (button.getAttribute('aria-disabled')) {
      return;
    }
    setIdle(button, true);
    setText(failure, '');
    setText(state, 'Adding…');
    try {
      const archive = await this.options.add(this.entry(service));
      button.hidden = true;
      setText(state, `In your archives, ${archiveState(archive)}`);
    } catch (error) {
      setIdle(button, false);
      setText(state, '');
      setText(failure, errorWords(error as Error));
    }
  }

  private entry(service: RegistryService): NewArchive {
    const { title, description, ivoid, reference_url, services } = this.hit;
    const name = services.length > 1 ? `${title} (${kindWords(service.kind)})` : title;
    return {
      name,
      kind: service.kind,
      url: service.url,
      description: description.slice(0, 1000),
      homepage: reference_url,
      ivoid
    };
  }
}

function describe(text: string): HTMLElement | null {
  if (text.length <= LONG) {
    return text ? h('p', {}, text) : null;
  }
  const start = text.slice(0, LONG).replace(/\s\S*$/, '');
  return h(
    'details',
    { class: 'esap-hit-description' },
    h('summary', {}, `${start} …`),
    h('p', {}, text)
  );
}
