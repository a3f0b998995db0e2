/** What an empty basket says: what it is for, and how things come into it. */
import { button, type Component, h } from '../dom';

/** The ways out of emptiness. */
export interface GuideOptions {
  addAddress(): void;
  importOwn(): void;
}

const WAYS = [
  ['Rows of a search', 'Select rows of a result and press “Add to basket”.'],
  ['Files of one row', 'List the files beside a result, then “Add to basket”.'],
  ['The data lake', 'Pick data identifiers and press “Add to basket”.'],
  ['A notebook', 'esap.basket.add(result[:5])']
];

/** Shown while nothing is in the basket. */
export class BasketGuide implements Component {
  readonly node: HTMLElement;

  constructor({ addAddress, importOwn }: GuideOptions) {
    const list = h('dl', { class: 'esap-basket-ways' });
    for (const [name, way] of WAYS) {
      const code = way.startsWith('esap.');
      list.append(
        h('dt', {}, name),
        h('dd', {}, code ? h('code', { class: 'esap-code' }, way) : way)
      );
    }
    this.node = h(
      'div',
      { class: 'esap-basket-guide' },
      h('p', {}, h('strong', {}, 'The basket is empty.')),
      h(
        'p',
        {},
        'It keeps what you choose, from any archive, until you stage it: then the files come into ' +
          'the workspace, whole and checked. It is the same in this panel and in Python.'
      ),
      list,
      h(
        'div',
        { class: 'esap-actions' },
        button('Add a file by its address', addAddress),
        button('Import a basket', importOwn)
      )
    );
  }

  dispose(): void {
    this.node.remove();
  }
}
