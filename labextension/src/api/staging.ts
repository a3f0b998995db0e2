/** Bringing files into the workspace: what would come, what comes, and how far it is. */
import type { Asker } from './adql';
import type {
  StagePlan,
  StageRequest,
  Transfer,
  TransferDetails,
  TransferFileState,
  TransferRequest
} from './schema';

/** Which files of a job or of a plan are wanted. */
export interface FileWindow {
  offset: number;
  limit: number;
  state?: TransferFileState;
}

/** What can be done with a job, apart from clearing it away. */
export type TransferVerb = 'pause' | 'resume' | 'retry' | 'cancel';

/** Plans and starts jobs, and changes how they go on. Framework-free. */
export class StagingClient {
  constructor(private readonly asker: Asker) {}

  /** What would come; archives are asked for sizes, nothing is fetched. */
  plan(request: StageRequest, signal?: AbortSignal): Promise<StagePlan> {
    return this.asker.ask('POST', ['transfers', 'plans'], { body: request, signal });
  }

  /** More files of a plan. */
  planned(id: string, { offset, limit }: FileWindow): Promise<StagePlan> {
    const query = { offset: String(offset), limit: String(limit) };
    return this.asker.ask('GET', ['transfers', 'plans', id], { query });
  }

  start(request: TransferRequest): Promise<Transfer> {
    return this.asker.ask('POST', ['transfers'], { body: request });
  }

  list(): Promise<Transfer[]> {
    return this.asker.ask('GET', ['transfers']);
  }

  /** A job with some of its files. */
  details(id: string, { offset, limit, state }: FileWindow): Promise<TransferDetails> {
    const query = { offset: String(offset), limit: String(limit), ...(state ? { state } : {}) };
    return this.asker.ask('GET', ['transfers', id], { query });
  }

  act(id: string, action: TransferVerb): Promise<Transfer> {
    return this.asker.ask('POST', ['transfers', id, action]);
  }

  /** Forget a job that has ended; its files stay. */
  clear(id: string): Promise<void> {
    return this.asker.ask('DELETE', ['transfers', id]);
  }
}
