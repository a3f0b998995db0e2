/** Asynchronous jobs at the archives, as far as they are known. Framework-free. */
import type { Asker } from './adql';
import type { AttachRequest, Job, JobChange, Search } from './schema';

/** Tells, changes and fetches jobs. */
export class JobsClient {
  constructor(private readonly asker: Asker) {}

  /** The jobs as they were known last; no archive is contacted. */
  list(): Promise<Job[]> {
    return this.asker.ask('GET', ['jobs']);
  }

  /** Ask an archive for the jobs that it knows, too. */
  ask(archive: string): Promise<Job[]> {
    return this.asker.ask('GET', ['jobs'], { query: { archive } });
  }

  attach(request: AttachRequest): Promise<Job> {
    return this.asker.ask('POST', ['jobs'], { body: request });
  }

  /** Ask the archive how a job is. */
  look(id: string): Promise<Job> {
    return this.asker.ask('GET', ['jobs', id]);
  }

  change(id: string, change: JobChange): Promise<Job> {
    return this.asker.ask('PATCH', ['jobs', id], { body: change });
  }

  /** Delete a job at its archive, or only forget it here. */
  remove(id: string, forget = false): Promise<void> {
    return this.asker.ask('DELETE', ['jobs', id], { query: { forget: String(forget) } });
  }

  /** Start to fetch the result, waiting for the job's end. */
  fetch(id: string): Promise<Search> {
    return this.asker.ask('POST', ['jobs', id, 'result']);
  }
}
