/** What stands in a row of the list of items. */
import type { BasketItem, BasketKind } from '../../api/schema';
import { h } from '../dom';
import { bytes, utc } from '../format';
import { about as aboutOf, KINDS, sourceOf, titleOf } from './words';

const SPACE = 'http://www.w3.org/2000/svg';
const FILE = 'M6 2a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8l-6-6zm7 7V3.5L18.5 9z';
const SIGNS: Record<BasketKind, string> = {
  row: 'M3 10h18v4H3zM3 5h18v2H3zm0 12h18v2H3z',
  result: 'M3 4h18v16H3zm2 5v3h4V9zm6 0v3h8V9zm-6 5v4h4v-4zm6 0v4h8v-4z',
  did: 'M3 4h8v7H3zm10 0h8v7h-8zM3 13h8v7H3zm10 0h8v7h-8z',
  workflow: 'M5 2h14v20H5zm3 4v2h8V6zm0 4v2h8v-2zm0 4v2h5v-2z',
  zooniverse: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm-1 4h2v4h4v2h-4v4h-2v-4H7v-2h4z',
  url: FILE
};

/** The parts of a row, its name for assistive technology, and what is told on hover. */
export function itemRow(
  item: BasketItem | undefined,
  here: string | undefined = undefined
): { parts: HTMLElement[]; name: string; about: string } {
  if (!item) {
    const waiting = h('span', { class: 'esap-hint' }, 'Reading…');
    return { parts: [waiting], name: 'Reading…', about: '' };
  }
  const [title, source] = [titleOf(item), sourceOf(item)];
  const known = item.size ?? item.estimate;
  const size = known === null ? '' : aboutOf(bytes(Number(known)), item.size === null);
  const state = here === undefined ? '' : 'is here';
  const facts = [source, item.group].filter(Boolean).join(' · ') || KINDS[item.kind];
  const top = h(
    'span',
    { class: 'esap-basket-top' },
    h('span', { class: 'esap-name' }, title),
    size ? h('span', { class: 'esap-basket-size' }, size) : null
  );
  const bottom = h(
    'span',
    { class: 'esap-basket-bottom' },
    h('span', { class: 'esap-basket-facts' }, facts),
    ...item.tags.map(tag => h('span', { class: 'esap-tag' }, tag)),
    item.note ? h('span', { class: 'esap-basket-note' }, item.note) : null,
    state ? h('span', { class: 'esap-basket-here' }, '✓ here') : null
  );
  const parts = [
    h('span', { class: 'esap-did-box esap-basket-box', 'aria-hidden': 'true' }),
    sign(item.kind),
    h('span', { class: 'esap-basket-text' }, top, bottom)
  ];
  const tags = item.tags.length ? `tags ${item.tags.join(', ')}` : '';
  const name = [title, source, KINDS[item.kind], item.group, size, tags, item.note, state];
  const about = [
    title,
    KINDS[item.kind],
    item.url || item.did,
    here,
    item.note,
    `Added ${utc(item.added)}`
  ];
  return {
    parts,
    name: name.filter(Boolean).join(', '),
    about: [...new Set(about.filter(Boolean))].join('\n')
  };
}

function sign(kind: BasketKind): HTMLElement {
  const svg = document.createElementNS(SPACE, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'esap-icon');
  const path = document.createElementNS(SPACE, 'path');
  path.setAttribute('d', SIGNS[kind] ?? FILE);
  svg.append(path);
  const node = h('span', { class: 'esap-did-sign', 'aria-hidden': 'true' });
  node.append(svg);
  return node;
}
