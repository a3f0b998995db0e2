/** Where the tools will be: what they are, and that they wait for the last row. */
import { button, type Component, h, setIdle, uniqueId } from '../dom';

const TOOLS = ['To kernel', 'Insert code', 'Save…'];

/** Buttons that do nothing yet, and why. */
export class WaitingTools implements Component {
  readonly node: HTMLElement;

  constructor(title: string) {
    const why = h(
      'span',
      { id: uniqueId('waiting'), class: 'esap-hint' },
      'once all rows are here'
    );
    const buttons = TOOLS.map(label =>
      button(label, () => undefined, { 'aria-describedby': why.id })
    );
    for (const each of buttons) {
      setIdle(each, true);
    }
    const label = `Tools for ${title}`;
    this.node = h(
      'div',
      { class: 'esap-tools' },
      h('div', { class: 'esap-toolbar', role: 'group', 'aria-label': label }, ...buttons, why)
    );
  }

  dispose(): void {
    this.node.remove();
  }
}
