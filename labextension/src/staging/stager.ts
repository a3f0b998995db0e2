/** Stages what is chosen anywhere, and tells when it has come. */
import { type ActivityStore, hasEnded } from '../api/activities';
import type { Subscription } from '../api/backend';
import type { Activity, Result, RowSelection, StageWhat, Transfer } from '../api/schema';
import type { StagingClient } from '../api/staging';
import { counted } from '../components/format';
import { type Action, errorNotice, type NoticeContent } from '../components/notice';
import { StageDialog, type StageErrand } from '../components/staging/dialog';
import { errorWords } from '../components/words';
import { relative } from '../results/fileActions';
import type { Notebooks } from '../results/notebooks';
import { pathsCode } from './code';

const MOST_PATHS = 2000;

/** What the stager stands on; what is absent is not offered. */
export interface StagerOptions {
  client: StagingClient;
  activities: ActivityStore;
  notebooks: Notebooks;
  notify(content: NoticeContent): void;
  /** Show the list of all that is under way. */
  showActivity(): void;
  /** Show a file or folder of the workspace. */
  readonly reveal?: (path: string) => void;
}

/** Follows the jobs that were begun here. */
export class Stager implements Subscription {
  private readonly dialog: StageDialog;
  private readonly followed = new Set<string>();
  private readonly subscription: Subscription;

  constructor(private readonly options: StagerOptions) {
    const started = (transfer: Transfer) => this.started(transfer);
    this.dialog = new StageDialog({ client: options.client, started });
    this.subscription = options.activities.subscribe(() => this.update());
  }

  dispose(): void {
    this.subscription.dispose();
  }

  /** Stage rows of a result, or all of them. */
  stageRows(result: Result, chosen: RowSelection | null): void {
    const { target, radius } = result.provenance;
    // A million rows that are all there are need not be named one by one.
    const selection = chosen && countOf(chosen.ranges) < result.rows ? chosen : null;
    const rows = selection ? indices(selection.ranges) : [];
    const order = selection
      ? { sort: selection.sort, direction: selection.direction, where: selection.where }
      : {};
    void this.dialog.show({
      words: `${selection ? '' : 'all '}${counted(selection ? rows.length : result.rows, 'row')} of ${result.title}`,
      title: result.title,
      what: [{ result: result.id, rows, ...order }],
      hasRows: true,
      around: target ? { ra: target.ra, dec: target.dec, radius: radius ?? 0.1 } : null
    });
  }

  /** Stage items of the basket. */
  stageItems(ids: readonly string[], title: string): void {
    void this.dialog.show({
      words: `${counted(ids.length, 'item')} of the basket`,
      title: title || 'Basket',
      what: [{ basket: [...ids] }],
      hasRows: true
    });
  }

  /** Stage DIDs of a lake. */
  stageDids(lake: string, dids: readonly string[]): void {
    const what: StageWhat[] = dids.map(did => ({ did: `rucio://${lake}/${did}` }));
    const words = dids.length === 1 ? dids[0] : counted(dids.length, 'DID');
    void this.dialog.show({ words, title: words, what, hasRows: false });
  }

  /** Stage anything. */
  show(errand: StageErrand): Promise<void> {
    return this.dialog.show(errand);
  }

  /** Whether somebody is told of the end of this activity already. */
  follows(activity: Activity): boolean {
    return this.followed.has(activity.id);
  }

  /** Tell that a job has ended, with what can be done with its files. */
  tell(activity: Activity): void {
    const { title, state, error, path, message } = activity;
    const { notify, showActivity } = this.options;
    if (state === 'done') {
      const where = path ? ` They are in ${path}.` : '';
      notify({
        kind: 'success',
        message: `${title} is staged.${where}`,
        actions: this.actions(activity)
      });
    } else if (state === 'failed') {
      const cause = error ? errorWords(error) : message;
      const show = { label: 'Show activity', run: showActivity };
      notify({ kind: 'error', message: `Not all of ${title} has come. ${cause}`, actions: [show] });
    }
  }

  private started({ id, activity, title, files }: Transfer): void {
    const { activities, notify, showActivity } = this.options;
    this.followed.add(activity);
    activities.start();
    void activities.refresh().then(() => this.update());
    notify({
      kind: 'info',
      message: `Staging ${title}${files > 0 ? ` (${counted(files, 'file')})` : ''}.`,
      remedy: id ? 'It goes on by itself, also when this page is closed.' : '',
      actions: [{ label: 'Show activity', run: showActivity }]
    });
  }

  private update(): void {
    for (const id of this.followed) {
      const activity = this.options.activities.get(id);
      if (activity && hasEnded(activity)) {
        this.followed.delete(id);
        this.tell(activity);
      }
    }
  }

  private actions({ path, transfer }: Activity): Action[] {
    const { reveal } = this.options;
    const found: Action[] = [];
    if (reveal && path && !path.startsWith('/')) {
      found.push({ label: 'Reveal in file browser', run: () => reveal(path) });
    }
    if (transfer) {
      found.push({ label: 'Insert code', run: () => void this.insert(transfer) });
    }
    return found;
  }

  private async insert(transfer: string): Promise<void> {
    const { client, notebooks, notify } = this.options;
    try {
      const notebook = notebooks.current ?? (await notebooks.create());
      if (!notebook) {
        throw new Error('No notebook is open here. Open one, and press Insert code again.');
      }
      const window = { offset: 0, limit: MOST_PATHS + 1 };
      const { files } = await client.details(transfer, window);
      const paths = files.flatMap(({ path }) => (path === null ? [] : [path]));
      if (files.length > MOST_PATHS) {
        throw new Error(`There are more than ${MOST_PATHS} files, too many for a cell.`);
      }
      const { directory } = notebook;
      const seen = paths.map(path => (path.startsWith('/') ? path : relative(directory, path)));
      notebook.insert(pathsCode(seen));
      notify({
        kind: 'success',
        message: `A cell with ${counted(paths.length, 'path')} is in ${notebook.name}.`,
        actions: [{ label: 'Show notebook', run: () => notebook.show() }]
      });
    } catch (error) {
      notify(errorNotice(error as Error, 'No cell was inserted.'));
    }
  }
}

function countOf(ranges: readonly [number, number][]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

function indices(ranges: readonly [number, number][]): number[] {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, at) => first + at)
  );
}
