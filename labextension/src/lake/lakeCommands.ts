/** Commands of data lakes: open the tab, upload what is chosen in the file browser. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog, type IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { esapIcon } from '../icons';
import type { EsapPanel } from '../panel/panel';
import { CommandIDs } from '../tokens';

const CATEGORY = 'ESAP';
const MENU = '.jp-DirListing-item';
const RANK = 9.5;

/** What the commands act on, and where they are offered. */
export interface LakeCommandOptions {
  app: JupyterFrontEnd;
  panel: EsapPanel;
  palette: ICommandPalette | null;
  files: IFileBrowserFactory | null;
}

/** Register `esap:lake` and `esap:upload`, and put the latter into the file browser's menu. */
export function addLakeCommands({ app, panel, palette, files }: LakeCommandOptions): void {
  app.commands.addCommand(CommandIDs.lake, {
    label: 'Browse data lake',
    caption: 'Look at what a data lake (Rucio) holds',
    icon: esapIcon,
    describedBy: { args: LAKE_ARGS },
    execute: async ({ lake, did }) => {
      app.shell.activateById(panel.id);
      await paletteClosed();
      await panel.showLake();
      if (typeof lake === 'string' && typeof did === 'string') {
        await panel.findInLake(lake, did);
      }
    }
  });
  app.commands.addCommand(CommandIDs.upload, {
    label: 'Upload to the data lake…',
    caption: 'Store files, folders or results in a data lake (Rucio)',
    icon: esapIcon,
    describedBy: { args: UPLOAD_ARGS },
    execute: async args => {
      const paths = given(args.paths) ?? selected(files);
      app.shell.activateById(panel.id);
      await paletteClosed();
      await panel.upload(paths);
    }
  });
  app.contextMenu.addItem({ command: CommandIDs.upload, selector: MENU, rank: RANK });
  for (const command of [CommandIDs.lake, CommandIDs.upload]) {
    palette?.addItem({ command, category: CATEGORY });
  }
}

/** Let the person choose files and folders of the workspace; absent without a file browser. */
export function fileChooser(
  manager: IDocumentManager | null
): (() => Promise<string[]>) | undefined {
  return manager
    ? async () => {
        const title = 'Files to upload';
        const { value } = await FileDialog.getOpenFiles({ manager, title });
        return (value ?? []).map(model => model.path);
      }
    : undefined;
}

// Where the palette calls, nothing has to be selected.
function selected(files: IFileBrowserFactory | null): string[] {
  const browser = files?.tracker.currentWidget;
  return browser ? [...browser.selectedItems()].map(item => item.path) : [];
}

function given(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : undefined;
}

// The palette closes after the command has begun, and gives the focus back.
function paletteClosed(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve));
}

const LAKE_ARGS = {
  type: 'object',
  properties: {
    lake: { type: 'string', description: 'The id of a lake, with did.' },
    did: { type: 'string', description: 'What to look at there, as scope:name.' }
  }
};

const UPLOAD_ARGS = {
  type: 'object',
  properties: {
    paths: {
      type: 'array',
      items: { type: 'string' },
      description: 'Paths in the workspace; without them, what the file browser has selected.'
    }
  }
};
