/** The menu of tutorials: their groups are its levels. */
import type { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';
import type { Asker } from '../api/adql';
import type { TutorialCopy, TutorialRequest, Workflow, WorkflowPage } from '../api/schema';
import { CommandIDs } from '../tokens';
import { CaptionRenderer } from './renderer';

const REPOSITORY = 'tutorials';
const MOST = '100';

/** Asks for tutorials, and copies them into the workspace. */
export class TutorialsClient {
  constructor(private readonly asker: Asker) {}

  async list(): Promise<Workflow[]> {
    const query = { repositories: REPOSITORY, limit: MOST };
    const page = await this.asker.ask<WorkflowPage>('GET', ['workflows'], { query });
    const failed = page.states.find(state => state.state === 'failed');
    if (failed) {
      throw new Error(`${failed.message} ${failed.remedy}`.trim());
    }
    return page.items;
  }

  copy(id: string, request: TutorialRequest): Promise<TutorialCopy> {
    const path = ['tutorials', id.replace(`${REPOSITORY}:`, ''), 'copies'];
    return this.asker.ask('POST', path, { body: request });
  }
}

/** A level of the menu. */
export interface Level {
  tutorials: Workflow[];
  levels: Map<string, Level>;
}

/** Put tutorials into the levels that their groups name, in the order in which they came. */
export function levelsOf(tutorials: readonly Workflow[]): Level {
  const root: Level = { tutorials: [], levels: new Map() };
  for (const tutorial of tutorials) {
    let level = root;
    for (const name of tutorial.group.split('/').map(part => part.trim())) {
      if (name) {
        const next = level.levels.get(name) ?? { tutorials: [], levels: new Map() };
        level.levels.set(name, next);
        level = next;
      }
    }
    level.tutorials.push(tutorial);
  }
  return root;
}

/** Fill a menu with a level and those below it. */
export function fillMenu(menu: Menu, level: Level, commands: CommandRegistry): void {
  for (const { id, title, description } of level.tutorials) {
    menu.addItem({ command: CommandIDs.tutorial, args: { id, title, caption: description } });
  }
  for (const [name, below] of level.levels) {
    const submenu = new Menu({ commands, renderer: new CaptionRenderer() });
    submenu.title.label = name;
    fillMenu(submenu, below, commands);
    menu.addItem({ type: 'submenu', submenu });
  }
}

/** The menu itself; read when it is first opened. */
export class TutorialMenu {
  readonly menu: Menu;
  private isRead = false;

  constructor(
    private readonly client: TutorialsClient,
    private readonly commands: CommandRegistry
  ) {
    this.menu = new Menu({ commands, renderer: new CaptionRenderer() });
    this.menu.title.label = 'Tutorials';
    this.say('Reading…');
  }

  async refresh(): Promise<void> {
    if (this.isRead) {
      return;
    }
    try {
      const tutorials = await this.client.list();
      this.menu.clearItems();
      fillMenu(this.menu, levelsOf(tutorials), this.commands);
      if (tutorials.length === 0) {
        this.say('There are no tutorials here');
      }
      this.isRead = true;
    } catch (error) {
      this.say((error as Error).message);
    }
  }

  private say(title: string): void {
    this.menu.clearItems();
    this.menu.addItem({ command: CommandIDs.tutorial, args: { id: '', title, caption: '' } });
  }
}
