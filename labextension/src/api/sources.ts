/** Where more archives come from: sources, and the person's own. Framework-free. */
import type { Asker } from './adql';
import type { Archive, ArchiveSource, NewArchive, Settings } from './schema';

/** Sources, own archives and what the operator offers. */
export class SourcesClient {
  constructor(private readonly asker: Asker) {}

  settings(): Promise<Settings> {
    return this.asker.ask('GET', ['settings']);
  }

  sources(): Promise<ArchiveSource[]> {
    return this.asker.ask('GET', ['sources']);
  }

  /** Contact a source; its state says what came of it. */
  read(id: string): Promise<ArchiveSource> {
    return this.asker.ask('POST', ['sources', id], { body: {} });
  }

  add(archive: NewArchive): Promise<Archive> {
    return this.asker.ask('POST', ['archives'], { body: archive });
  }

  remove(id: string): Promise<void> {
    return this.asker.ask('DELETE', ['archives', id]);
  }
}
