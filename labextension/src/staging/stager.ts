/** Stages what is chosen anywhere, and tells when it has come. */
import { type ActivityStore, hasEnded } from '../api/activities';
import type { Subscription } from '../api/backend';
import type {
  Activity,
  BasketFilter,
  Result,
  RowSelection,
  StageWhat,
  Transfer
} from '../api/schema';
import type { StagingClient } from '../api/staging';
import { counted } from '../components/format';
import type { RowOrder } from '../components/grid';
import type { Action, NoticeContent } from '../components/notice';
import { StageDialog, type StageErrand } from '../components/staging/dialog';
import { errorWords } from '../components/words';
import type { PathsSender } from '../kernel';
import type { Notebooks } from '../results/notebooks';
import { PathsDelivery } from './delivery';

/** What the stager stands on; what is absent is not offered. */
export interface StagerOptions {
  client: StagingClient;
  activities: ActivityStore;
  notebooks: Notebooks;
  /** Binds paths in kernels. */
  sender: PathsSender;
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
  private readonly delivery: PathsDelivery;
  private readonly subscription: Subscription;

  constructor(private readonly options: StagerOptions) {
    const started = (transfer: Transfer) => this.started(transfer);
    this.delivery = new PathsDelivery(options);
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

  /** Stage one file of a row, as the row's list of files names it. */
  stageLink(result: Result, row: number, order: RowOrder, link: string, name: string): void {
    const { column, direction, where } = order;
    void this.dialog.show({
      words: name,
      title: name,
      what: [{ result: result.id, rows: [row], link, sort: column, direction, where }],
      hasRows: false
    });
  }

  /** Stage some items of the basket, or all that a filter lets through. */
  stageItems(which: readonly string[] | BasketFilter, total: number, title: string): void {
    const what = isIds(which) ? { basket: [...which] } : { basket_where: which };
    void this.dialog.show({
      words: `${counted(total, 'item')} of the basket`,
      title: title || 'Basket',
      what: [what],
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

  /** Bind a variable in the kernel to the paths of a job's files. */
  async toKernel({ transfer, title }: Activity): Promise<void> {
    if (transfer) {
      await this.delivery.send(transfer, title);
    }
  }

  /** Tell that a job has ended, with what can be done with its files. */
  tell(activity: Activity): void {
    const { title, state, error, path, message } = activity;
    const { notify, showActivity } = this.options;
    if (state === 'done') {
      const where = path ? ` Its files are in ${path}.` : '';
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

  private actions(activity: Activity): Action[] {
    const { path, transfer } = activity;
    const { reveal } = this.options;
    const found: Action[] = [];
    if (reveal && path && !path.startsWith('/')) {
      found.push({ label: 'Reveal', run: () => reveal(path) });
    }
    if (transfer) {
      found.push(
        { label: 'To kernel', run: () => void this.toKernel(activity) },
        { label: 'Insert code', run: () => void this.delivery.insert(transfer) }
      );
    }
    return found;
  }
}

function isIds(which: readonly string[] | BasketFilter): which is readonly string[] {
  return Array.isArray(which);
}

function countOf(ranges: readonly [number, number][]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

function indices(ranges: readonly [number, number][]): number[] {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, at) => first + at)
  );
}
