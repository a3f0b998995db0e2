/** Which notebook of a workflow. */
import { h } from '../dom';
import { labelled } from '../lake/fields';
import { topOf, within } from '../workflows/words';
import type { Errand } from './errand';

/** A list where there are several; else nothing is seen. */
export class NotebookChoice {
  readonly node: HTMLElement;
  private readonly select: HTMLSelectElement | null;

  constructor(
    private readonly errand: Errand,
    changed: () => void
  ) {
    const notebooks = errand.notebooks ?? [];
    if (notebooks.length < 2) {
      this.select = null;
      this.node = h('div', {});
      return;
    }
    const top = topOf(notebooks);
    this.select = h(
      'select',
      { class: 'esap-input', on: { change: changed } },
      h('option', { value: '' }, 'None in particular'),
      ...notebooks.map(({ path }) => h('option', { value: path }, within(top, path)))
    );
    this.select.value = errand.notebook;
    this.node = labelled('Notebook', this.select);
  }

  /** Its path. */
  get value(): string {
    return this.select?.value ?? (this.errand.notebook || this.errand.notebooks?.[0]?.path || '');
  }
}
