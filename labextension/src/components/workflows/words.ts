/** What workflows and what is in them are called. */
import type {
  EnvironmentFile,
  EnvironmentKind,
  NotebookSummary,
  RepositoryState,
  Workflow,
  WorkflowAccess,
  WorkflowKind
} from '../../api/schema';
import { bytes, counted } from '../format';
import { sentence } from '../words';

/** What a workflow is, in words. */
export const KINDS: Record<WorkflowKind, string> = {
  notebook: 'Notebooks',
  software: 'Software',
  dataset: 'Data',
  other: 'Other'
};

/** How it can be had, where it is not for everybody. */
export const ACCESS: Record<WorkflowAccess, string> = {
  open: '',
  restricted: 'Restricted: ask its authors for access',
  embargoed: 'Under embargo: its files are not public yet',
  metadata: 'Has no files, only a description'
};

/** What a file of an environment is for. */
export const ENVIRONMENTS: Record<EnvironmentKind, string> = {
  conda: 'conda',
  'conda-lock': 'conda (exact versions)',
  pip: 'pip',
  docker: 'Docker',
  postbuild: 'postBuild',
  apt: 'apt',
  julia: 'Julia',
  r: 'R',
  project: 'Python project'
};

/** What it needs, in a few words. */
export function needsWords({ environment, runtime }: Workflow): string {
  const kinds = environment.map(({ kind }) => ENVIRONMENTS[kind]);
  return [...new Set([...kinds, ...runtime])].slice(0, 4).join(', ');
}

/** Version, date, license and size in one line. */
export function factsOf(workflow: Workflow): string {
  const { version, published, license, size, notebooks } = workflow;
  const inside = notebooks && notebooks.length > 0 ? counted(notebooks.length, 'notebook') : '';
  return [
    KINDS[workflow.kind],
    versionWords(version),
    published,
    license,
    size === null ? '' : bytes(Number(size)),
    inside
  ]
    .filter(Boolean)
    .join(' · ');
}

/** A version as people write it: `v1.2`. */
export function versionWords(version: string): string {
  return /^\d/.test(version) ? `v${version}` : version;
}

/** The folder that all paths of a packed repository begin with, with its slash; or nothing. */
export function topOf(notebooks: readonly NotebookSummary[]): string {
  const [first] = notebooks;
  const top = first?.archive ? /^[^/]+\//.exec(first.path)?.[0] : undefined;
  const all = notebooks.every(({ path, archive }) => archive && top && path.startsWith(top));
  return top && all ? top : '';
}

/** A path without the folder that they all begin with. */
export function within(top: string, path: string): string {
  return top && path.startsWith(top) ? path.slice(top.length) : path;
}

/** The name of the file at a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder that a file is in; empty for none. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** What kind of file it is, and which. */
export function environmentWords({ kind, path }: EnvironmentFile, top: string): string {
  return `${ENVIRONMENTS[kind]}: ${within(top, path)}`;
}

/** What came of asking a repository, where that is worth a word. */
export function stateWords({ name, state, message, remedy }: RepositoryState): string {
  if (state === 'failed') {
    const cause = sentence(message || `${name} did not answer`);
    const words = cause.includes(name) ? cause : `${name}: ${cause}`;
    return [words, remedy].filter(Boolean).join(' ');
  }
  return state === 'cached' ? `${name} was not asked.` : '';
}
