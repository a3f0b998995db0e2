/** The menu of what was asked before. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Menu } from '@lumino/widgets';
import type { ActivityStore } from '../api/activities';
import type { AdqlClient } from '../api/adql';
import type { ArchiveStore } from '../api/archives';
import {
  captionOf,
  inOrder,
  labelOf,
  ofResults,
  ofSearch,
  type PastQuery,
  unknownSearches
} from '../components/search/history';
import { errorWords } from '../components/words';
import { CommandIDs } from '../tokens';
import { CaptionRenderer } from './renderer';

/** What the menus stand on. */
export interface QueryMenuOptions {
  app: JupyterFrontEnd;
  client: AdqlClient;
  activities: ActivityStore;
  archives: ArchiveStore;
}

const SHOWN = 20;
const RECALLED = 10;

/** Two menus over one list: open a question again, and make a notebook of it. */
export class QueryMenus {
  readonly open: Menu;
  readonly notebook: Menu;
  /** What the menus show; commands name it by its id. */
  private queries: PastQuery[] = [];
  private words = 'Reading…';
  private painted = '';

  constructor(private readonly options: QueryMenuOptions) {
    const { commands } = options.app;
    const renderer = new CaptionRenderer();
    this.open = new Menu({ commands, renderer });
    this.open.title.label = 'Recent queries';
    this.notebook = new Menu({ commands, renderer });
    this.notebook.title.label = 'Notebook from query';
    this.paint();
  }

  /** The question that a menu names. */
  find(id: unknown): PastQuery | null {
    return this.queries.find(query => query.id === id) ?? null;
  }

  label(id: unknown): string {
    const query = this.find(id);
    return query ? labelOf(query) : this.words;
  }

  caption(id: unknown): string {
    const query = this.find(id);
    return query ? captionOf(query, archive => this.options.archives.nameOf(archive)) : '';
  }

  /** Read what there is. */
  async refresh(): Promise<void> {
    try {
      this.queries = await this.read();
      this.words = 'Nothing was asked yet';
    } catch (error) {
      this.queries = [];
      this.words = errorWords(error as Error);
    }
    this.paint();
  }

  private async read(): Promise<PastQuery[]> {
    const { activities, archives, client } = this.options;
    activities.start();
    const [results] = await Promise.all([
      client.results(),
      archives.loaded ? undefined : archives.load()
    ]);
    const kept = ofResults(results);
    const ids = unknownSearches(activities.list(), kept).slice(0, RECALLED);
    // Only the latest searches are remembered; of others, nobody can tell what they asked.
    const searches = await Promise.allSettled(ids.map(id => client.search(id)));
    const found = searches.flatMap(one =>
      one.status === 'fulfilled' ? [ofSearch(one.value)] : []
    );
    return inOrder([...kept, ...found], SHOWN);
  }

  private paint(): void {
    const ids = this.queries.length > 0 ? this.queries.map(query => query.id) : [''];
    const painted = JSON.stringify(ids.map(id => [id, this.label(id), this.caption(id)]));
    if (painted === this.painted) {
      // An open menu keeps its items under the pointer.
      return;
    }
    this.painted = painted;
    for (const [menu, command] of [
      [this.open, CommandIDs.openQuery],
      [this.notebook, CommandIDs.queryNotebook]
    ] as const) {
      menu.clearItems();
      for (const id of ids) {
        // What is painted names its words, so that an open menu shows when they change.
        menu.addItem({ command, args: { id, label: this.label(id) } });
      }
    }
  }
}
