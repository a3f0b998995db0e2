/** Builds conditions on metadata: groups of alternatives (OR), all of whose lines hold (AND). */
import type { DidFilter } from '../../api/schema';
import { button, type Component, h, setText, uniqueId } from '../dom';
import { icon } from '../icons';
import { errorWords } from '../words';

type Operator = DidFilter['operator'];

const OPERATORS: [Operator, string, string][] = [
  ['=', '=', 'is'],
  ['!=', '≠', 'is not'],
  ['<', '<', 'below'],
  ['<=', '≤', 'at most'],
  ['>', '>', 'above'],
  ['>=', '≥', 'at least'],
  ['like', 'like', 'like, with * for any text']
];

/** What the builder asks of its owner. */
export interface ConditionsOptions {
  keys(): Promise<string[]>;
  /** Enter was pressed in a line. */
  submit(): void;
  changed(): void;
}

interface Line {
  node: HTMLElement;
  key: HTMLInputElement;
  operator: HTMLSelectElement;
  value: HTMLInputElement;
}

interface Group {
  node: HTMLElement;
  list: HTMLElement;
  lines: Line[];
}

/** Suggests keys once it is unfolded. */
export class Conditions implements Component {
  readonly node: HTMLElement;
  private readonly suggestions = h('datalist', { id: uniqueId('keys') });
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly place = h('div', { class: 'esap-conditions' });
  private readonly orButton: HTMLButtonElement;
  private groups: Group[] = [];
  private asked = false;

  constructor(private readonly options: ConditionsOptions) {
    this.orButton = button('Or…', () => this.addGroup().lines[0].key.focus(), {
      title: 'Add an alternative: one of them is enough'
    });
    this.node = h('div', {}, this.suggestions, this.place, this.orButton, this.status);
    this.addGroup();
  }

  dispose(): void {
    this.node.remove();
  }

  /** The alternatives, without lines that have no key. */
  get filters(): DidFilter[][] {
    return this.groups
      .map(({ lines }) => lines.map(filterOf).filter(given))
      .filter(some => some[0]);
  }

  /** How many conditions there are. */
  get number(): number {
    return this.filters.flat().length;
  }

  /** Ask which keys there are, once. */
  async suggest(): Promise<void> {
    if (this.asked) {
      return;
    }
    this.asked = true;
    try {
      const keys = await this.options.keys();
      this.suggestions.replaceChildren(...keys.map(key => h('option', { value: key })));
      setText(this.status, '');
    } catch (error) {
      this.asked = false;
      setText(this.status, `Keys are not suggested: ${errorWords(error as Error)}`);
    }
  }

  /** Empty all, for another lake. */
  reset(): void {
    this.asked = false;
    this.suggestions.replaceChildren();
    this.groups = [];
    this.place.replaceChildren();
    this.addGroup();
    this.options.changed();
  }

  private addGroup(): Group {
    const list = h('div', { class: 'esap-condition-lines' });
    const and = button('And…', () => this.addLine(group).key.focus(), {
      class: 'esap-link',
      title: 'Add a condition that has to hold as well'
    });
    const node = h('div', { role: 'group', class: 'esap-condition-group' }, list, and);
    const group: Group = { node, list, lines: [] };
    this.groups.push(group);
    this.addLine(group);
    this.place.append(node);
    this.label();
    return group;
  }

  private addLine(group: Group): Line {
    const field = (label: string, placeholder: string) =>
      h('input', {
        class: 'esap-input',
        type: 'text',
        'aria-label': label,
        placeholder,
        autocomplete: 'off',
        spellcheck: 'false',
        on: {
          input: () => this.options.changed(),
          keydown: event => this.pressed(event)
        }
      });
    const key = field('Metadata key', 'key');
    key.setAttribute('list', this.suggestions.id);
    const value = field('Value', 'value');
    const operator = h(
      'select',
      { class: 'esap-input', 'aria-label': 'Comparison', on: { change: this.options.changed } },
      ...OPERATORS.map(([id, sign, title]) => h('option', { value: id, title }, sign))
    );
    const remove = button('', () => this.remove(group, line), {
      class: 'esap-icon-button',
      'aria-label': 'Remove condition',
      title: 'Remove condition'
    });
    remove.append(icon('close'));
    const node = h('div', { class: 'esap-condition' }, key, operator, value, remove);
    const line: Line = { node, key, operator, value };
    group.lines.push(line);
    group.list.append(node);
    return line;
  }

  private remove(group: Group, line: Line): void {
    group.lines.splice(group.lines.indexOf(line), 1);
    line.node.remove();
    if (group.lines.length === 0) {
      this.groups.splice(this.groups.indexOf(group), 1);
      group.node.remove();
    }
    const left = this.groups[0] ?? this.addGroup();
    this.label();
    left.lines[0].key.focus();
    this.options.changed();
  }

  private label(): void {
    this.groups.forEach(({ node }, index) => {
      node.setAttribute('aria-label', `Alternative ${index + 1}`);
      node.dataset.or = String(index > 0);
    });
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      this.options.submit();
    }
  }
}

function filterOf({ key, operator, value }: Line): DidFilter {
  return {
    key: key.value.trim(),
    operator: operator.value as Operator,
    value: value.value.trim()
  };
}

function given({ key }: DidFilter): boolean {
  return key !== '';
}
