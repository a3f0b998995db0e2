/** Notebooks in repositories: found, and looked into. Framework-free. */
import type { Asker } from './adql';
import type {
  Activity,
  Match,
  MatchRequest,
  OpenPlan,
  OpenRequest,
  RepositoryState,
  Workflow,
  WorkflowKind,
  WorkflowPage
} from './schema';

/** What is looked for; what is left empty is not asked. */
export interface WorkflowSearch {
  text?: string;
  keyword?: string;
  author?: string;
  kind?: WorkflowKind | '';
  runtime?: string;
  /** Ids of repositories; none are all of them. */
  repositories?: readonly string[];
  offset?: number;
  limit?: number;
  /** Ask the index of this machine alone. */
  offline?: boolean;
}

/** Asks for workflows. */
export class WorkflowsClient {
  constructor(private readonly asker: Asker) {}

  search(search: WorkflowSearch, signal?: AbortSignal): Promise<WorkflowPage> {
    return this.asker.ask('GET', ['workflows'], { query: wordsOf(search), signal });
  }

  /** A workflow with what is inside; its repository is contacted. */
  get(id: string, fresh = false, signal?: AbortSignal): Promise<Workflow> {
    const query: { [key: string]: string } = fresh ? { fresh: 'true' } : {};
    return this.asker.ask('GET', ['workflows', id], { query, signal });
  }

  /** The repositories; none is contacted. */
  repositories(): Promise<RepositoryState[]> {
    return this.asker.ask('GET', ['workflows', 'repositories']);
  }

  /** What opening a workflow here would do; nothing is fetched. */
  plan(id: string, request: OpenRequest, signal?: AbortSignal): Promise<OpenPlan> {
    return this.asker.ask('POST', ['workflows', id, 'openings', 'plans'], {
      body: request,
      signal
    });
  }

  /** Begin to open a workflow here; how it goes is told as an activity. */
  open(id: string, request: OpenRequest): Promise<Activity> {
    return this.asker.ask('POST', ['workflows', id, 'openings'], { body: request });
  }

  /** The notebooks that fit data, the best first; asks the index of this machine alone. */
  matches(request: MatchRequest, signal?: AbortSignal): Promise<Match[]> {
    return this.asker.ask('POST', ['workflows', 'matches'], { body: request, signal });
  }

  /** Begin to read all of a repository into the index. */
  collect(repository: string): Promise<Activity> {
    return this.asker.ask('POST', ['workflows', 'repositories', repository, 'readings']);
  }
}

function wordsOf({ repositories, ...search }: WorkflowSearch): { [key: string]: string } {
  const all = { ...search, repositories: repositories?.join(',') };
  const given = Object.entries(all).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
