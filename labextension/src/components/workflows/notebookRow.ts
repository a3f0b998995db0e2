/** A notebook of a workflow: what is known of it, and what can be done with it. */
import type { NotebookSummary } from '../../api/schema';
import { button, h } from '../dom';
import { bytes } from '../format';
import { nameOf } from './words';

/** Does something with one notebook; the verb stands on its button. */
export interface NotebookAction {
  verb: string;
  /** What is said to those who do not see it, before the notebook's name. */
  about: string;
  run(notebook: NotebookSummary): void;
}

const SHOWN = 8;

/** Make the row. */
export function notebookRow(
  notebook: NotebookSummary,
  actions: readonly NotebookAction[]
): HTMLElement {
  const { title, path, kernel, language, size, imports, reads, parameters, problem } = notebook;
  const name = nameOf(path);
  const facts = [kernel || language, bytes(Number(size))].filter(Boolean).join(' · ');
  const buttons = actions.map(({ verb, about, run }) =>
    button(verb, () => run(notebook), { class: 'esap-link', 'aria-label': `${about} ${name}` })
  );
  return h(
    'li',
    { class: 'esap-workflow-notebook' },
    h(
      'div',
      { class: 'esap-line' },
      h('span', { class: 'esap-name', title: path }, name),
      h('span', { class: 'esap-inline' }, ...buttons)
    ),
    title && title !== name ? h('div', { dir: 'auto' }, title) : null,
    h('div', { class: 'esap-hint' }, facts),
    listed('imports', imports),
    listed('reads', reads),
    listed('parameters', parameters),
    problem ? h('div', { class: 'esap-workflow-problem' }, problem) : null
  );
}

function listed(verb: string, names: readonly string[]): HTMLElement | null {
  const rest = names.length - SHOWN;
  const more = rest > 0 ? ` and ${rest} more` : '';
  return names.length > 0
    ? h(
        'div',
        { class: 'esap-hint esap-workflow-listed', title: names.join('\n') },
        `${verb} `,
        h('span', { class: 'esap-code' }, names.slice(0, SHOWN).join(', ')),
        more
      )
    : null;
}
