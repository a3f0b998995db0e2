/** What can be done with the notebook that is open: taken elsewhere, or run unattended. */
import type { Subscription } from '../../api/backend';
import { button, type Component, h, setAttribute, setText } from '../dom';

/** What the bar stands on; what is absent is not offered. */
export interface OpenNotebookOptions {
  /** The name of the notebook that was used last, if one is open. */
  name(): string | null;
  onChange(listener: () => void): Subscription;
  launch?: () => void;
  batch?: () => void;
}

/** A line that is there while a notebook is open. */
export class OpenNotebookBar implements Component {
  readonly node: HTMLElement;
  private readonly name = h('span', { class: 'esap-name' });
  private readonly launch: HTMLButtonElement;
  private readonly batch: HTMLButtonElement;
  private readonly subscription: Subscription;

  constructor(private readonly options: OpenNotebookOptions) {
    this.launch = button('Launch on…', () => options.launch?.());
    this.batch = button('Run in batch…', () => options.batch?.());
    this.launch.hidden = !options.launch;
    this.batch.hidden = !options.batch;
    this.node = h(
      'div',
      { class: 'esap-workflows-open', role: 'group', 'aria-label': 'Open notebook' },
      this.name,
      h('span', { class: 'esap-inline' }, this.launch, this.batch)
    );
    this.subscription = options.onChange(() => this.update());
    this.update();
  }

  dispose(): void {
    this.subscription.dispose();
    this.node.remove();
  }

  private update(): void {
    const name = this.options.name();
    this.node.hidden = name === null;
    setText(this.name, name ?? '');
    setAttribute(this.name, 'title', name);
    setAttribute(this.launch, 'aria-label', `Launch ${name} on another facility`);
    setAttribute(this.batch, 'aria-label', `Run ${name} in batch`);
  }
}
