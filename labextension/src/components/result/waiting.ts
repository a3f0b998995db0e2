/** Where the tools will be: what they are, that they wait for the last row, and how far that is. */
import { button, type Component, h, setIdle, setText, uniqueId } from '../dom';
import type { NoticeContent } from '../notice';

const TOOLS = ['To kernel', 'Insert code', 'Save…'];

/** Buttons that do nothing yet, and why; it stands where the tools come, so that nothing moves. */
export class WaitingTools implements Component {
  readonly node: HTMLElement;
  private readonly words = h('span', { class: 'esap-hint', role: 'status' });
  private readonly cancel = button('Cancel', () => this.run());
  private content: NoticeContent | null = null;

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
    const parts = [...buttons, why, this.words, this.cancel];
    this.node = h(
      'div',
      { class: 'esap-tools' },
      h('div', { class: 'esap-toolbar esap-waiting', role: 'group', 'aria-label': label }, ...parts)
    );
  }

  dispose(): void {
    this.node.remove();
  }

  focus(): void {
    this.cancel.focus();
  }

  /** Say how far it has come. */
  show(content: NoticeContent): void {
    this.content = content;
    setText(this.words, content.message);
  }

  private run(): void {
    this.content?.actions?.[0]?.run();
  }
}
