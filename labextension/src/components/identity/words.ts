/** Logins in words. */
import type { Identity, Limits, LoginKind } from '../../api/schema';
import { bytes } from '../format';
import { span, timeLeft } from '../lake/words';

/** From this on a login is about to end, in seconds. */
export const SOON = 600;

const SOURCES: Record<NonNullable<Identity['source']>, string> = {
  hub: 'from the Hub',
  file: 'from a file',
  environment: 'from the environment',
  store: 'by another login at its issuer',
  login: ''
};

/** The ways of logging in, as a menu offers them. */
export const WAYS: Record<LoginKind | 'device' | 'code', string> = {
  device: 'With a code on another page',
  code: 'In the browser',
  userpass: 'User name and password',
  x509: 'Certificate and key',
  x509_proxy: 'Proxy certificate',
  oidc: 'Token',
  token: 'Token',
  client_credentials: 'Id and secret of an application'
};

/** Who one is at a service, from where, and for how long. */
export function identityWords(identity: Identity, now = Date.now() / 1000): string {
  const { state, account, subject, source, expires } = identity;
  if (state === 'in') {
    const who = account || subject;
    const parts = [
      who ? `logged in as ${who}` : 'logged in',
      source ? SOURCES[source] : '',
      expires === null ? '' : endWords(identity, now)
    ];
    return parts.filter(Boolean).join(', ');
  }
  const words = { out: 'not logged in', expired: 'the login has ended', refused: 'refused' };
  return state === 'unknown' ? 'not known yet' : words[state];
}

/** The same while another login is asked for, which has not come yet. */
export function askedWords(identity: Identity): string {
  const { state, account, subject } = identity;
  if (state !== 'in') {
    return identityWords(identity);
  }
  const who = account || subject;
  return who ? `logging in anew; until then you are ${who}` : 'logging in anew';
}

/** How a login stands: the worse comes first. */
export type Standing = 'refused' | 'expired' | 'ending' | 'out' | 'in' | 'unknown';

/** How a login stands now. */
export function standing(identity: Identity, now = Date.now() / 1000): Standing {
  const { state, expires, renews } = identity;
  if (state !== 'in') {
    return state;
  }
  if (expires === null || renews) {
    return 'in';
  }
  return expires <= now ? 'expired' : expires - now < SOON ? 'ending' : 'in';
}

const ORDER: readonly Standing[] = ['refused', 'expired', 'ending', 'in', 'out', 'unknown'];

/** The login that most wants to be looked at: one that has ended, else the one that ends first. */
export function worst(identities: readonly Identity[], now = Date.now() / 1000): Identity | null {
  const rank = (identity: Identity) => ORDER.indexOf(standing(identity, now));
  const end = ({ expires, renews }: Identity) =>
    expires === null || renews ? Number.POSITIVE_INFINITY : expires;
  const isOptional = (identity: Identity) => Number(isMostlyPublic(identity));
  const order = (a: Identity, b: Identity) =>
    rank(a) - rank(b) || isOptional(a) - isOptional(b) || end(a) - end(b) || 0;
  return [...identities].sort(order)[0] ?? null;
}

/** All logins in a few words, for a status bar. */
export function shortWords(identities: readonly Identity[], now = Date.now() / 1000): string {
  const identity = worst(identities, now);
  if (!identity) {
    return 'no logins';
  }
  switch (standing(identity, now)) {
    case 'refused':
      return `${identity.name}: refused`;
    case 'expired':
      return `${identity.name}: login has ended`;
    case 'ending':
    case 'in': {
      // The name of the service comes last, as what is too long for its place is cut there.
      const { expires, account, subject, name } = identity;
      const left = expires === null ? '' : timeLeft(expires, now);
      return [account || subject, left, name].filter(Boolean).join(' · ');
    }
    default:
      return isMostlyPublic(identity) ? 'Logins' : `${identity.name}: not logged in`;
  }
}

/** What archives and repositories have is mostly public, so that a lake is wanted before them. */
function isMostlyPublic({ noun }: Identity): boolean {
  return noun === 'archive' || noun === 'repository';
}

/** What the server may use, one fact a line; empty where nobody says. */
export function limitWords(limits: Limits | null): string[] {
  if (!limits) {
    return [];
  }
  const { abnormal, memory, memory_used: used, cpu, image } = limits;
  const of = memory === null ? '' : bytes(Number(memory));
  return [
    abnormal ? `Started abnormally: ${abnormal}` : '',
    of && used !== null
      ? `Memory: ${bytes(Number(used))} of ${of} when asked`
      : of && `Memory: ${of}`,
    cpu === null ? '' : `Processors: ${cpu}`,
    image ? `Image: ${image}` : ''
  ].filter(Boolean);
}

function endWords({ expires, renews }: Identity, now: number): string {
  const left = (expires ?? 0) - now;
  if (renews) {
    return left > 0 ? `renewed by itself (in ${span(left)} at the latest)` : 'being renewed';
  }
  return timeLeft(expires ?? 0, now);
}
