import type { RowCondition } from '../../api/schema';
import { button, h, uniqueId } from '../dom';
import { errorWords } from '../words';
import { operatorsFor } from './filterText';
import { Popup } from './popup';
import type { GridColumn } from './rowSource';

/** What the question for a condition is made of. */
export interface FilterBoxOptions {
  readonly column: GridColumn;
  /** The position of the column in its table. */
  readonly at: number;
  /** Whether there are conditions on the column, which can be taken away. */
  readonly filtered: boolean;
  readonly host: HTMLElement;
  readonly owner: HTMLElement;
  /** Rejects, with words, where the condition makes no sense. */
  readonly apply: (condition: RowCondition) => Promise<void>;
  readonly clear: () => Promise<void>;
  readonly closed: () => void;
}

/** Ask what a column's values have to be, in a small box below a rectangle. */
export function askFilter(below: DOMRect, options: FilterBoxOptions): Popup {
  const { column, at, filtered } = options;
  const choices = operatorsFor(column);
  const problem = h('div', { id: uniqueId('problem'), class: 'esap-Grid-problem', role: 'alert' });
  const input = h('input', {
    type: 'text',
    'aria-label': 'Value',
    'aria-describedby': problem.id,
    placeholder: column.unit ? `Value (${column.unit})` : 'Value',
    autocomplete: 'off',
    spellcheck: 'false'
  });
  const select = h(
    'select',
    { 'aria-label': 'Condition', on: { change: () => choose() } },
    ...choices.map(({ operator, label }) => h('option', { value: operator }, label))
  );
  const valued = () => choices[select.selectedIndex].valued;
  const choose = () => {
    input.hidden = !valued();
  };
  const refuse = (words: string) => {
    problem.textContent = words;
    input.setAttribute('aria-invalid', 'true');
    (input.hidden ? select : input).focus();
  };
  const attempt = (change: () => Promise<void>) =>
    change().then(
      () => popup.close(),
      error => refuse(errorWords(error as Error))
    );
  const apply = () => {
    const { operator } = choices[select.selectedIndex];
    if (!valued()) {
      void attempt(() => options.apply({ column: at, operator }));
    } else if (input.value === '') {
      refuse('Type a value.');
    } else {
      void attempt(() => options.apply({ column: at, operator, value: input.value }));
    }
  };
  const clear = button('Clear', () => void attempt(options.clear));
  clear.hidden = !filtered;
  const node = h(
    'div',
    { class: 'esap-Grid-filter', role: 'dialog', 'aria-label': `Filter ${column.name}` },
    h('strong', {}, `Filter ${column.name}`),
    h('div', { class: 'esap-Grid-condition' }, select, input),
    problem,
    h(
      'div',
      { class: 'esap-Grid-condition' },
      button('Apply', apply, { class: 'esap-button esap-primary' }),
      clear
    )
  );
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      apply();
    }
  };
  select.addEventListener('keydown', pressed);
  input.addEventListener('keydown', pressed);
  const popup = new Popup({ ...options, node });
  choose();
  popup.open(below);
  (input.hidden ? select : input).focus();
  return popup;
}
