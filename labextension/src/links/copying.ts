/** Puts links on the clipboard. */
import type { Result } from '../api/schema';
import { writeClipboard } from '../components/clipboard';
import type { Link } from '../components/links/link';
import { LinkError } from '../components/links/link';
import { linkOf } from '../components/links/ofSearch';
import { errorNotice, type NoticeContent } from '../components/notice';
import { addressOf } from './address';

type Say = (content: NoticeContent) => void;

/** The longest address that servers and proxies are sure to take. */
const LONGEST = 6000;

/** Copy the link that asks again what gave a result. */
export async function copyResultLink(result: Result, say: Say): Promise<void> {
  await copy(() => {
    const { request, part_of: part } = result.provenance;
    if (!request || part) {
      throw new LinkError('These rows came from no search that a link could ask again.');
    }
    return linkOf(request);
  }, say);
}

/** Copy the link of what needs no search. */
export async function copyLink(link: Link, say: Say): Promise<void> {
  await copy(() => ({ link, without: '' }), say);
}

async function copy(make: () => { link: Link; without: string }, say: Say): Promise<void> {
  try {
    const { link, without } = make();
    const address = addressOf(link);
    if (address.length > LONGEST) {
      throw new LinkError(`Its link would be longer than ${LONGEST} characters.`);
    }
    await writeClipboard(Promise.resolve(address));
    const words = 'The link is on the clipboard. Whoever opens it is asked first.';
    say({ kind: 'success', message: without ? `${words} ${without}` : words });
  } catch (error) {
    say(errorNotice(error as Error, 'No link was copied.'));
  }
}
