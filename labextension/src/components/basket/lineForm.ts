/** A line with a field and a verb, folded out when it is wanted. */
import { button, type Component, h } from '../dom';
import { labelled, textField } from '../lake/fields';

/** What the line asks for. */
export interface LineFormOptions {
  label: string;
  verb: string;
  placeholder: string;
  submit(value: string): void;
  /** Where the focus goes when it folds away. */
  closed(): void;
}

/** Escape folds it away. */
export class LineForm implements Component {
  readonly node: HTMLFormElement;
  private readonly field: HTMLInputElement;

  constructor(private readonly options: LineFormOptions) {
    this.field = textField(options.placeholder);
    this.node = h(
      'form',
      {
        class: 'esap-basket-line',
        'aria-label': options.verb,
        on: { submit: event => this.submitted(event), keydown: event => this.pressed(event) }
      },
      labelled(options.label, this.field),
      h(
        'div',
        { class: 'esap-actions' },
        h('button', { type: 'submit', class: 'esap-button esap-primary' }, options.verb),
        button('Close', () => this.close())
      )
    );
    this.node.hidden = true;
  }

  dispose(): void {
    this.node.remove();
  }

  open(value = ''): void {
    this.node.hidden = false;
    this.field.value = value;
    this.field.focus();
  }

  close(): void {
    this.node.hidden = true;
    this.options.closed();
  }

  private submitted(event: Event): void {
    event.preventDefault();
    const value = this.field.value.trim();
    if (value) {
      this.options.submit(value);
    } else {
      this.field.focus();
    }
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.close();
    }
  }
}
