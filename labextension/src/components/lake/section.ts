/** A fold that asks for what it holds when it is unfolded. */
import { type Component, h, setText } from '../dom';
import { count } from '../format';
import { errorWords } from '../words';

/** What it says is asked for once, until that is forgotten. */
export class Section implements Component {
  readonly node = h('details', { class: 'esap-lake-section' });
  private readonly number = h('span', { class: 'esap-hint' });
  private readonly body = h('div');
  private turn = 0;
  private asked = false;

  constructor(
    title: string,
    private readonly read: () => Promise<void>
  ) {
    this.node.append(h('summary', {}, `${title} `, this.number), this.body);
    this.node.addEventListener('toggle', () => void this.ask());
  }

  dispose(): void {
    this.node.remove();
  }

  /** Forget what it holds; what is unfolded asks anew. */
  forget(): void {
    this.turn += 1;
    this.asked = false;
    setText(this.number, '');
    void this.ask();
  }

  /** Show what was asked for. */
  fill(rows: readonly HTMLElement[], nothing = '', number = rows.length): void {
    setText(this.number, nothing && number > 0 ? count(number) : '');
    const none = h('p', { class: 'esap-hint' }, nothing || 'There is nothing.');
    this.body.replaceChildren(...(number > 0 ? rows : [none]));
  }

  private async ask(): Promise<void> {
    if (!this.node.open || this.asked) {
      return;
    }
    this.asked = true;
    this.turn += 1;
    const { turn } = this;
    this.body.replaceChildren(h('p', { class: 'esap-hint' }, 'Reading…'));
    try {
      await this.read();
    } catch (error) {
      if (turn === this.turn) {
        this.asked = false;
        this.body.replaceChildren(h('p', { class: 'esap-error' }, errorWords(error as Error)));
      }
    }
  }
}
