/** Choosing a file of the workspace in JupyterLab's own dialog. */
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import type { FileChooser } from '../components/identity/fields';

/** A chooser that answers with the path below the folder that the file browser begins at. */
export function fileOfWorkspace(manager: IDocumentManager | null): FileChooser | undefined {
  if (!manager) {
    return undefined;
  }
  return async () => {
    const { button, value } = await FileDialog.getOpenFiles({ manager, title: 'Choose a file' });
    const [file] = value ?? [];
    return button.accept && file && file.type !== 'directory' ? file.path : null;
  };
}
