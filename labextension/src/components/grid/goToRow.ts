import { count } from '../format';
import { div } from './dom';
import { Popup } from './popup';

/** What the question for a row is made of; `go` gets a row counted from 0. */
export interface GoToRowOptions {
  readonly id: string;
  readonly rowCount: number;
  readonly host: HTMLElement;
  readonly owner: HTMLElement;
  readonly go: (row: number) => void;
  readonly closed: () => void;
}

/** The row (from 0) that a person means by a number from 1, `undefined` when there is none. */
export function parseRow(text: string, rowCount: number): number | undefined {
  const digits = text.replace(/[\s\u202f,_]/g, '');
  const row = /^\d+$/.test(digits) ? Number(digits) : 0;
  return row >= 1 && row <= rowCount ? row - 1 : undefined;
}

/** Ask which row to go to, in a small box below a rectangle. */
export function askRow(below: DOMRect, options: GoToRowOptions): Popup {
  const node = div('esap-Grid-goto', 'dialog');
  const label = document.createElement('label');
  const input = document.createElement('input');
  const problem = div('esap-Grid-problem', 'alert');
  const range = `1 – ${count(options.rowCount)}`;
  node.setAttribute('aria-label', 'Go to row');
  label.textContent = `Go to row (${range})`;
  label.htmlFor = `${options.id}-goto`;
  input.id = label.htmlFor;
  input.inputMode = 'numeric';
  input.autocomplete = 'off';
  problem.id = `${options.id}-problem`;
  node.append(label, input, problem);
  const popup = new Popup({ ...options, node });
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter') {
      event.preventDefault();
      const row = parseRow(input.value, options.rowCount);
      if (row === undefined) {
        input.setAttribute('aria-invalid', 'true');
        input.setAttribute('aria-describedby', problem.id);
        problem.textContent = `There is no such row. Give a number in ${range}.`;
      } else {
        popup.close();
        options.go(row);
      }
    }
  });
  popup.open(below);
  input.focus();
  return popup;
}
