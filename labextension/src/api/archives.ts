/** The archives and their states, shared by all who show them. */
import type { Backend, Subscription } from './backend';
import type { Archive } from './schema';

/** Reads the archives once, and again when told to. */
export class ArchiveStore {
  private known: Archive[] = [];
  private readonly listeners = new Set<() => void>();
  private reading: Promise<void> | null = null;

  /** Why the archives could not be read, when they could not. */
  error: Error | null = null;
  /** Whether they have been read at all. */
  loaded = false;

  constructor(private readonly backend: Backend) {}

  list(): Archive[] {
    return this.known;
  }

  /** The archive's name, or its id while it is not known. */
  nameOf(id: string): string {
    return this.known.find(archive => archive.id === id)?.name ?? id;
  }

  load(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** Contact an archive; its state says how it went. */
  async check(id: string): Promise<void> {
    const before = this.known.find(archive => archive.id === id);
    if (!before || before.state === 'checking') {
      return;
    }
    this.put({ ...before, state: 'checking', reason: '' });
    try {
      this.put(await this.backend.check(id));
    } catch (error) {
      this.put({ ...before, state: 'unreachable', reason: (error as Error).message });
    }
  }

  subscribe(listener: () => void): Subscription {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  private async read(): Promise<void> {
    try {
      this.known = await this.backend.archives();
      this.error = null;
      this.loaded = true;
    } catch (error) {
      this.error = error as Error;
    }
    this.tell();
  }

  private put(archive: Archive): void {
    this.known = this.known.map(known => (known.id === archive.id ? archive : known));
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}
