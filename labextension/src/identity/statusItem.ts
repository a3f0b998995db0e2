/** Where logins are seen and asked for: the status bar, and a command. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { IStatusBar } from '@jupyterlab/statusbar';
import { Widget } from '@lumino/widgets';
import type { IdentityStore } from '../api/identities';
import type { LoginDialog } from '../components/identity/dialog';
import { LoginStatus } from '../components/identity/status';

import { CommandIDs } from '../tokens';

const RANK = 20;

/** Add it; Notebook 7 has no status bar. */
export function addStatusItem(
  bar: IStatusBar | null,
  store: IdentityStore,
  open: () => void
): void {
  if (bar) {
    const item = new Widget();
    item.addClass('esap-status-item');
    item.node.append(new LoginStatus(store, open).node);
    bar.registerStatusItem('esap-jupyter:logins', { item, align: 'right', rank: RANK });
  }
}

/** Register `esap:logins`. */
export function addLoginCommand(
  app: JupyterFrontEnd,
  palette: ICommandPalette | null,
  dialog: LoginDialog
): void {
  const { logins } = CommandIDs;
  app.commands.addCommand(logins, {
    label: 'Show logins',
    caption: 'Who you are at data lakes and archives; log in and out',
    describedBy: { args: ARGS },
    execute: ({ service }) => {
      // The palette closes after the command has begun, and takes the focus along.
      const show = () => void dialog.show(typeof service === 'string' ? service : undefined);
      setTimeout(show);
    }
  });
  palette?.addItem({ command: logins, category: 'ESAP' });
}

const ARGS = {
  type: 'object',
  properties: {
    service: { type: 'string', description: 'The id of the service to log in to, or none.' }
  }
};
