/** Opens what a link names, after the person has agreed. */
import type { IRouter, JupyterFrontEnd } from '@jupyterlab/application';
import type { AdqlTabs } from '../adql/adqlTabs';
import type { ArchiveStore } from '../api/archives';
import type { BasketClient } from '../api/basket';
import { editWords } from '../components/basket/words';
import { confirmLink } from '../components/links/confirm';
import { type Link, LinkError, readLink } from '../components/links/link';
import { errorNotice, type NoticeContent } from '../components/notice';
import type { EsapPanel } from '../panel/panel';
import { CommandIDs } from '../tokens';
import { carried, forget } from './address';

/** What an arrival stands on. */
export interface ArrivalOptions {
  app: JupyterFrontEnd;
  router: IRouter | null;
  panel: EsapPanel;
  adql: AdqlTabs;
  archives: ArchiveStore;
  basket: BasketClient;
  notify(content: NoticeContent): void;
}

/** Look, once the lab stands, whether the page was opened by a link. */
export async function arrive(options: ArrivalOptions): Promise<void> {
  await options.app.restored;
  // A lab whose workspace is open elsewhere has gone on to another address by now, with the link.
  const [value, ...more] = carried();
  if (value === undefined) {
    return;
  }
  forget();
  // What resets a workspace writes the address anew, as it was when the page opened.
  options.router?.routed.connect(forget);
  try {
    if (more.length > 0) {
      throw new LinkError('The address has more than one.');
    }
    await follow(readLink(value), options);
  } catch (error) {
    const lead = error instanceof LinkError ? 'The link is not followed.' : 'The link failed.';
    options.notify(errorNotice(error as Error, lead));
  } finally {
    forget();
  }
}

async function follow(link: Link, options: ArrivalOptions): Promise<void> {
  const { archives } = options;
  if ((link.kind === 'search' || link.kind === 'adql') && !archives.loaded) {
    await archives.load();
  }
  const known = new Set(archives.list().map(archive => archive.id));
  const name = (id: string) => (known.has(id) ? archives.nameOf(id) : `${id} (not known here)`);
  if (await confirmLink(link, name)) {
    await open(link, options);
  }
}

async function open(link: Link, options: ArrivalOptions): Promise<void> {
  const { app, panel, adql, basket, notify } = options;
  switch (link.kind) {
    case 'search': {
      const { target, radius, archives, terms } = link;
      app.shell.activateById(panel.id);
      await panel.fill({
        target,
        radius: radius ?? undefined,
        archives: archives.length > 0 ? archives : undefined,
        terms
      });
      return;
    }
    case 'adql':
      await adql.open(link.archive, link.query);
      return;
    case 'workflow':
      await app.commands.execute(CommandIDs.workflow, { id: link.id });
      return;
    case 'basket': {
      const edit = await basket.import({ path: link.path });
      const kind = edit.refused.length > 0 ? 'warning' : 'success';
      notify({ kind, message: editWords(edit) });
      await app.commands.execute(CommandIDs.basket);
    }
  }
}
