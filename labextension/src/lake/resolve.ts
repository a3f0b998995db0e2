/** How the files of attached DIDs are, asked of their lakes; one that fails fails alone. */
import { BackendError } from '../api/backend';
import type { LakesClient } from '../api/lakes';
import type { LakeFile } from '../api/schema';

const PAGE = 1000;
const MOST = 20_000;

/** All files of a DID as seen from here; rejects with {@link BackendError}. */
export async function filesOf(
  lakes: Pick<LakesClient, 'files'>,
  lake: string,
  did: string
): Promise<LakeFile[]> {
  const files: LakeFile[] = [];
  for (let offset = 0; offset <= MOST; offset += PAGE) {
    const page = await lakes.files(lake, did, { offset, limit: PAGE });
    files.push(...page);
    if (page.length < PAGE && files.length <= MOST) {
      return files;
    }
  }
  throw new BackendError({
    code: 'too_large',
    message: `${did} has more than ${MOST} files, which is more than a variable takes.`,
    remedy: 'Attach the datasets in it one by one.'
  });
}

/** Whether it is on its way, so that it is worth looking again. */
export function isComing(file: LakeFile): boolean {
  return file.state === 'fetching' || file.state === 'replicating';
}
