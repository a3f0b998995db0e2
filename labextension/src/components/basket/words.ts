/** What items of the basket are called, and what is told of them. */
import type { BasketEdit, BasketItem, BasketKind } from '../../api/schema';
import { bytes, count, counted } from '../format';
import { errorWords } from '../words';

/** What an item is, in words. */
export const KINDS: Record<BasketKind, string> = {
  row: 'row',
  result: 'result',
  did: 'DID',
  workflow: 'notebook',
  zooniverse: 'Zooniverse export',
  url: 'file'
};

/** The size of some items: `1.2 GB, 3 of unknown size`; `about` where some of it is guessed. */
export function sizeWords(known: number | string, unknown: number, guessed = 0): string {
  const sum = Number(known);
  const rest = unknown > 0 ? `${count(unknown)} of unknown size` : '';
  return [sum > 0 ? about(bytes(sum), guessed > 0) : '', rest].filter(Boolean).join(', ');
}

/** A size that may be a guess of the archive. */
export function about(words: string, guessed: boolean): string {
  return guessed ? `about ${words}` : words;
}

/** The title of an item, or what stands for it. */
export function titleOf(item: BasketItem): string {
  return item.title || item.did.replace(/^rucio:\/\/[^/]+\//, '') || item.url || KINDS[item.kind];
}

/** Where an item is from, in a few words. */
export function sourceOf(item: BasketItem): string {
  const { archive, archive_name } = item.provenance;
  const lake = /^rucio:\/\/([^/]+)\//.exec(item.did)?.[1];
  return archive_name || item.archive || archive || lake || hostOf(item.url);
}

/** A name for a group where there may be none. */
export function groupName(name: string): string {
  return name || 'No group';
}

/** What an edit is called when it may be undone, and when it is done. */
const DONE: { [verb: string]: string } = {
  Add: 'Added',
  Empty: 'Emptied',
  Import: 'Imported',
  Move: 'Moved',
  Note: 'Noted on',
  Rename: 'Renamed',
  Tag: 'Tagged',
  Take: 'Took'
};

/** What an edit did, with what it could not do. */
export function editWords({ text, present, refused }: BasketEdit): string {
  const parts = [
    text.replace(/^\w+/, verb => DONE[verb] ?? verb),
    present ? `${counted(present, 'item')} ${present === 1 ? 'was' : 'were'} there already` : ''
  ];
  const first = refused?.[0];
  const others = (refused?.length ?? 0) - 1;
  const more = others > 0 ? ` So with ${counted(others, 'other thing')}.` : '';
  const words = parts.filter(Boolean).map(part => (/[.!?]$/.test(part) ? part : `${part}.`));
  return [...words, first ? `${errorWords(first)}${more}` : ''].filter(Boolean).join(' ');
}

/** Tags as a person types them: parted by commas. */
export function tagsFrom(text: string): string[] {
  const all = text.split(',').map(tag => tag.trim());
  return [...new Set(all.filter(Boolean))];
}

function hostOf(url: string): string {
  return /^[a-z+]+:\/\/([^/:]+)/i.exec(url)?.[1] ?? '';
}
