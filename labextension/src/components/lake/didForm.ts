/** What forms that act on DIDs have in common: heading, notice, buttons, and how they open. */
import type { Did, Lake } from '../../api/schema';
import { button, type Component, h, isIdle, setIdle, setText } from '../dom';
import { counted } from '../format';
import { Notice } from '../notice';
import { didText, plainly } from './words';

/** What one of them is about. */
export interface DidFormOptions {
  label: string;
  /** What the heading begins with: `Download`. */
  verb: string;
  /** What the button says. */
  action: string;
  /** The fields, between heading and notice. */
  parts: readonly HTMLElement[];
  /** The button was pressed, or Enter in a field, and nothing is under way. */
  send(): void;
  close(): void;
}

/** Hidden until it is opened; Escape closes it. */
export class DidForm implements Component {
  readonly node: HTMLFormElement;
  readonly notice = new Notice();
  /** The lake and the DIDs that it was opened for. */
  lake: Lake | null = null;
  dids: readonly Did[] = [];
  private readonly heading = h('h3');
  private readonly submit: HTMLButtonElement;

  constructor(private readonly options: DidFormOptions) {
    const { label, action, parts, close } = options;
    this.submit = h('button', { type: 'submit', class: 'esap-button esap-primary' }, action);
    this.node = h(
      'form',
      {
        class: 'esap-lake-form',
        'aria-label': label,
        on: { submit: event => this.submitted(event), keydown: event => this.pressed(event) }
      },
      this.heading,
      ...parts,
      this.notice.node,
      h('div', { class: 'esap-actions' }, this.submit, button('Close', close))
    );
    this.node.hidden = true;
  }

  dispose(): void {
    this.notice.dispose();
    this.node.remove();
  }

  /** Ask about these DIDs, beginning in a field. */
  open(lake: Lake, dids: readonly Did[], field: HTMLElement): void {
    this.lake = lake;
    this.dids = dids;
    const what = dids.length === 1 ? plainly(didText(dids[0])) : counted(dids.length, 'DID');
    setText(this.heading, `${this.options.verb} ${what}`);
    this.notice.show(null);
    this.busy(false);
    this.node.hidden = false;
    field.focus();
    this.reveal();
  }

  /** Have all of it in view, where there is room. */
  reveal(): void {
    this.node.scrollIntoView?.({ block: 'nearest' });
  }

  /** Take no second press while something is under way. */
  busy(busy: boolean): void {
    setIdle(this.submit, busy);
  }

  /** What the button says. */
  say(action: string): void {
    setText(this.submit, action);
  }

  private submitted(event: Event): void {
    event.preventDefault();
    if (!isIdle(this.submit)) {
      this.options.send();
    }
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.options.close();
    }
  }
}
