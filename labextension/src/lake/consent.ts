/** Which attachments the person has agreed to, so that notebooks of others are asked about. */
import { type Attachment, keyOf } from './attachment';

const MOST = 2000;

/** Remembers in this browser alone; a notebook cannot bring agreement along. */
export class Consent {
  private readonly known: Set<string>;

  constructor(
    private readonly storage: Storage | null,
    private readonly key: string
  ) {
    this.known = new Set(read(storage, key));
  }

  /** Whether all of them were agreed to here. */
  covers(attachments: readonly Attachment[]): boolean {
    return attachments.every(attachment => this.known.has(keyOf(attachment)));
  }

  /** The person agrees. */
  give(attachments: readonly Attachment[]): void {
    for (const attachment of attachments) {
      this.known.delete(keyOf(attachment));
      this.known.add(keyOf(attachment));
    }
    try {
      this.storage?.setItem(this.key, JSON.stringify([...this.known].slice(-MOST)));
    } catch {
      // A full or forbidden storage forgets with the page, and then it is asked again.
    }
  }
}

function read(storage: Storage | null, key: string): string[] {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(item => typeof item === 'string') : [];
  } catch {
    return [];
  }
}
