/** What belongs to a row, in groups: files to bring, services to ask, and what went wrong. */
import type { Link, Links } from '../../api/schema';
import { button, type Component, h } from '../dom';
import { bytes } from '../format';
import { longText, shortened } from '../longText';
import { type Around, CutoutForm } from './cutoutForm';

/** What a list asks of its owner. */
export interface LinkListOptions {
  readonly around: Around | null;
  bring(link: Link): void;
  /** Show what staging it would bring. */
  stage?: (link: Link, name: string) => void;
  /** Keep it in the basket. */
  collect?: (link: Link) => void;
  cutout(link: Link, parameters: { [name: string]: string }): void;
}

/** The links of one row. */
export class LinkList implements Component {
  readonly node = h('div', { class: 'esap-links' });

  constructor(
    links: Links,
    private readonly options: LinkListOptions
  ) {
    const groups = new Map<string, Link[]>();
    for (const link of links.links) {
      groups.set(link.group, [...(groups.get(link.group) ?? []), link]);
    }
    if (groups.size === 0) {
      this.node.append(h('p', { class: 'esap-hint' }, links.message));
    }
    for (const [name, members] of groups) {
      const items = members.map(link => this.item(link));
      this.node.append(h('h3', {}, name), h('ul', { 'aria-label': name }, ...items));
    }
  }

  dispose(): void {
    this.node.remove();
  }

  private item(link: Link): HTMLElement {
    const name = nameOf(link);
    if (link.error) {
      return h(
        'li',
        {},
        longText(name, 'the name'),
        h('p', { class: 'esap-error' }, longText(`The archive says: ${link.error}`, 'what it says'))
      );
    }
    return link.service ? this.service(link, name) : this.file(link, name);
  }

  private file(link: Link, name: string): HTMLElement {
    const size = link.content_length === null ? '' : bytes(Number(link.content_length));
    const facts = [link.content_type.split(';')[0], size].filter(Boolean).join(' · ');
    const web = /^https?:/i.test(link.url);
    const { collect, stage } = this.options;
    return h(
      'li',
      {},
      h('span', { title: link.url }, longText(name, 'the description')),
      facts ? h('span', { class: 'esap-hint' }, ` ${facts}`) : null,
      web
        ? button('Fetch', () => this.options.bring(link), {
            class: 'esap-link',
            'aria-label': `Fetch ${shortened(name)}`,
            title: 'Bring the file into the workspace at once'
          })
        : h('p', { class: 'esap-hint' }, `Only web addresses can be fetched here: ${link.url}`),
      web && stage
        ? button('Stage', () => stage(link, shortened(name)), {
            class: 'esap-link',
            'aria-label': `Stage ${shortened(name)}`,
            title: 'Look at the plan first: where it goes, how large it is, whether it is unpacked'
          })
        : null,
      web && collect
        ? button('Add to basket', () => collect(link), {
            class: 'esap-link',
            'aria-label': `Add ${shortened(name)} to basket`
          })
        : null
    );
  }

  private service(link: Link, name: string): HTMLElement {
    const { service } = link;
    if (!service) {
      return h('li');
    }
    const item = h('li', { class: 'esap-service' });
    let form: CutoutForm | null = null;
    const label = service.cutout ? 'Cut out…' : 'Use…';
    const toggle = button(
      label,
      () => {
        const open = form === null;
        toggle.setAttribute('aria-expanded', String(open));
        if (form) {
          form.dispose();
          form = null;
          return;
        }
        form = new CutoutForm({
          service,
          around: this.options.around,
          onSubmit: parameters => this.options.cutout(link, parameters)
        });
        item.append(form.node);
        form.focus();
      },
      { class: 'esap-link', 'aria-expanded': 'false', 'aria-label': `${label} ${shortened(name)}` }
    );
    item.append(longText(name, 'the description'), toggle);
    return item;
  }
}

function nameOf(link: Link): string {
  const last = link.url.split(/[?#]/)[0].split('/').filter(Boolean).pop() ?? '';
  return link.description || link.service?.title || last || link.semantics || 'File';
}
