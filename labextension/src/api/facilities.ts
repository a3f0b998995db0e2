/** Somewhere else to run: what fits, what is launched there, what runs unattended. Framework-free. */
import type { Asker } from './adql';
import type {
  Activity,
  BatchJob,
  BatchLog,
  BatchPlan,
  BatchRequest,
  BatchSubmission,
  Facility,
  FacilityFit,
  FacilityForm,
  FitRequest,
  Launch,
  LaunchRequest,
  NotebookRequest
} from './schema';

const KEPT = 20;

/** Asks about facilities, and has notebooks run there. */
export class FacilitiesClient {
  private readonly sent = new Map<string, LaunchRequest>();

  constructor(
    private readonly asker: Asker,
    /** The address of Jupyter's pages for what stands below `esap/`. */
    private readonly address: (path: string) => string = path => path
  ) {}

  /** The facilities; none is contacted. */
  list(): Promise<Facility[]> {
    return this.asker.ask('GET', ['facilities']);
  }

  /** What can be chosen at a facility, as JSON Schema. */
  form(facility: string, signal?: AbortSignal): Promise<FacilityForm> {
    return this.asker.ask('GET', ['facilities', facility, 'form'], { signal });
  }

  /** How well each facility fits; none is contacted. */
  fits(request: FitRequest, signal?: AbortSignal): Promise<FacilityFit[]> {
    return this.asker.ask('POST', ['fits'], { body: request, signal });
  }

  /** Begin to launch; how it goes is told as an activity. */
  async launch(facility: string, request: LaunchRequest): Promise<Launch> {
    const path = ['facilities', facility, 'launches'];
    const launch = await this.asker.ask<Launch>('POST', path, { body: request });
    this.sent.set(launch.id, request);
    for (const old of [...this.sent.keys()].slice(0, -KEPT)) {
      this.sent.delete(old);
    }
    return launch;
  }

  /** What this page has asked for; the server does not keep the basket that went along. */
  request(launch: string): LaunchRequest | undefined {
    return this.sent.get(launch);
  }

  launched(launch: string): Promise<Launch> {
    return this.asker.ask('GET', ['launches', launch]);
  }

  /** End a launch; what had begun to start is told to stop. */
  cancel(launch: string): Promise<void> {
    return this.asker.ask('DELETE', ['launches', launch]);
  }

  /** Where a browser goes to open what was launched. */
  page(launch: string): string {
    return this.address(`esap/launches/${encodeURIComponent(launch)}/page`);
  }

  /** What would be submitted; nothing is sent. */
  plan(facility: string, request: BatchRequest): Promise<BatchPlan> {
    return this.asker.ask('POST', ['facilities', facility, 'plans'], { body: request });
  }

  /** Begin to submit; how it goes is told as an activity. */
  submit(facility: string, request: BatchRequest): Promise<BatchSubmission> {
    return this.asker.ask('POST', ['facilities', facility, 'jobs'], { body: request });
  }

  /** The jobs of a facility, or of one request, as they were known last. */
  jobs(facility: string, sweep: string): Promise<BatchJob[]> {
    return this.asker.ask('GET', ['facilities', facility, 'jobs'], { query: { sweep } });
  }

  kill({ facility, id }: BatchJob): Promise<BatchJob> {
    return this.asker.ask('POST', ['facilities', facility, 'jobs', id, 'kill']);
  }

  /** Bring what a job gave into the workspace. */
  fetch({ facility, id }: BatchJob): Promise<BatchJob> {
    return this.asker.ask('POST', ['facilities', facility, 'jobs', id, 'outputs'], { body: {} });
  }

  log({ facility, id }: BatchJob): Promise<BatchLog> {
    return this.asker.ask('GET', ['facilities', facility, 'jobs', id, 'log']);
  }

  /** Begin to run a notebook on this machine with nobody in front of it. */
  runHere(request: NotebookRequest): Promise<Activity> {
    return this.asker.ask('POST', ['notebooks', 'runs'], { body: request });
  }
}
