/** Commands of notebooks in repositories. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { Launcher } from '../facilities/launcher';
import { esapIcon } from '../icons';
import type { EsapPanel } from '../panel/panel';
import type { Notebooks } from '../results/notebooks';
import { CommandIDs } from '../tokens';

const CATEGORY = 'ESAP';

/** What the commands act on, and where they are offered. */
export interface WorkflowCommandOptions {
  app: JupyterFrontEnd;
  panel: EsapPanel;
  palette: ICommandPalette | null;
  notebooks: Notebooks;
  /** Takes notebooks elsewhere. */
  away: Launcher;
}

/** Register `esap:notebooks`, `esap:workflow`, `esap:launch` and `esap:batch`. */
export function addWorkflowCommands(options: WorkflowCommandOptions): void {
  const { app, panel, palette } = options;
  addNotebookCommands(options);
  app.commands.addCommand(CommandIDs.notebooks, {
    label: 'Find notebooks',
    caption: 'Look for published notebooks and software',
    icon: esapIcon,
    describedBy: { args: {} },
    execute: async () => {
      app.shell.activateById(panel.id);
      await paletteClosed();
      await panel.showNotebooks();
    }
  });
  app.commands.addCommand(CommandIDs.workflow, {
    label: 'Show workflow',
    caption: 'Look inside of a workflow of a repository',
    describedBy: { args: WORKFLOW_ARGS },
    isVisible: ({ id }) => typeof id === 'string',
    execute: async ({ id }) => {
      app.shell.activateById(panel.id);
      await panel.showNotebooks(typeof id === 'string' ? id : undefined);
    }
  });
  const { notebooks, launch, batch } = CommandIDs;
  for (const command of [notebooks, launch, batch]) {
    palette?.addItem({ command, category: CATEGORY });
  }
}

function addNotebookCommands({ app, notebooks, away }: WorkflowCommandOptions): void {
  const isEnabled = () => notebooks.current !== null;
  app.commands.addCommand(CommandIDs.launch, {
    label: 'Launch notebook on another facility…',
    caption: 'Open the notebook, with the basket, at another JupyterHub, a BinderHub or by a link',
    describedBy: { args: {} },
    isEnabled,
    execute: async () => {
      await paletteClosed();
      await away.notebook();
    }
  });
  app.commands.addCommand(CommandIDs.batch, {
    label: 'Run notebook in batch…',
    caption: 'Run the notebook with nobody in front of it, here or at a facility',
    describedBy: { args: {} },
    isEnabled,
    execute: async () => {
      await paletteClosed();
      await away.batchNotebook();
    }
  });
}

// The palette closes after the command has begun, and gives the focus back.
function paletteClosed(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve));
}

const WORKFLOW_ARGS = {
  type: 'object',
  properties: {
    id: { type: 'string', description: 'The id of a workflow, such as ossr:5534682.' }
  },
  required: ['id']
};
