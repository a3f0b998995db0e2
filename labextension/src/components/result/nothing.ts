/** What is said where an archive answered, and has no rows. */
import type { Provenance, SearchRequest } from '../../api/schema';
import { h } from '../dom';
import { counted } from '../format';

/** Words that blame the place only where nothing else was asked for. */
export function nothing(provenance: Provenance): HTMLElement {
  const { request } = provenance;
  const [words, hint] = request?.adql
    ? ['no row is what the query asks for', 'Try the query with fewer conditions.']
    : searched(provenance, request);
  return h(
    'div',
    { class: 'esap-empty', tabindex: -1 },
    h('p', {}, `The archive answered: ${words}.`),
    h('p', { class: 'esap-hint' }, hint)
  );
}

function searched(provenance: Provenance, request: SearchRequest | null): [string, string] {
  const place = placeOf(provenance, request);
  const conditions = request ? conditionsOf(request, provenance.archive) : [];
  const met =
    conditions.length > 0 ? ` that meet what else was asked: ${conditions.join(', ')}` : '';
  const fewer = conditions.length > 0 ? 'fewer conditions' : '';
  const wider = place ? `a larger ${request?.polygon?.length ? 'polygon' : 'radius'}` : '';
  const tries = [fewer, wider].filter(Boolean).join(', ');
  const hint = tries ? `Try ${tries} or another collection.` : 'Try another collection.';
  return [`it has no rows${place}${met}`, hint];
}

function placeOf({ target, radius }: Provenance, request: SearchRequest | null): string {
  if (request?.polygon?.length) {
    return ' in the polygon';
  }
  if (radius === null) {
    return '';
  }
  const many = request?.targets?.length ?? 0;
  const around = target ? target.name : many > 0 ? counted(many, 'target') : '';
  return around && ` within ${radius}° of ${around}`;
}

function conditionsOf(request: SearchRequest, archive: string): string[] {
  const terms = Object.keys(request.parameters?.[archive] ?? {}).length;
  return [
    request.time ? 'time' : '',
    request.band ? 'spectral range' : '',
    request.product ? 'data type' : '',
    terms > 0 ? counted(terms, 'own term') : ''
  ].filter(Boolean);
}
