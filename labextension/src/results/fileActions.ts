/** What can be done with a file of the workspace: show it, name it in a cell. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { RowDetails } from '../components/row/details';
import type { Notebooks } from './notebooks';

const GO = 'filebrowser:go-to-path';

/** The actions in this front end; Notebook 7 has no file browser beside a notebook. */
export function fileActions(
  app: JupyterFrontEnd,
  notebooks: Notebooks
): Pick<RowDetails, 'reveal' | 'insert'> {
  return {
    reveal: path => {
      if (app.commands.hasCommand(GO)) {
        void app.commands.execute(GO, { path, dontShowBrowser: false });
      }
    },
    insert: async path => insertPath(path, notebooks)
  };
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
