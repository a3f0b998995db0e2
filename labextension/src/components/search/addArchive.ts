/** Adds a service to the person's own archives, by name, protocol and address. */
import type { NewArchive } from '../../api/schema';
import { type Component, h, setAttribute, setText, uniqueId } from '../dom';
import { errorWords } from '../words';

const KINDS: readonly (readonly [string, string])[] = [
  ['tap', 'TAP (tables, ADQL)'],
  ['sia2', 'SIA 2 (images)'],
  ['sia1', 'SIA 1 (images)'],
  ['ssa', 'SSA (spectra)'],
  ['scs', 'Cone search'],
  ['esap_gateway', 'ESAP gateway']
];

/** A small form that says inline what is wrong. */
export class AddForm implements Component {
  readonly node: HTMLFormElement;
  private readonly name = h('input', { id: uniqueId('name'), class: 'esap-input', type: 'text' });
  private readonly kind = h('select', { id: uniqueId('kind'), class: 'esap-input' });
  private readonly address = h('input', {
    id: uniqueId('address'),
    class: 'esap-input',
    type: 'url',
    placeholder: 'https://…'
  });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private busy = false;

  constructor(private readonly add: (archive: NewArchive) => Promise<void>) {
    this.kind.append(...KINDS.map(([value, label]) => h('option', { value }, label)));
    const submit = h('button', { type: 'submit', class: 'esap-button' }, 'Add archive');
    this.node = h(
      'form',
      {
        class: 'esap-more-form',
        novalidate: true,
        'aria-label': 'Add an archive',
        on: {
          submit: event => {
            event.preventDefault();
            void this.submit();
          }
        }
      },
      field('Name', this.name),
      field('Protocol', this.kind),
      field('Address', this.address),
      this.alert,
      submit
    );
  }

  dispose(): void {
    this.node.remove();
  }

  private async submit(): Promise<void> {
    if (this.busy || !this.check()) {
      return;
    }
    this.busy = true;
    const fields = { name: this.name.value.trim(), url: this.address.value.trim() };
    try {
      await this.add({ ...fields, kind: this.kind.value });
      this.name.value = '';
      this.address.value = '';
    } catch (error) {
      setText(this.alert, errorWords(error as Error));
    } finally {
      this.busy = false;
    }
  }

  private check(): boolean {
    const name = this.name.value.trim() !== '';
    const address = /^https?:\/\/\S+$/i.test(this.address.value.trim());
    setAttribute(this.name, 'aria-invalid', name ? null : 'true');
    setAttribute(this.address, 'aria-invalid', address ? null : 'true');
    const words = name ? (address ? '' : 'Give its address, http or https.') : 'Give it a name.';
    setText(this.alert, words);
    if (words) {
      (name ? this.address : this.name).focus();
    }
    return words === '';
  }
}

function field(label: string, input: HTMLElement): HTMLElement {
  return h('div', { class: 'esap-field' }, h('label', { for: input.id }, label), input);
}
