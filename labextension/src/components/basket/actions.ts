/** What can be done with the items that are picked, or with the whole basket. */
import type { BasketSort, BasketView } from '../../api/schema';
import { MenuButton, type MenuItem } from '../adql/menu';
import { button, type Component, h, isIdle, setIdle, setText } from '../dom';
import { counted } from '../format';
import type { Picked } from './picked';
import { sizeWords } from './words';

/** The actions; those that are absent are not offered. */
export interface BasketActionsOptions {
  stage(): void;
  edit(): void;
  remove(): void;
  unpick(): void;
  /** Fold out the field for an address. */
  addAddress(): void;
  save(): void;
  download(): void;
  /** Choose a file of the workspace to take in. */
  importFile?: () => void;
  /** Choose a file of one's own computer to take in. */
  importOwn(): void;
  /** Take in what the notebook carries. */
  importShared?: () => void;
  /** Show the notebooks that fit the items. */
  match?: () => void;
  /** Take the items somewhere else to run. */
  launch?: () => void;
  /** Put the items into the notebook's metadata. */
  share?: () => void;
  dropDuplicates(): void;
  redo(): void;
  clear(): void;
  sort(by: BasketSort, descending: boolean): void;
  /** Lines that come later, such as those of gateways. */
  more(): Promise<MenuItem[]>;
}

/** How many items are looked at, and how many there are. */
export type BasketTotals = Pick<BasketView, 'total' | 'count'>;

/** What the menu has to know when it is opened. */
export interface BasketState {
  sort: BasketSort;
  redo: string;
  isEmpty: boolean;
}

const SORTS: readonly [BasketSort, boolean, string][] = [
  ['position', false, 'My own order'],
  ['added', true, 'Newest first'],
  ['title', false, 'Title'],
  ['archive', false, 'Archive'],
  ['kind', false, 'Kind'],
  ['size', true, 'Largest first']
];

/** A toolbar that says on how many it acts. */
export class BasketActions implements Component {
  readonly node: HTMLElement;
  private readonly words = h('span', { class: 'esap-hint', role: 'status' });
  private readonly stage: HTMLButtonElement;
  private readonly edit: HTMLButtonElement;
  private readonly remove: HTMLButtonElement;
  private readonly unpick: HTMLButtonElement;

  constructor(
    private readonly options: BasketActionsOptions,
    private readonly state: () => BasketState
  ) {
    const when = (node: () => HTMLButtonElement, act: () => void) => () => {
      if (!isIdle(node())) {
        act();
      }
    };
    this.stage = button(
      'Stage',
      when(() => this.stage, options.stage),
      {
        title: 'Bring the files into the workspace'
      }
    );
    this.edit = button(
      'Edit',
      when(() => this.edit, options.edit),
      {
        title: 'Group, tag, annotate'
      }
    );
    this.remove = button(
      'Remove',
      when(() => this.remove, options.remove),
      {
        title: 'Take out of the basket (Delete); it can be undone'
      }
    );
    this.unpick = button('Pick none', options.unpick, { class: 'esap-link' });
    const menu = new MenuButton('More', async show => {
      show(this.items());
      return [...this.items(), ...(await options.more())];
    });
    this.node = h(
      'div',
      { class: 'esap-basket-actions', role: 'toolbar', 'aria-label': 'Items' },
      this.stage,
      this.edit,
      this.remove,
      menu.node,
      h('span', { class: 'esap-basket-words' }, this.words, this.unpick)
    );
  }

  dispose(): void {
    this.node.remove();
  }

  /** Act on what is picked; without, staging takes all that is looked at. */
  show(picked: Picked, { total, count: whole }: BasketTotals, size: string): void {
    const some = picked.size > 0;
    const verb = total === whole ? 'Stage all' : 'Stage these';
    setText(this.stage, some || total === 0 ? 'Stage' : verb);
    setIdle(this.stage, total === 0);
    setIdle(this.edit, !some);
    setIdle(this.remove, !some);
    const { known, unknown, guessed } = picked.bytes;
    const chosen = [`${counted(picked.size, 'item')} picked`, sizeWords(known, unknown, guessed)];
    const all = whole > 0 ? [counted(total, 'item'), size] : [];
    setText(this.words, (some ? chosen : all).filter(Boolean).join(' · '));
    this.unpick.hidden = !some;
  }

  private items(): MenuItem[] {
    const { options } = this;
    const { sort, redo, isEmpty } = this.state();
    const item = (group: string, label: string, about: string, run?: () => void, idle = false) =>
      run ? [{ group, label, about, run, idle }] : [];
    return [
      ...item('Add', 'Add a file by its address…', 'Any file of the web', options.addAddress),
      ...item(
        'Add',
        'Import from the workspace…',
        'A basket that was saved as JSON or VOTable',
        options.importFile
      ),
      ...item(
        'Add',
        'Import from this notebook',
        'A basket that the notebook in front carries',
        options.importShared
      ),
      ...item(
        'Add',
        'Import from this computer…',
        'A basket that was downloaded, or a VOTable',
        options.importOwn
      ),
      ...item(
        'Take along',
        'Save in the workspace…',
        'One file, JSON or VOTable',
        options.save,
        isEmpty
      ),
      ...item(
        'Take along',
        'Download',
        'One JSON file on this computer',
        options.download,
        isEmpty
      ),
      ...item(
        'Take along',
        'Share into this notebook',
        'The items travel in its metadata',
        options.share,
        isEmpty
      ),
      ...item(
        'Take along',
        'Find notebooks for these',
        'Among those that this machine knows',
        options.match,
        isEmpty
      ),
      ...item(
        'Take along',
        'Launch with…',
        'Open the notebook elsewhere, with these items',
        options.launch,
        isEmpty
      ),
      ...SORTS.map(([by, descending, label]) => ({
        group: 'Order',
        label: by === sort ? `✓ ${label}` : label,
        about: by === 'position' ? 'As dragged, or moved with Alt and arrow keys' : '',
        run: () => options.sort(by, descending)
      })),
      ...item('Edit', redo ? `Do again: ${redo}` : 'Do again', '', options.redo, !redo),
      ...item(
        'Edit',
        'Remove duplicates',
        'Of the same bytes, keep the first',
        options.dropDuplicates,
        isEmpty
      ),
      ...item('Edit', 'Empty the basket', 'It can be undone', options.clear, isEmpty)
    ];
  }
}
