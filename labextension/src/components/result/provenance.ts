/** How a result came to be, folded below it. */
import type { Result } from '../../api/schema';
import { h } from '../dom';
import { bytes, count, position, seconds, utc } from '../format';

/** A folded list of facts. */
export function provenance(result: Result): HTMLElement {
  const facts = h('dl');
  for (const [name, value] of factsOf(result)) {
    facts.append(h('dt', {}, name), h('dd', {}, value));
  }
  const query = h('pre', { class: 'esap-code', tabindex: 0 }, result.provenance.query);
  query.setAttribute('aria-label', 'Query');
  query.setAttribute('role', 'group');
  return h('details', { class: 'esap-provenance' }, h('summary', {}, 'Provenance'), facts, query);
}

function factsOf(result: Result): [string, string][] {
  const origin = result.provenance;
  const facts: [string, string | null][] = [
    ['Name, for esap.load', result.name],
    ['Archive', origin.archive],
    ['Service', origin.service],
    ['Protocol', origin.protocol],
    ['Collection', result.collection],
    ['Target', origin.target && `${origin.target.name} · ${position(origin.target)}`],
    ['Radius', origin.radius === null ? null : `${origin.radius}°`],
    ['Row limit', origin.maxrec === null ? null : count(origin.maxrec)],
    ['Asked', utc(origin.started)],
    ['Took', seconds(origin.seconds)],
    ['Size', bytes(result.size)],
    ['Client', origin.client]
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}
