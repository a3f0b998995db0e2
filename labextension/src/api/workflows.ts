/** Notebooks in repositories: found, and looked into. Framework-free. */
import type { Asker } from './adql';
import type { Activity, RepositoryState, Workflow, WorkflowKind, WorkflowPage } from './schema';

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
