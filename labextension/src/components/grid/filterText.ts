import type { RowCondition, RowFilter, RowOperator } from '../../api/schema';
import { count, counted } from '../format';
import type { GridColumn, RowSource } from './rowSource';

/** An operator with its words; those without a value need none. */
export interface OperatorChoice {
  readonly operator: RowOperator;
  readonly label: string;
  readonly valued: boolean;
}

const COMPARISONS: readonly OperatorChoice[] = [
  { operator: '=', label: '= equal to', valued: true },
  { operator: '!=', label: '≠ not equal to', valued: true },
  { operator: '<', label: '< less than', valued: true },
  { operator: '<=', label: '≤ at most', valued: true },
  { operator: '>', label: '> greater than', valued: true },
  { operator: '>=', label: '≥ at least', valued: true }
];
const CONTAINS: OperatorChoice = { operator: 'contains', label: 'contains', valued: true };
const PRESENCE: readonly OperatorChoice[] = [
  { operator: 'missing', label: 'is missing', valued: false },
  { operator: 'present', label: 'is present', valued: false }
];
const SIGNS: { [operator in RowOperator]?: string } = { '!=': '≠', '<=': '≤', '>=': '≥' };

/** Whether a column holds text, in VOTable's words. */
export function isText(column: GridColumn): boolean {
  return /char$/i.test(column.datatype ?? '');
}

/** What a column's values can be asked for, the usual first. */
export function operatorsFor(column: GridColumn): readonly OperatorChoice[] {
  if (isText(column)) {
    return [CONTAINS, ...COMPARISONS, ...PRESENCE];
  }
  return column.arraysize ? PRESENCE : [...COMPARISONS, ...PRESENCE];
}

/** A condition in words: `ra ≥ 10`, `name contains M3`, `size is missing`. */
export function conditionWords({ operator, value }: RowCondition, name: string): string {
  if (operator === 'missing' || operator === 'present') {
    return `${name} is ${operator}`;
  }
  return `${name} ${SIGNS[operator] ?? operator} ${value ?? ''}`;
}

/** How many of the rows are shown: `12 of 1 204 rows`, or `1 204 rows` without a filter. */
export function shownWords({ where, rowCount, allRows }: RowSource): string {
  const all = counted(allRows, 'row');
  return where ? `${count(rowCount)} of ${all}` : all;
}

/** The filter with one more condition; one on the same column with the same operator goes. */
export function withCondition(where: RowFilter | null, condition: RowCondition): RowFilter {
  const others = (where?.conditions ?? []).filter(
    one => one.column !== condition.column || one.operator !== condition.operator
  );
  return { ...where, conditions: [...others, condition] };
}

/** The filter without some of its conditions. */
export function withoutConditions(
  where: RowFilter | null,
  gone: (condition: RowCondition) => boolean
): RowFilter {
  return { ...where, conditions: (where?.conditions ?? []).filter(one => !gone(one)) };
}
