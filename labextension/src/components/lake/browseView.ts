/** Searches a lake and shows what it finds as a tree, with what can be done with it. */
import type { LakesClient } from '../../api/lakes';
import type { Activity, Did, DidQuestion, Lake } from '../../api/schema';
import { button, type Component, h, setHidden, setText } from '../dom';
import { count } from '../format';
import { errorNotice, Notice } from '../notice';
import { makePane } from '../panes';
import { type DidAction, LakeActions } from './actions';
import { DetailsPane } from './details';
import { didRow } from './didRow';
import { DownloadForm } from './downloadForm';
import { Forest, type LakeNode } from './forest';
import { wantsLogin } from './guide';
import { ListingReader, type ListingState } from './listingReader';
import { RuleForm } from './ruleForm';
import { LakeSearchForm } from './searchForm';
import { LakeTree } from './tree';
import { didText, FIRST } from './words';

/** What the view stands on. */
export interface BrowseViewOptions {
  client: LakesClient;
  admin(): boolean;
  began(activity: Activity, dids: readonly Did[]): void;
  ruled(): void;
  copy(text: string): void;
  /** The lake wants a login first. */
  loggedOut(error: Error): void;
  attach?: (lake: string, did: Did) => void;
  insert?: (lake: string, did: Did) => void;
  /** What else can be done with DIDs. */
  actions?: readonly DidAction[];
}

const STILL = 250;

/** Nothing is asked before a search. */
export class BrowseView implements Component {
  readonly node = h('div', { class: 'esap-lake-browse' });
  readonly form: LakeSearchForm;
  private readonly reader: ListingReader;
  private readonly forest: Forest;
  private readonly tree: LakeTree;
  private readonly actions: LakeActions;
  private readonly details: DetailsPane;
  private readonly ruleForm: RuleForm;
  private readonly downloadForm: DownloadForm;
  private readonly notice = new Notice();
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly more = button('Show more', () => void this.reader.readOn(), {
    class: 'esap-link'
  });
  private readonly wider = button('Search all types', () => this.form.widen(), {
    class: 'esap-link'
  });
  private readonly hint: HTMLElement;
  private readonly lower: HTMLElement;
  private readonly picked = new Map<string, Did>();
  private lake: Lake | null = null;
  private question: DidQuestion | null = null;
  private timer = 0;
  private shown = '';

  constructor(private readonly options: BrowseViewOptions) {
    const { client } = options;
    this.form = new LakeSearchForm({
      scopes: () => client.scopes(this.lake?.id ?? ''),
      keys: () => client.keys(this.lake?.id ?? ''),
      search: question => this.search(question),
      cancel: () => this.reader.cancel()
    });
    this.reader = new ListingReader(
      client,
      state => this.showListing(state),
      () => this.tree.isUntouched
    );
    this.forest = new Forest(client, () => this.update());
    this.tree = new LakeTree({
      paint: node => didRow(node, this.forest),
      isPicked: node => (isDid(node) ? this.picked.has(didText(node.did)) : null),
      toggle: node => this.forest.toggle(node),
      act: node => this.act(node),
      pick: (nodes, picked) => this.pick(nodes, picked),
      moved: () => this.moved()
    });
    this.actions = this.makeActions();
    this.details = new DetailsPane({
      client,
      admin: options.admin,
      open: did => this.form.fill(did),
      learnt: (did, files) => {
        this.forest.learn(did, files);
        this.tree.repaint();
      }
    });
    const close = () => this.closeForms();
    this.ruleForm = new RuleForm({ client, close, made: () => this.ruled() });
    this.downloadForm = new DownloadForm({ client, close, began: options.began });
    const lower = [this.ruleForm.node, this.downloadForm.node, this.details.node];
    this.lower = makePane(h('div', { class: 'esap-lake-lower' }, ...lower));
    this.hint = h(
      'p',
      { class: 'esap-hint esap-lake-start' },
      'Choose a scope, or write scope:pattern with * for any text. Datasets and containers unfold.'
    );
    const foot = h(
      'div',
      { class: 'esap-line esap-lake-foot' },
      this.status,
      this.more,
      this.wider
    );
    const upper = makePane(h('div', { class: 'esap-lake-upper' }));
    upper.append(this.notice.node, this.hint, this.tree.node, foot, this.actions.node);
    this.node.append(this.form.node, upper, this.lower);
    this.showListing(this.reader.state);
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.reader.forget();
    this.tree.dispose();
    this.notice.dispose();
    this.node.remove();
  }

  /** Show another lake, of which nothing has been asked. */
  choose(lake: Lake): void {
    const other = lake.id !== this.lake?.id;
    this.lake = lake;
    if (other) {
      this.form.reset();
      this.question = null;
      this.forget();
      this.reader.clear();
    }
  }

  /** Ask again what is shown. */
  again(): void {
    if (this.question) {
      this.search(this.question);
    }
  }

  /** DIDs have been fetched: look again at how these are, and at the one in front. */
  async refreshStates(dids: readonly Did[]): Promise<void> {
    const { lake } = this;
    this.details.refresh();
    const others = dids.filter(did => didText(did) !== this.shown).slice(0, 5);
    for (const did of others) {
      const files = await this.options.client.files(lake?.id ?? '', didText(did), FIRST);
      this.forest.learn(didText(did), files);
    }
    this.tree.repaint();
  }

  private makeActions(): LakeActions {
    const { attach, insert, copy, actions = [] } = this.options;
    const lakeId = () => this.lake?.id ?? '';
    const each = (act: (lake: string, did: Did) => void) => () => {
      for (const did of this.chosen()) {
        act(lakeId(), did);
      }
    };
    return new LakeActions({
      usual: () => this.lake?.mode ?? 'download',
      replicate: () => this.openForm(this.ruleForm),
      download: () => this.openForm(this.downloadForm),
      copy: () => copy(this.chosen().map(didText).join('\n')),
      attach: attach ? each(attach) : undefined,
      insert: insert ? each(insert) : undefined,
      others: actions.map(action => ({
        ...action,
        run: () => action.run(lakeId(), this.chosen())
      })),
      unpick: () => this.unpick()
    });
  }

  private search(question: DidQuestion): void {
    if (this.lake) {
      this.question = question;
      this.forget();
      void this.reader.start(this.lake.id, question);
    }
  }

  private forget(): void {
    this.picked.clear();
    this.forest.reset(this.lake?.id ?? '');
    this.closeForms();
    this.tree.reset();
  }

  private showListing(state: ListingState): void {
    this.form.busy(state.reading);
    this.tree.node.setAttribute('aria-busy', String(state.reading));
    const asked = this.question !== null;
    this.hint.hidden = asked;
    setText(this.status, asked ? words(state) : '');
    const left = !state.reading && !state.cancelled && state.known > state.rows.length;
    setHidden(this.more, !left && (state.ended || state.reading), this.tree.node);
    const none = asked && state.ended && state.rows.length === 0 && !state.error;
    setHidden(this.wider, !none || this.question?.type === 'all', this.tree.node);
    this.notice.show(state.error ? errorNotice(state.error, part(state)) : null);
    if (state.error && wantsLogin(state.error)) {
      this.options.loggedOut(state.error);
    }
    this.update();
  }

  private update(): void {
    const nodes = this.forest.nodes(this.reader.state.rows, this.question?.scope ?? '');
    this.tree.node.hidden = nodes.length === 0;
    this.tree.show(nodes);
    this.updateActions();
  }

  private act(node: LakeNode): void {
    if (node.kind === 'more') {
      this.forest.readOn(node);
    } else if (node.expanded !== null) {
      this.forest.toggle(node);
    } else {
      this.lower.querySelector<HTMLElement>('summary')?.focus();
    }
  }

  private pick(nodes: readonly LakeNode[], picked: boolean): void {
    for (const node of nodes.filter(isDid)) {
      if (picked) {
        this.picked.set(didText(node.did), node.did);
      } else {
        this.picked.delete(didText(node.did));
      }
    }
    this.tree.repaint();
    this.updateActions();
  }

  private unpick(): void {
    this.picked.clear();
    this.tree.repaint();
    this.updateActions();
    this.tree.node.focus();
  }

  private chosen(): Did[] {
    const front = this.tree.selected;
    return this.picked.size > 0
      ? [...this.picked.values()]
      : front && isDid(front)
        ? [front.did]
        : [];
  }

  private updateActions(): void {
    this.actions.show(this.chosen(), this.picked.size);
  }

  // Who goes down the list by keys asks only about the row where he stays.
  private moved(): void {
    this.updateActions();
    const node = this.tree.selected;
    const did = node && isDid(node) ? node.did : null;
    const key = did ? didText(did) : '';
    window.clearTimeout(this.timer);
    if (key !== this.shown) {
      const wait = did === null ? 0 : STILL;
      this.timer = window.setTimeout(() => this.showDetails(did, key), wait);
    }
  }

  private showDetails(did: Did | null, key: string): void {
    this.shown = key;
    this.details.show(this.lake?.id ?? '', did);
    const asking = !this.ruleForm.node.hidden || !this.downloadForm.node.hidden;
    this.details.node.hidden = did === null || asking;
  }

  private openForm(form: RuleForm | DownloadForm): void {
    const dids = this.chosen();
    if (this.lake && dids.length > 0) {
      this.closeForms();
      this.details.node.hidden = true;
      form.open(this.lake, dids);
    }
  }

  private closeForms(): void {
    const open = !this.ruleForm.node.hidden || !this.downloadForm.node.hidden;
    this.ruleForm.node.hidden = true;
    this.downloadForm.node.hidden = true;
    this.details.node.hidden = this.shown === '';
    if (open) {
      this.tree.node.focus();
    }
  }

  private ruled(): void {
    this.options.ruled();
    this.details.refresh();
    this.details.node.hidden = true;
  }
}

function isDid(node: LakeNode): node is LakeNode & { did: Did } {
  return node.did !== null && node.kind !== 'more' && node.kind !== 'note';
}

function part({ rows }: ListingState): string {
  return rows.length > 0 ? `Only ${count(rows.length)} have come.` : '';
}

function words(state: ListingState): string {
  const { rows, known, reading, ended, more, cancelled, error } = state;
  const number = count(rows.length);
  if (reading) {
    return rows.length > 0 ? `${number} so far, more are coming…` : 'Searching…';
  }
  if (cancelled) {
    return `Cancelled: ${number} had come, there may be more.`;
  }
  if (error) {
    return '';
  }
  if (rows.length < known || !ended) {
    return `The first ${number}${ended ? ` of ${count(known)}` : ''}; more exist.`;
  }
  if (more) {
    return `The first ${number}; the lake has more. Narrow the pattern to see others.`;
  }
  return rows.length === 0 ? 'Nothing matches.' : `${number} found`;
}
