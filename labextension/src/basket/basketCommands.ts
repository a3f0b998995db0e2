/** Commands of the basket and of staging. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import { esapIcon } from '../icons';
import type { EsapPanel } from '../panel/panel';
import type { ResultTabs } from '../results/resultTabs';
import type { Stager } from '../staging/stager';
import { CommandIDs } from '../tokens';
import type { BasketCollector } from './collector';

const CATEGORY = 'ESAP';

/** What the commands act on, and where they are offered. */
export interface BasketCommandOptions {
  app: JupyterFrontEnd;
  panel: EsapPanel;
  results: ResultTabs;
  collector: BasketCollector;
  stager: Stager;
  palette: ICommandPalette | null;
}

/** Register `esap:basket`, `esap:activity`, `esap:add-to-basket` and `esap:stage`. */
export function addBasketCommands(options: BasketCommandOptions): void {
  addTabCommands(options);
  const { app, results, collector, stager, palette } = options;
  const tools = () => results.current?.toolbar ?? null;
  app.commands.addCommand(CommandIDs.addToBasket, {
    label: 'Add to basket',
    caption: 'Keep the selected rows of the result in front, or what is given',
    describedBy: { args: ADD_ARGS },
    isEnabled: args => given(args) || tools() !== null,
    execute: args =>
      given(args)
        ? collector.putAndTell({ urls: strings(args.urls), dids: strings(args.dids) })
        : tools()?.addToBasket()
  });
  app.commands.addCommand(CommandIDs.stage, {
    label: 'Stage files',
    caption: 'Bring the files of the selected rows, or what is given, into the workspace',
    describedBy: { args: ADD_ARGS },
    isEnabled: args => given(args) || tools() !== null,
    execute: async args => {
      await paletteClosed();
      if (given(args)) {
        const urls = strings(args.urls).map(url => ({ url }));
        const what = [...urls, ...strings(args.dids).map(did => ({ did }))];
        const words = what.length === 1 ? 'a file' : `${what.length} files`;
        await stager.show({ words, title: words, what, hasRows: false });
      } else {
        tools()?.stage();
      }
    }
  });
  const { basket, activity, addToBasket, stage } = CommandIDs;
  for (const command of [basket, activity, addToBasket, stage]) {
    palette?.addItem({ command, category: CATEGORY });
  }
}

function addTabCommands({ app, panel }: BasketCommandOptions): void {
  app.commands.addCommand(CommandIDs.basket, {
    label: 'Show basket',
    caption: 'What was chosen, to be staged or taken along',
    icon: esapIcon,
    describedBy: { args: {} },
    execute: async () => {
      app.shell.activateById(panel.id);
      await paletteClosed();
      await panel.showBasket();
    }
  });
  app.commands.addCommand(CommandIDs.activity, {
    label: 'Show activity',
    caption: 'Searches, jobs and transfers that are under way or have ended',
    icon: esapIcon,
    describedBy: { args: {} },
    execute: async () => {
      app.shell.activateById(panel.id);
      await paletteClosed();
      panel.showActivity();
    }
  });
}

// The palette closes after the command has begun, and gives the focus back.
function paletteClosed(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve));
}

function given(args: { [key: string]: unknown }): boolean {
  return strings(args.urls).length + strings(args.dids).length > 0;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

const ADD_ARGS = {
  type: 'object',
  properties: {
    urls: { type: 'array', items: { type: 'string' }, description: 'Addresses of files.' },
    dids: { type: 'array', items: { type: 'string' }, description: 'rucio://lake/scope:name.' }
  }
};
