/** What came of asking each repository, where that is worth a word. */
import type { RepositoryState } from '../../api/schema';
import { button, type Component, h } from '../dom';
import { timeAgo } from '../format';
import { stateWords } from './words';

/** A line each for those that failed or were not asked. */
export class RepositoryStates implements Component {
  readonly node = h('ul', { class: 'esap-workflows-states', 'aria-label': 'Repositories' });

  constructor(private readonly retry: () => void) {}

  dispose(): void {
    this.node.remove();
  }

  show(states: readonly RepositoryState[]): void {
    const lines = states.filter(state => stateWords(state) !== '').map(line);
    const retry = button('Retry', this.retry, { 'aria-label': 'Ask the repositories again' });
    const failed = states.some(({ state }) => state === 'failed');
    this.node.replaceChildren(...lines, ...(failed ? [h('li', {}, retry)] : []));
    this.node.hidden = lines.length === 0;
  }
}

function line(state: RepositoryState): HTMLElement {
  const failed = state.state === 'failed';
  const known = state.when
    ? h('span', { class: 'esap-hint' }, ' Shown as it was ', timeAgo(state.when), '.')
    : null;
  return h(
    'li',
    {},
    h('span', {
      class: 'esap-dot',
      'data-state': failed ? 'failed' : 'unavailable',
      'aria-hidden': 'true'
    }),
    h('span', { role: failed ? 'alert' : null }, stateWords(state), known)
  );
}
