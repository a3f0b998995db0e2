/** The tab of the basket: what was chosen, in groups, and what can be done with it. */
import type { Subscription } from '../../api/backend';
import type { BasketStore } from '../../api/basket';
import type {
  BasketDocumentRequest,
  BasketEdit,
  BasketFilter,
  BasketGroup,
  BasketSort,
  BasketView
} from '../../api/schema';
import { type Component, h, setText } from '../dom';
import { errorNotice, Notice } from '../notice';
import { BasketActions } from './actions';
import { EditForm } from './editForm';
import { BasketExchange } from './exchange';
import { BasketFinder } from './finder';
import { gatewayItems } from './gatewayItems';
import { GroupList } from './groups';
import { BasketGuide } from './guide';
import { LineForm } from './lineForm';
import { BasketList } from './list';
import { ItemPages } from './pages';
import { Picked } from './picked';
import { PresenceReader, presenceWords } from './presence';
import { editWords, groupName, sizeWords } from './words';

/** What the tab stands on; what is absent is not offered. */
export interface BasketPanelOptions {
  store: BasketStore;
  /** Show what staging these items, or all that a filter lets through, would bring. */
  stage(which: readonly string[] | BasketFilter, total: number, title: string): void;
  /** Call back when files may have come into the workspace. */
  onArrival?(listener: () => void): Subscription;
  /** Let the person choose a file of the workspace. */
  chooseFile?: () => Promise<string | null>;
  /** Put a document of items into the notebook's metadata; resolves with where, in words. */
  share?: (document: { [key: string]: unknown }) => Promise<string>;
  /** The document that the notebook carries, if it does. */
  shared?: () => { [key: string]: unknown } | null;
  /** Take these items, and the notebook that is open, somewhere else to run. */
  launch?: (which: BasketDocumentRequest, count: number) => void;
  /** Show the notebooks that fit these items. */
  match?: (which: BasketDocumentRequest, count: number) => void;
  /** Show a file of the workspace. */
  reveal?: (path: string) => void;
  /** Put a link on the clipboard that opens a basket's file. */
  copyLink?: (path: string) => void;
}

/** Asks nobody anything before it is shown. */
export class BasketPanel implements Component {
  readonly node = h('section', { class: 'esap-basket', 'aria-label': 'Basket' });
  private readonly picked = new Picked();
  private readonly pages: ItemPages;
  private readonly finder = new BasketFinder(() => this.look());
  private readonly groups: GroupList;
  private readonly actions: BasketActions;
  private readonly list: BasketList;
  private readonly guide: BasketGuide;
  private readonly nothing = h('p', { class: 'esap-hint esap-basket-nothing' });
  private readonly edit: EditForm;
  private readonly address: LineForm;
  private readonly exchange: BasketExchange;
  private readonly notice = new Notice();
  private readonly presence: PresenceReader;
  private readonly subscriptions: (Subscription | undefined)[];
  private group: string | null = null;
  private sort: BasketSort = 'position';
  private descending = false;
  private view: BasketView | null = null;
  private revision = -1;
  private started = false;

  constructor(private readonly options: BasketPanelOptions) {
    this.pages = new ItemPages(
      (offset, limit, signal) =>
        options.store.client.view({ ...this.filter, ...this.order, offset, limit }, signal),
      { changed: view => this.show(view), failed: error => this.failed(error) }
    );
    this.presence = new PresenceReader(options.store.client, () => this.showPresence());
    this.groups = new GroupList({
      presence: group => this.presence.of(group),
      choose: group => this.choose(group),
      stage: group => this.stageGroup(group),
      drop: (ids, group) => void this.run(client => client.change({ ids, group }))
    });
    this.list = this.makeList();
    this.exchange = this.makeExchange();
    this.actions = this.makeActions();
    this.edit = new EditForm({
      // What was typed stays where it could not be saved.
      save: async change => (await this.run(client => client.change(change))) && this.close(),
      close: () => this.close()
    });
    const closed = () => this.focus();
    this.address = new LineForm({
      label: 'Address',
      verb: 'Add file',
      placeholder: 'https://…',
      closed,
      submit: url => void this.addAddress(url)
    });
    this.guide = new BasketGuide({
      addAddress: () => this.address.open(),
      importOwn: () => this.exchange.tools.importOwn()
    });
    this.build();
    this.subscriptions = [
      options.store.subscribe(() => this.told()),
      options.onArrival?.(() => this.arrived())
    ];
  }

  dispose(): void {
    for (const part of [...this.subscriptions, this.presence]) {
      part?.dispose();
    }
    const parts = [this.finder, this.groups, this.actions, this.list, this.edit, this.notice];
    for (const part of [...parts, this.address, this.exchange, this.pages, this.guide]) {
      part.dispose();
    }
    this.node.remove();
  }

  /** The tab is in front now. */
  start(): void {
    if (!this.started) {
      this.started = true;
      this.pages.reset();
    }
  }

  /** Bring what comes next to the keys. */
  focus(): void {
    if (this.list.node.hidden) {
      this.guide.node.querySelector('button')?.focus();
    } else {
      this.list.focus();
    }
  }

  private build(): void {
    const stack = h('div', { class: 'esap-basket-items' }, this.list.node, this.nothing);
    this.node.append(
      this.finder.node,
      this.groups.node,
      this.actions.node,
      this.notice.node,
      this.address.node,
      this.exchange.node,
      this.guide.node,
      stack,
      this.edit.node
    );
    this.guide.node.hidden = true;
    this.groups.node.hidden = true;
    this.actions.show(this.picked, { total: 0, count: 0 }, '');
    setText(this.nothing, 'Reading the basket…');
  }

  private makeList(): BasketList {
    const { pages, picked } = this;
    return new BasketList({
      pages,
      picked,
      isOrdered: () => this.sort === 'position',
      open: () => this.openEdit(),
      remove: () => void this.remove(),
      undo: () => void this.undo(),
      pickAll: () => this.view && picked.allOf(this.filter, this.view),
      move: (ids, before) =>
        void this.run(client => client.change({ ids: [...ids], move: true, before }), true),
      changed: () => this.showPicked(),
      failed: error => this.failed(error)
    });
  }

  private makeExchange(): BasketExchange {
    return new BasketExchange({
      ...this.options,
      client: this.options.store.client,
      which: () => (this.picked.size > 0 ? this.picked.target : {}),
      say: content => this.notice.show(content),
      run: what => this.run(what),
      closed: () => this.focus()
    });
  }

  private makeActions(): BasketActions {
    const { client } = this.options.store;
    const count = () => this.view?.count ?? 0;
    return new BasketActions(
      {
        ...this.exchange.tools,
        launch: this.picked.acting(this.options.launch, count),
        match: this.picked.acting(this.options.match, count),
        stage: () => this.stage(),
        edit: () => this.openEdit(),
        remove: () => void this.remove(),
        unpick: () => this.unpick(),
        addAddress: () => this.address.open(),
        more: () => gatewayItems({ client, say: content => this.notice.show(content) }),
        dropDuplicates: () => void this.run(client => client.remove({ duplicates: true })),
        redo: () => void this.run(client => client.redo(this.view?.revision)),
        clear: () => void this.run(client => client.clear()),
        sort: (by, descending) => this.reorder(by, descending)
      },
      () => ({
        sort: this.sort,
        redo: this.view?.can_redo ? this.view.redo_text || 'the last step' : '',
        isEmpty: (this.view?.count ?? 0) === 0
      })
    );
  }

  private get filter(): BasketFilter {
    return { ...this.finder.filter, ...(this.group === null ? {} : { group: this.group }) };
  }

  private get order(): { sort: BasketSort; descending: boolean } {
    return { sort: this.sort, descending: this.descending };
  }

  private reorder(sort: BasketSort, descending: boolean): void {
    this.sort = sort;
    this.descending = descending;
    this.look();
  }

  private choose(group: string | null): void {
    this.group = group;
    this.look();
  }

  private look(): void {
    this.picked.only([]);
    this.list.reset();
    this.pages.reset();
  }

  // Views come in any order; whoever is told of a change reads what is in view again.
  private told(): void {
    if (this.started && this.options.store.revision !== this.revision) {
      this.revision = this.options.store.revision;
      this.pages.renew(...this.list.inView);
    }
  }

  private arrived(): void {
    if (this.started) {
      this.pages.renew(...this.list.inView);
      void this.presence.again();
    }
  }

  private showPresence(): void {
    if (this.view) {
      this.groups.show(this.view, this.group);
      this.showPicked();
    }
  }

  private show(view: BasketView): void {
    this.view = view;
    this.revision = view.revision;
    this.options.store.take(view);
    this.picked.renew(view);
    if (this.group !== null && !view.groups.some(({ name }) => name === this.group)) {
      this.choose(null);
      return;
    }
    this.finder.offer(view);
    this.groups.show(view, this.group);
    const isEmpty = view.count === 0;
    this.guide.node.hidden = !isEmpty;
    this.finder.node.hidden = isEmpty;
    this.list.node.hidden = view.total === 0;
    setText(this.nothing, isEmpty || view.total > 0 ? '' : 'Nothing in the basket meets that.');
    this.list.show();
    this.showPicked();
    this.presence.ask(view.revision);
  }

  private showPicked(): void {
    const { view } = this;
    if (view) {
      const unsized = view.unsized === view.total ? 0 : view.unsized;
      const size = sizeWords(view.size, unsized, view.estimated);
      const all = view.total === view.count && this.groups.node.hidden;
      const here = all ? presenceWords(this.presence.of(null)) : '';
      this.actions.show(this.picked, view, [size, here].filter(Boolean).join(' · '));
    }
  }

  private unpick(): void {
    this.picked.only([]);
    this.list.paint();
    this.showPicked();
    this.list.focus();
  }

  private openEdit(): void {
    if (this.picked.size === 0 && this.list.item) {
      this.picked.only([this.list.item]);
      this.list.paint();
      this.showPicked();
    }
    if (this.view && this.picked.size > 0) {
      this.edit.open(this.picked, this.view);
    }
  }

  private close(): void {
    this.edit.shut();
    this.focus();
  }

  private async remove(): Promise<void> {
    if (this.picked.size === 0 && this.list.item) {
      this.picked.only([this.list.item]);
    }
    if (this.picked.size > 0) {
      const { target } = this.picked;
      if (await this.run(client => client.remove(target))) {
        this.picked.only([]);
        this.edit.shut();
        this.showPicked();
      }
    }
  }

  private async undo(): Promise<void> {
    const { view } = this;
    if (view?.can_undo) {
      await this.run(client => client.undo(view.revision), true);
    }
  }

  private stage(): void {
    const { where, ids, size } = this.picked;
    const all = size === 0 ? this.filter : where;
    if (all) {
      this.options.stage(all, size || (this.view?.total ?? 0), groupTitle(this.group));
    } else {
      const [first] = this.picked.all();
      this.options.stage(ids, ids.length, ids.length === 1 ? first.title : '');
    }
  }

  private stageGroup(name: string): void {
    const group = this.view?.groups.find(one => one.name === name);
    this.options.stage({ group: name }, group?.count ?? 0, groupTitle(name));
  }

  private async addAddress(url: string): Promise<void> {
    if (await this.run(client => client.add({ urls: [url], group: this.group ?? '' }))) {
      this.address.close();
    }
  }

  /** Make an edit, and say what it did; `quiet` says nothing of what is seen anyway. */
  private async run(
    what: (client: BasketStore['client']) => Promise<BasketEdit>,
    quiet = false
  ): Promise<boolean> {
    try {
      const edit = await what(this.options.store.client);
      // One's own edit is seen, also before the view after it has come.
      this.view = this.view && { ...this.view, revision: edit.revision };
      this.options.store.changed(edit.revision);
      quiet ? this.notice.show(null) : this.said(edit);
      return true;
    } catch (error) {
      this.notice.show(errorNotice(error as Error));
      return false;
    }
  }

  private said(edit: BasketEdit): void {
    const undo = () => void this.run(client => client.undo(edit.revision), true);
    const kind = edit.refused.length > 0 ? 'warning' : 'info';
    const actions = edit.count > 0 ? [{ label: 'Undo', run: undo }] : [];
    this.notice.show({ kind, message: editWords(edit), actions });
  }

  private failed(error: Error): void {
    setText(this.nothing, this.view ? '' : 'The basket is not known.');
    const retry = { label: 'Retry', run: () => this.pages.renew(...this.list.inView) };
    const lead = 'The basket cannot be read.';
    this.notice.show({ ...errorNotice(error, lead), actions: [retry] });
  }
}

function groupTitle(group: BasketGroup['name'] | null): string {
  return group === null ? 'Basket' : `Basket: ${groupName(group)}`;
}
