/** ESAP's own menu in the menu bar. */
import type { CommandRegistry } from '@lumino/commands';
import type { Message } from '@lumino/messaging';
import { Menu } from '@lumino/widgets';
import { CommandIDs } from '../tokens';

/** Reads what its submenus show each time that it opens. */
export class EsapMenu extends Menu {
  constructor(
    commands: CommandRegistry,
    private readonly refresh: () => void
  ) {
    super({ commands });
    this.id = 'jp-mainmenu-esap';
    this.title.label = 'ESAP';
  }

  /** Put in what leads to the parts of ESAP, and the submenus. */
  fill(queries: readonly Menu[], tutorials: Menu): void {
    const { search, adql, lake, notebooks, basket, activity } = CommandIDs;
    const { resultNotebook, copyLink, publish, uploadNotebook } = CommandIDs;
    for (const command of [search, adql, lake, notebooks, basket, activity]) {
      this.addItem({ command });
    }
    this.addItem({ type: 'separator' });
    for (const submenu of queries) {
      this.addItem({ type: 'submenu', submenu });
    }
    this.addItem({ command: resultNotebook });
    this.addItem({ command: copyLink });
    this.addItem({ command: uploadNotebook });
    this.addItem({ command: publish });
    this.addItem({ type: 'separator' });
    this.addItem({ type: 'submenu', submenu: tutorials });
  }

  protected override onBeforeAttach(message: Message): void {
    this.refresh();
    super.onBeforeAttach(message);
  }
}
