/** Finding services, adding them to one's archives, and looking ahead. */
import type { Archive, Coverage, NewArchive, RegistryAnswer } from './schema';

/** Which services are looked for; what is empty does not restrict. */
export interface ServiceQuestion {
  keywords: string;
  /** Look for keywords in descriptions too. */
  descriptions: boolean;
  service: string;
  waveband: string;
  model: string;
  columns: string;
  /** Where they are to have data; `null` for anywhere. */
  place: { target: string; radius: number } | null;
}

/** What asks for a path below `esap/`. */
export interface Asker {
  ask<T>(
    method: string,
    path: string[],
    options?: { query?: { [key: string]: string }; body?: unknown; signal?: AbortSignal }
  ): Promise<T>;
}

const FIELDS = ['title', 'short_name', 'subject', 'id', 'creator'];

/** The server's answers. All reject with `BackendError`, or with the signal's reason. */
export class DiscoveryClient {
  constructor(private readonly asker: Asker) {}

  /** Services of the registry, the closest first. */
  find(question: ServiceQuestion, signal?: AbortSignal): Promise<RegistryAnswer> {
    const { place, descriptions, ...texts } = question;
    const query: { [key: string]: string } = { ...texts };
    query.fields = [...FIELDS, ...(descriptions ? ['description'] : [])].join(',');
    if (place) {
      query.target = place.target;
      query.radius = String(place.radius);
    }
    return this.asker.ask('GET', ['registry'], { query, signal });
  }

  /** Add a service to the person's own archives; it is not contacted. */
  add(archive: NewArchive): Promise<Archive> {
    return this.asker.ask('POST', ['archives'], { body: archive });
  }

  /** Which archives have data at a place; this contacts them, for some seconds. */
  coverage(
    target: string,
    radius: number,
    archives: readonly string[],
    signal?: AbortSignal
  ): Promise<Coverage[]> {
    const query = { target, radius: String(radius), archives: archives.join(',') };
    return this.asker.ask('GET', ['coverage'], { query, signal });
  }
}
