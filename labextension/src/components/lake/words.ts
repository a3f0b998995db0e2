/** What a lake tells, in words. */
import type { Did, LakeFile, Quota, Rule } from '../../api/schema';
import { bytes, count, counted } from '../format';

/** What a DID is written as: `scope:name`. */
export function didText({ scope, name }: Pick<Did, 'scope' | 'name'>): string {
  return `${scope}:${name}`;
}

// Controls, and what turns the direction of what comes after: `\u202egnp.exe` looks like `exe.png`.
const UNSEEN = /[\p{Cc}\p{Bidi_C}\u2028\u2029]/gu;

/** A name as it is shown: what would not be seen in it stands as `\u202e`. */
export function plainly(text: string): string {
  return text.replace(
    UNSEEN,
    sign => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
  );
}

const RANKS = { container: 0, dataset: 1, file: 2 };
const NAMES = new Intl.Collator(undefined, { numeric: true });

/** Containers first, then datasets, then files; each by name. */
export function byTypeAndName(a: Did, b: Did): number {
  return RANKS[a.type] - RANKS[b.type] || NAMES.compare(a.name, b.name);
}

/** How a file is, as seen from here. */
export const FILE_STATES: Record<LakeFile['state'], string> = {
  here: 'here',
  available: 'on the lake’s storage',
  fetching: 'being downloaded',
  replicating: 'being replicated',
  stuck: 'stuck',
  failed: 'failed',
  elsewhere: 'elsewhere',
  no_replica: 'no replica'
};

/** The shape of the dot that stands for a state. */
export const STATE_DOTS: Record<LakeFile['state'], string> = {
  here: 'done',
  available: 'half',
  fetching: 'running',
  replicating: 'running',
  stuck: 'failed',
  failed: 'failed',
  elsewhere: 'elsewhere',
  no_replica: 'cancelled'
};

/** A size that crossed as text. */
export function size(text: string | null): string {
  return text === null ? '' : bytes(Number(text));
}

/** Size and number of files, as far as they are known. */
export function didFacts(did: Did): string {
  const files = did.type === 'file' || did.length === null ? '' : counted(did.length, 'file');
  return [files, size(did.size)].filter(Boolean).join(' · ');
}

/** Of how many files it is asked where they are; Rucio takes seconds for so many. */
export const ASKED = 200;

/** The first of the files, of which it is asked where they are. */
export const FIRST = { offset: 0, limit: ASKED };

/** What is said of so many files is said of the first ones: `Of the first 200 files`. */
export const OF_FIRST = `Of the first ${counted(ASKED, 'file')}`;

/** How many files are in which state: `3 here · 2 elsewhere`. */
export function stateSummary(files: readonly LakeFile[]): string {
  const states = Object.keys(FILE_STATES) as LakeFile['state'][];
  const numbers = states.map(state => files.filter(file => file.state === state).length);
  const words = states
    .map((state, at) => (numbers[at] > 0 ? `${count(numbers[at])} ${FILE_STATES[state]}` : ''))
    .filter(Boolean)
    .join(' · ');
  return files.length >= ASKED ? `${OF_FIRST}: ${words}` : words;
}

/** The shape of the dot that stands for many files: what is wrong or moves goes before the rest. */
export function filesDot(files: readonly LakeFile[]): string {
  const dots = new Set(files.map(({ state }) => STATE_DOTS[state]));
  const [first = 'cancelled'] = dots;
  return ['failed', 'running'].find(dot => dots.has(dot)) ?? (dots.size > 1 ? 'partial' : first);
}

/** What is used of an RSE. */
export function quotaWords(quota: Quota): string {
  const used = `${size(quota.used)} used`;
  return quota.limit === null ? `${used}, no room set` : `${used} of ${size(quota.limit)}`;
}

/** A duration in its largest unit: `2 days`, `3 h`. */
export function span(seconds: number): string {
  if (seconds >= 172_800) {
    return counted(Math.round(seconds / 86_400), 'day');
  }
  if (seconds >= 7200) {
    return `${Math.round(seconds / 3600)} h`;
  }
  return seconds >= 120 ? `${Math.round(seconds / 60)} min` : `${Math.ceil(seconds)} s`;
}

/** How long something still holds: `58 min left`. */
export function timeLeft(expires: number, now: number = Date.now() / 1000): string {
  return expires <= now ? 'has ended' : `${span(expires - now)} left`;
}

const RULE_STATES: { [state: string]: string } = {
  OK: 'kept',
  REPLICATING: 'being replicated',
  STUCK: 'stuck',
  SUSPENDED: 'suspended',
  WAITING_APPROVAL: 'waits for approval',
  INJECT: 'being set up'
};

/** How a rule is: `being replicated, 3 of 10 files there`. */
export function ruleState(rule: Rule): string {
  const words = RULE_STATES[rule.state] ?? rule.state;
  const all = rule.locks_ok + rule.locks_replicating + rule.locks_stuck;
  const there = all > 0 ? `, ${count(rule.locks_ok)} of ${counted(all, 'file')} there` : '';
  const stuck = rule.locks_stuck > 0 ? `, ${count(rule.locks_stuck)} stuck` : '';
  return `${words}${there}${stuck}`;
}

/** The shape of the dot that stands for a rule's state. */
export function ruleDot(rule: Rule): string {
  const dots: { [state: string]: string } = { OK: 'done', STUCK: 'failed', SUSPENDED: 'failed' };
  return dots[rule.state] ?? 'running';
}

/** Whether a rule may still change by itself soon. */
export function isMoving(rule: Rule): boolean {
  return rule.state === 'REPLICATING' || rule.state === 'INJECT';
}
