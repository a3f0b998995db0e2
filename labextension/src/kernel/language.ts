import type { ISessionContext } from '@jupyterlab/apputils';

/**
 * The language of a session's kernel in lower case (`python`, `r`, `julia`), or null where there is
 * no kernel or nobody knows.
 *
 * The kernel's specification is asked before the kernel, which may be busy for hours.
 */
export async function languageOf(session: ISessionContext | null): Promise<string | null> {
  const kernel = session?.session?.kernel;
  if (!session || !kernel) {
    return null;
  }
  const spec = session.specsManager.specs?.kernelspecs[kernel.name]?.language;
  if (spec) {
    return spec.toLowerCase();
  }
  const info = await kernel.info;
  return info.language_info.name.toLowerCase();
}
