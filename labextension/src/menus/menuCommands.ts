/** ESAP's menu, with the commands that its submenus call. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { IMainMenu } from '@jupyterlab/mainmenu';
import type { AdqlTabs } from '../adql/adqlTabs';
import type { ActivityStore } from '../api/activities';
import { AdqlClient, type Asker } from '../api/adql';
import type { ArchiveStore } from '../api/archives';
import { linkOf } from '../components/links/ofSearch';
import type { NoticeContent } from '../components/notice';
import { errorNotice } from '../components/notice';
import type { PastQuery } from '../components/search/history';
import type { EsapPanel } from '../panel/panel';
import type { Notebooks } from '../results/notebooks';
import type { ResultTabs } from '../results/resultTabs';
import { CommandIDs } from '../tokens';
import { EsapMenu } from './esapMenu';
import { NotebookFiles } from './notebookFiles';
import { addPublishing } from './publishing';
import { QueryMenus } from './queries';
import { TutorialMenu, TutorialsClient } from './tutorials';

/** What the menu stands on. */
export interface MenuOptions {
  app: JupyterFrontEnd;
  menu: IMainMenu | null;
  palette: ICommandPalette | null;
  asker: Asker;
  panel: EsapPanel;
  adql: AdqlTabs;
  results: ResultTabs;
  notebooks: Notebooks;
  activities: ActivityStore;
  archives: ArchiveStore;
  notify(content: NoticeContent): void;
}

const RANK = 900;

/** Register the commands and put the menu into the bar. */
export function addMenu(options: MenuOptions): void {
  const { app, menu, asker } = options;
  const queries = new QueryMenus({ ...options, client: new AdqlClient(asker) });
  const tutorials = new TutorialsClient(asker);
  const files = new NotebookFiles({ ...options, tutorials });
  addQueryCommands(options, queries, files);
  addTutorialCommand(options, files);
  addResultCommands(options, files);
  addPublishing(options);
  const { resultNotebook, copyLink, publish, uploadNotebook } = CommandIDs;
  for (const command of [resultNotebook, copyLink, publish, uploadNotebook]) {
    options.palette?.addItem({ command, category: 'ESAP' });
  }
  if (menu) {
    const shown = new TutorialMenu(tutorials, app.commands);
    const bar = new EsapMenu(app.commands, () => {
      void queries.refresh();
      void shown.refresh();
    });
    bar.fill([queries.open, queries.notebook], shown.menu);
    menu.addMenu(bar, true, { rank: RANK });
  }
}

function addQueryCommands(options: MenuOptions, queries: QueryMenus, files: NotebookFiles): void {
  const words = {
    isEnabled: (args: { id?: unknown }) => queries.find(args.id) !== null,
    label: (args: { id?: unknown }) => queries.label(args.id),
    caption: (args: { id?: unknown }) => queries.caption(args.id),
    isVisible: () => true,
    describedBy: { args: ID_ARGS }
  };
  options.app.commands.addCommand(CommandIDs.openQuery, {
    ...words,
    execute: async ({ id }) => {
      const query = queries.find(id);
      if (query) {
        await open(query, options);
      }
    }
  });
  options.app.commands.addCommand(CommandIDs.queryNotebook, {
    ...words,
    execute: async ({ id }) => {
      const query = queries.find(id);
      const alone = query?.result && query.request.archives.length === 1;
      if (query) {
        const what = alone ? { result: query.result ?? '' } : { request: query.request };
        await files.ofQuery({ ...what, title: query.title });
      }
    }
  });
}

async function open(query: PastQuery, { app, adql, panel, notify }: MenuOptions): Promise<void> {
  const { request } = query;
  try {
    if (request.adql) {
      await adql.open(request.archives[0], request.adql);
      return;
    }
    const { link, without } = linkOf(request);
    if (link.kind === 'search') {
      app.shell.activateById(panel.id);
      const { target, radius, archives, terms } = link;
      await panel.fill({ target, radius: radius ?? undefined, archives, terms });
    }
    if (without) {
      notify({ kind: 'warning', message: 'The form has not all that was asked then.' });
    }
  } catch (error) {
    notify(errorNotice(error as Error, 'The form cannot be filled.'));
  }
}

function addTutorialCommand({ app }: MenuOptions, files: NotebookFiles): void {
  app.commands.addCommand(CommandIDs.tutorial, {
    label: ({ title }) => (typeof title === 'string' ? title : 'Open tutorial'),
    caption: ({ caption }) => (typeof caption === 'string' ? caption : ''),
    isEnabled: ({ id }) => typeof id === 'string' && id !== '',
    describedBy: { args: TUTORIAL_ARGS },
    execute: async ({ id, title }) => {
      if (typeof id === 'string') {
        await files.ofTutorial(id, typeof title === 'string' ? title : id);
      }
    }
  });
}

function addResultCommands({ app, results }: MenuOptions, files: NotebookFiles): void {
  const isEnabled = () => results.current?.toolbar != null;
  app.commands.addCommand(CommandIDs.copyLink, {
    label: 'Copy link to search',
    caption: 'Put an address on the clipboard that fills in the search of the result in front',
    isEnabled,
    describedBy: { args: {} },
    execute: () => results.current?.toolbar?.copyLink()
  });
  app.commands.addCommand(CommandIDs.resultNotebook, {
    label: 'Make a notebook from this result',
    caption: 'Write a notebook that makes the search of a result, or of a finished job, again',
    isEnabled: args =>
      typeof args.result === 'string' || typeof args.job === 'string' || isEnabled(),
    describedBy: { args: NOTEBOOK_ARGS },
    execute: async ({ result, job }) => {
      const front = results.current?.view.result?.id;
      if (typeof job === 'string') {
        await files.ofQuery({ job });
      } else {
        await files.ofQuery({ result: typeof result === 'string' ? result : (front ?? '') });
      }
    }
  });
}

const ID_ARGS = {
  type: 'object',
  properties: {
    id: { type: 'string', description: 'The id of an earlier search.' },
    label: { type: 'string', description: 'What the menu shows.' }
  }
};

const TUTORIAL_ARGS = {
  type: 'object',
  properties: {
    id: { type: 'string', description: 'The id of a tutorial, such as tutorials:first-search.' },
    title: { type: 'string' },
    caption: { type: 'string' }
  },
  required: ['id']
};

const NOTEBOOK_ARGS = {
  type: 'object',
  properties: {
    result: { type: 'string', description: 'The id of a result; by default the one in front.' },
    job: { type: 'string', description: 'The id of a finished job, instead.' }
  }
};
