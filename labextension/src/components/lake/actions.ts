/** What can be done with the DIDs that are picked, or with the one in front. */
import type { Did } from '../../api/schema';
import { MenuButton } from '../adql/menu';
import { button, type Component, h, setAttribute, setHidden, setText } from '../dom';
import { counted } from '../format';

/** One more thing that can be done with DIDs. */
export interface DidAction {
  /** On the button; begins with a verb. */
  label: string;
  /** On hover. */
  about: string;
  run(lake: string, dids: readonly Did[]): void;
}

/** The actions; those that are absent are not offered. */
export interface ActionsOptions {
  /** Which of the two ways is usual in this lake. */
  usual(): 'replica' | 'download';
  replicate(): void;
  download(): void;
  copy(): void;
  attach?: () => void;
  insert?: () => void;
  /** Others, in the order of their buttons. */
  others?: readonly { label: string; about: string; run(): void }[];
  unpick(): void;
}

/** A toolbar that says on how many it acts; it is there when it can act. */
export class LakeActions implements Component {
  readonly node: HTMLElement;
  private readonly words = h('span', { class: 'esap-hint', role: 'status' });
  private readonly unpick: HTMLButtonElement;

  constructor(options: ActionsOptions) {
    const ways = [
      {
        group: 'Make available',
        label: 'Download into the workspace…',
        about: 'Copy the files to where notebooks are',
        run: options.download
      },
      {
        group: 'Make available',
        label: 'Replicate to storage…',
        about: 'Ask the lake to keep it on a storage element',
        run: options.replicate
      }
    ];
    const menu = new MenuButton('Make available', async () =>
      options.usual() === 'replica' ? [...ways].reverse() : ways
    );
    const { attach, insert, others = [] } = options;
    const attachButton = attach
      ? button('Attach…', attach, {
          title: 'Attach to the notebook as a variable',
          'aria-label': 'Attach to notebook'
        })
      : null;
    const insertButton = insert
      ? button('Insert code', insert, { title: 'Put a cell that reads it into the notebook' })
      : null;
    this.unpick = button('Pick none', options.unpick, { class: 'esap-link' });
    this.node = h(
      'div',
      { class: 'esap-lake-actions', role: 'toolbar', 'aria-label': 'Data identifiers' },
      menu.node,
      attachButton,
      insertButton,
      ...others.map(({ label, about, run }) => button(label, run, { title: about })),
      button('Copy DID', options.copy),
      this.words,
      this.unpick
    );
    this.show([], 0);
  }

  dispose(): void {
    this.node.remove();
  }

  /** Act on these, of which so many are picked. */
  show(dids: readonly Did[], picked: number): void {
    setAttribute(this.node, 'data-idle', dids.length === 0);
    this.node.inert = dids.length === 0;
    setText(this.words, picked > 0 ? `${counted(picked, 'DID')} picked` : '');
    setHidden(this.unpick, picked === 0, this.node);
  }
}
