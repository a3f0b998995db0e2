/** A notebook made because there was none. */
import { errorNotice, type NoticeContent } from '../components/notice';
import type { Notebook } from './notebook';
import type { Notebooks } from './notebooks';

type Say = (content: NoticeContent) => void;

/** Create a notebook and say how that goes; `null` when there is none to go on with. */
export async function createNotebook(notebooks: Notebooks, say: Say): Promise<Notebook | null> {
  say({ kind: 'info', message: 'Creating a notebook…' });
  try {
    const notebook = await notebooks.create();
    if (!notebook) {
      say({ kind: 'info', message: 'The notebook is open elsewhere. Open the result there.' });
    }
    return notebook;
  } catch (error) {
    say(errorNotice(error as Error, 'No notebook was created.'));
    return null;
  }
}
