/** What can be done with a file of the workspace: show it, name it in a cell. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { RowDetails } from '../components/row/details';
import type { Notebooks } from './notebooks';

const GO = 'filebrowser:go-to-path';

/** Row services with the actions of this front end; Notebook 7 has no file browser to show. */
export function withFiles(
  app: JupyterFrontEnd,
  notebooks: Notebooks,
  details: Omit<RowDetails, 'reveal' | 'insert'>
): RowDetails {
  return {
    ...details,
    // Plugins that come later may add the command.
    get reveal() {
      return app.commands.hasCommand(GO) ? (path: string) => reveal(app, path) : undefined;
    },
    insert: async path => insertPath(path, notebooks)
  };
}

function reveal(app: JupyterFrontEnd, path: string): void {
  void app.commands.execute(GO, { path, dontShowBrowser: false });
}

function insertPath(path: string, notebooks: Notebooks): string {
  const notebook = notebooks.current;
  if (!notebook) {
    throw new Error('No notebook is open.');
  }
  notebook.insert(`path = ${quoted(relative(notebook.directory, path))}`);
  return `A cell with its path is in ${notebook.name}.`;
}

/** The path as the notebook's kernel sees it, which works in the notebook's folder. */
export function relative(folder: string, path: string): string {
  const up = folder === '' ? 0 : folder.split('/').length;
  return PathExt.normalize(`${'../'.repeat(up)}${path}`);
}

/** A text as Python reads it; what JSON escapes, Python does too. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
