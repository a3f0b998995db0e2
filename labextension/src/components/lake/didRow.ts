/** What stands in a row of the tree of DIDs. */
import type { Did } from '../../api/schema';
import { h } from '../dom';
import type { Forest, LakeNode } from './forest';
import {
  didFacts,
  didText,
  FILE_STATES,
  filesDot,
  plainly,
  STATE_DOTS,
  stateSummary
} from './words';

/** What is known of how files are. */
export type KnownStates = Pick<Forest, 'stateOf' | 'filesOf'>;

const NOT_ASKED = 'where its files are is asked for when it is in front';

const SPACE = 'http://www.w3.org/2000/svg';
const SIGNS = {
  container: 'M3 4h8v7H3zm10 0h8v7h-8zM3 13h8v7H3zm10 0h8v7h-8z',
  dataset: 'M10 4H4a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-8z',
  file: 'M6 2a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8l-6-6zm7 7V3.5L18.5 9z'
};

/** The parts of a row, its name for assistive technology, and what is told on hover. */
export function didRow(
  node: LakeNode,
  known: KnownStates
): { parts: HTMLElement[]; name: string; about: string } {
  const { did } = node;
  if (!did || node.kind === 'more' || node.kind === 'note') {
    const { words } = node;
    return { parts: [h('span', { class: 'esap-did-name' }, words)], name: words, about: words };
  }
  const text = plainly(did.scope === node.scope ? did.name : didText(did));
  const facts = didFacts(did);
  const { words, dot, more } = did.type === 'file' ? ofFile(did, known) : ofFiles(did, known);
  const parts = [
    sign(did.type),
    h('span', { class: 'esap-did-name' }, text),
    h('span', { class: 'esap-did-facts' }, facts)
  ];
  if (dot) {
    parts.push(h('span', { class: 'esap-dot', 'data-state': dot }));
  }
  const name = [text, did.type, facts, words].filter(Boolean).join(', ');
  const about = [plainly(didText(did)), facts, words, more].filter(Boolean).join(' · ');
  return { parts, name, about };
}

interface State {
  words: string;
  dot: string;
  /** What is told on hover besides. */
  more: string;
}

function ofFile(did: Did, known: KnownStates): State {
  const file = known.stateOf(did);
  if (!file) {
    return { words: '', dot: '', more: '' };
  }
  const { state, path, rses, reason } = file;
  const where = path ?? (rses.length > 0 ? `on ${rses.join(', ')}` : '');
  const more = [where, reason].filter(Boolean).join(' · ');
  return { words: FILE_STATES[state], dot: STATE_DOTS[state], more };
}

function ofFiles(did: Did, known: KnownStates): State {
  const files = known.filesOf(did);
  if (!files) {
    return { words: '', dot: '', more: NOT_ASKED };
  }
  return files.length > 0
    ? { words: stateSummary(files), dot: filesDot(files), more: '' }
    : { words: '', dot: '', more: 'it has no files' };
}

function sign(type: keyof typeof SIGNS): HTMLElement {
  const svg = document.createElementNS(SPACE, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'esap-icon');
  const path = document.createElementNS(SPACE, 'path');
  path.setAttribute('d', SIGNS[type]);
  svg.append(path);
  const node = h('span', { class: 'esap-did-sign', 'aria-hidden': 'true' });
  node.append(svg);
  return node;
}
