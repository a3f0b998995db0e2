/** Asks whether what a link names is to be opened; nothing of a link happens before. */
import { button, h, uniqueId } from '../dom';
import type { Link, SearchLink, Term } from './link';

const TERM_NAMES: { [name in Term]: string } = {
  polygon: 'Polygon',
  from: 'From',
  to: 'To',
  low: 'Spectrum from',
  high: 'Spectrum to',
  unit: 'Spectral unit',
  product: 'Data type',
  maxrec: 'Row limit'
};

/** A question in a modal dialog; resolves with whether it was answered with yes. */
export function confirmLink(link: Link, nameOf: (archive: string) => string): Promise<boolean> {
  const { title, lead, facts, code } = wordsOf(link, nameOf);
  const heading = h('h2', { id: uniqueId('link') }, title);
  const text = h('p', { id: uniqueId('link') }, lead);
  const node = h('dialog', {
    class: 'esap-dialog esap-link-question esap-scope',
    'aria-labelledby': heading.id,
    'aria-describedby': text.id
  });
  let isAccepted = false;
  const open = button(
    'Open',
    () => {
      isAccepted = true;
      node.close();
    },
    { class: 'esap-button esap-primary' }
  );
  // It comes first, so that a key that was meant for the page does not follow a link.
  const cancel = button('Cancel', () => node.close());
  const list = h('dl', { class: 'esap-link-facts' });
  for (const [name, value] of facts) {
    list.append(h('dt', {}, name), h('dd', {}, value));
  }
  const foot = h('div', { class: 'esap-dialog-foot esap-inline' }, cancel, open);
  const query = code ? h('pre', { class: 'esap-code', tabindex: '0' }, code) : null;
  node.append(heading, text, list, ...(query ? [query] : []), foot);
  // Keys typed here belong to nobody below, who has shortcuts of single letters.
  node.addEventListener('keydown', event => event.stopPropagation());
  const before = document.activeElement;
  document.body.append(node);
  return new Promise(resolve => {
    node.addEventListener('close', () => {
      node.remove();
      if (before instanceof HTMLElement) {
        before.focus({ preventScroll: true });
      }
      resolve(isAccepted);
    });
    node.showModal();
    cancel.focus();
  });
}

interface Words {
  title: string;
  lead: string;
  facts: [string, string][];
  code?: string;
}

function wordsOf(link: Link, nameOf: (archive: string) => string): Words {
  switch (link.kind) {
    case 'search':
      return {
        title: 'Fill in the search of this link?',
        lead: 'The link came with the address of this page. Nobody is asked before you press Search.',
        facts: searchFacts(link, nameOf)
      };
    case 'adql':
      return {
        title: 'Open the query of this link?',
        lead: 'The link came with the address of this page. The query is not run before you run it.',
        facts: [['Archive', nameOf(link.archive)]],
        code: link.query
      };
    case 'workflow':
      return {
        title: 'Look at the workflow of this link?',
        lead: 'The link came with the address of this page. Its repository is asked about the workflow and what is in it; nothing of it is opened or run.',
        facts: [['Workflow', link.id]]
      };
    case 'basket':
      return {
        title: 'Put the items of this file into the basket?',
        lead: 'The link came with the address of this page. The items of the file are added; nothing is fetched.',
        facts: [['File', link.path]]
      };
  }
}

function searchFacts(link: SearchLink, nameOf: (archive: string) => string): [string, string][] {
  const terms = Object.entries(link.terms).map(([name, value]): [string, string] => [
    TERM_NAMES[name as Term],
    value
  ]);
  const facts: [string, string][] = [
    ['Target', link.target],
    ['Radius', link.radius === null ? '' : `${link.radius} deg`],
    ['Archives', link.archives.map(nameOf).join(', ')],
    ...terms
  ];
  return facts.filter(([, value]) => value !== '');
}
