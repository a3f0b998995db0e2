/** Commands of notebooks in repositories. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import { esapIcon } from '../icons';
import type { EsapPanel } from '../panel/panel';
import { CommandIDs } from '../tokens';

const CATEGORY = 'ESAP';

/** What the commands act on, and where they are offered. */
export interface WorkflowCommandOptions {
  app: JupyterFrontEnd;
  panel: EsapPanel;
  palette: ICommandPalette | null;
}

/** Register `esap:notebooks` and `esap:workflow`. */
export function addWorkflowCommands({ app, panel, palette }: WorkflowCommandOptions): void {
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
  palette?.addItem({ command: CommandIDs.notebooks, category: CATEGORY });
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
