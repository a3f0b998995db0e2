/** What stands where nothing has been looked for yet. */
import { button, type Component, h } from '../dom';

/** What the guide asks of its owner. */
export interface GuideOptions {
  /** Look for words, in one repository where it is named. */
  ask(text: string, repository?: string): void;
}

const EXAMPLES = ['pulsar', 'LOFAR', 'radio interferometry'];

/** Says what there is, with searches to begin with. */
export class WorkflowGuide implements Component {
  readonly node: HTMLElement;

  constructor({ ask }: GuideOptions) {
    const examples = EXAMPLES.map(words =>
      button(words, () => ask(words), { class: 'esap-link', 'aria-label': `Search for ${words}` })
    );
    this.node = h(
      'div',
      { class: 'esap-workflows-guide' },
      h('p', {}, 'Notebooks and software that others have published, with their data.'),
      h('div', { class: 'esap-examples' }, h('span', { class: 'esap-hint' }, 'Try'), ...examples),
      h(
        'div',
        { class: 'esap-actions' },
        button('Show the tutorials', () => ask('', 'tutorials'), {
          title: 'Notebooks that come with ESAP and need no network'
        })
      )
    );
  }

  dispose(): void {
    this.node.remove();
  }
}
