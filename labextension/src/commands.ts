/** What can be done by palette, menu, launcher, shortcut, or another extension. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { ILauncher } from '@jupyterlab/launcher';
import type { AdqlTabs } from './adql/adqlTabs';
import { esapIcon } from './icons';
import type { EsapPanel } from './panel/panel';
import type { ResultTabs } from './results/resultTabs';
import { CommandIDs } from './tokens';

const CATEGORY = 'ESAP';

/** What the commands act on, and where they are offered. */
export interface CommandOptions {
  app: JupyterFrontEnd;
  panel: EsapPanel;
  results: ResultTabs;
  adql: AdqlTabs;
  palette: ICommandPalette | null;
  launcher: ILauncher | null;
}

/** Register the commands. */
export function addCommands(options: CommandOptions): void {
  addPanelCommands(options);
  addResultCommands(options);
  addAdqlCommand(options);
  const { palette, launcher } = options;
  const { open, search, adql, toKernel, insertCode } = CommandIDs;
  for (const command of [open, search, adql, toKernel, insertCode]) {
    palette?.addItem({ command, category: CATEGORY });
  }
  launcher?.add({ command: open, args: { isLauncher: true }, category: 'Other', rank: 10 });
}

function addPanelCommands({ app, panel }: CommandOptions): void {
  app.commands.addCommand(CommandIDs.open, {
    label: args => (args.isLauncher ? 'ESAP' : 'Open ESAP'),
    caption: 'Search astronomy archives',
    icon: esapIcon,
    execute: async () => {
      app.shell.activateById(panel.id);
      await paletteClosed();
      panel.activate();
    }
  });
  app.commands.addCommand(CommandIDs.search, {
    label: 'Search archives',
    caption: 'Search astronomy archives around a target',
    icon: esapIcon,
    describedBy: { args: SEARCH_ARGS },
    execute: async args => {
      app.shell.activateById(panel.id);
      await paletteClosed();
      await panel.search({
        target: typeof args.target === 'string' ? args.target : undefined,
        radius: typeof args.radius === 'number' ? args.radius : undefined,
        archives: strings(args.archives)
      });
    }
  });
}

function addResultCommands({ app, results }: CommandOptions): void {
  app.commands.addCommand(CommandIDs.openResult, {
    label: 'Open result',
    caption: 'Open the result of a search again',
    describedBy: { args: RESULT_ARGS },
    isVisible: args => typeof args.id === 'string',
    execute: args => {
      const id = typeof args.id === 'string' ? [args.id] : [];
      const ids = [...id, ...(strings(args.also) ?? [])];
      return ids.length > 0 ? results.reopen(ids) : null;
    }
  });
  const isEnabled = () => results.current?.toolbar != null;
  app.commands.addCommand(CommandIDs.toKernel, {
    label: 'Send result to kernel',
    caption: 'Bind the result in front in the kernel of the current notebook',
    isEnabled,
    execute: () => results.current?.toolbar?.toKernel()
  });
  app.commands.addCommand(CommandIDs.insertCode, {
    label: 'Insert code of result',
    caption: 'Put a cell that makes the search again into the current notebook',
    isEnabled,
    execute: () => results.current?.toolbar?.insertCode()
  });
}

function addAdqlCommand({ app, adql }: CommandOptions): void {
  app.commands.addCommand(CommandIDs.adql, {
    label: 'Write ADQL',
    caption: 'Write a query for an archive, with its tables beside it',
    icon: esapIcon,
    describedBy: { args: ADQL_ARGS },
    execute: async args => {
      await paletteClosed();
      const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
      return adql.open(text(args.archive), text(args.query), args.restored !== true);
    }
  });
}

// The palette closes after the command has begun, and gives the focus to the notebook again.
function paletteClosed(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve));
}

function strings(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : undefined;
}

const SEARCH_ARGS = {
  type: 'object',
  properties: {
    target: { type: 'string', description: 'A name or coordinates; without it, nothing is asked.' },
    radius: { type: 'number', description: 'In degrees.' },
    archives: { type: 'array', items: { type: 'string' }, description: 'Ids of archives.' }
  }
};

const ADQL_ARGS = {
  type: 'object',
  properties: {
    archive: { type: 'string', description: 'The id of an archive; without it, one is asked for.' },
    query: { type: 'string', description: 'Put into a tab of its own.' },
    restored: { type: 'boolean', description: 'Whether it was open before a reload.' }
  }
};

const RESULT_ARGS = {
  type: 'object',
  properties: {
    id: { type: 'string', description: 'The id of a search or of a result.' },
    also: { type: 'array', items: { type: 'string' }, description: 'Searches that repeat it.' }
  },
  required: ['id']
};
