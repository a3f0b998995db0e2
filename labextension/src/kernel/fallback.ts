import type { WorkspaceBackend } from '../api/backend';
import type { Result } from '../api/schema';

/** A kernel that a result cannot be bound in, and where its notebook stands. */
export interface FallbackRequest {
  result: Pick<Result, 'id' | 'name'>;
  variable: string;
  /** The kernel's language in lower case. */
  language: string;
  /** The notebook's directory relative to the workspace's root; empty for the root. */
  directory: string;
  /** Replace a file of that name; false unless the person was asked. */
  overwrite?: boolean;
}

/** A file beside the notebook, and the cell that reads it. */
export interface Fallback {
  /** Relative to the workspace's root. */
  path: string;
  code: string;
  language: string;
}

/**
 * Save a result beside the notebook and make the cell that reads it in the kernel's own language:
 * a VOTable for Python, which keeps units and UCDs, and CSV for the others.
 *
 * @throws BackendError with code `conflict` when the file exists.
 */
export async function fallbackCell(
  backend: Pick<WorkspaceBackend, 'save' | 'code'>,
  request: FallbackRequest
): Promise<Fallback> {
  const { result, variable, language, directory, overwrite = false } = request;
  const format = language === 'python' ? 'votable' : 'csv';
  const file = `${fileStem(result.name)}.${format === 'votable' ? 'vot' : 'csv'}`;
  const path = directory ? `${directory}/${file}` : file;
  const saved = await backend.save(result.id, { path, format, overwrite });
  const { code } = await backend.code(result.id, variable, language, file);
  return { path: saved.path, code, language };
}

/** A file name that every system takes; never hidden, never empty. */
function fileStem(name: string): string {
  const stem = name.replace(/[^\p{L}\p{N}_-]+/gu, '_').replace(/^_+|_+$/g, '');
  return stem.slice(0, 80) || 'result';
}
