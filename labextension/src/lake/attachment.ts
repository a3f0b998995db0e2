/**
 * What is attached to a notebook, in its metadata `rucio_attachments`, as rucio-jupyterlab reads
 * and writes it; `lake` besides says which one is meant, which that extension leaves alone.
 */

/** The key in a notebook's metadata. */
export const METADATA_KEY = 'rucio_attachments';

/** A DID and the variable that it becomes. */
export interface Attachment {
  did: string;
  type: 'collection' | 'file';
  variableName: string;
  /** The id of the lake; absent where rucio-jupyterlab wrote it. */
  lake?: string;
}

/** What there is, and how many entries make no sense. */
export interface Attached {
  attachments: Attachment[];
  broken: number;
}

/** Read what somebody has written; nothing of it is taken for granted. */
export function readAttachments(metadata: unknown): Attached {
  const entries = Array.isArray(metadata) ? metadata : [];
  const attachments = entries.map(attachmentOf).filter(item => item !== null);
  return { attachments, broken: entries.length - attachments.length };
}

/** The metadata with one more attachment, in the place of the one that has its variable. */
export function withAttachment(metadata: unknown, added: Attachment): unknown[] {
  const entries: unknown[] = Array.isArray(metadata) ? metadata : [];
  const at = entries.findIndex(entry => nameOf(entry) === added.variableName);
  const entry = { ...added };
  return at < 0 ? [...entries, entry] : entries.map((old, place) => (place === at ? entry : old));
}

/** The metadata with a lake for those attachments that name none. */
export function withLake(metadata: unknown, lake: string): unknown[] {
  const entries: unknown[] = Array.isArray(metadata) ? metadata : [];
  return entries.map(entry => {
    const attachment = attachmentOf(entry);
    return attachment && !attachment.lake ? { ...(entry as object), lake } : entry;
  });
}

/** The metadata without the attachment of a variable. */
export function withoutAttachment(metadata: unknown, variable: string): unknown[] {
  const entries: unknown[] = Array.isArray(metadata) ? metadata : [];
  return entries.filter(entry => nameOf(entry) !== variable);
}

/** What tells one attachment from another, also one that asks for something else by its name. */
export function keyOf({ lake = '', did, type, variableName }: Attachment): string {
  return JSON.stringify([lake, did, type, variableName]);
}

function nameOf(entry: unknown): unknown {
  return (entry as { variableName?: unknown } | null)?.variableName;
}

function attachmentOf(entry: unknown): Attachment | null {
  const { did, type, variableName, lake } = (entry ?? {}) as { [key: string]: unknown };
  if (typeof did !== 'string' || !/^[^:]+:./.test(did) || typeof variableName !== 'string') {
    return null;
  }
  const kind = type === 'file' ? 'file' : 'collection';
  const known = typeof lake === 'string' && lake !== '' ? { lake } : {};
  return { did, type: kind, variableName, ...known };
}
