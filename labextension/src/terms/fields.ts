/** How rjsf lays a term out. */
import { createElement, type ReactElement } from 'react';
import type { TermsSchema } from '../components/search/terms';

interface FieldParts {
  id: string;
  label: string;
  displayLabel: boolean;
  schema: { type?: string; description?: string };
  errors: ReactElement;
  children: ReactElement;
}

/** A field as JupyterLab's settings have it, whose name is a label that assistive technology reads. */
export function LabelledField(props: FieldParts): ReactElement {
  const { id, label, displayLabel, schema, errors, children } = props;
  const { type, description } = schema;
  if (type === 'object') {
    return createElement('div', { className: 'jp-root' }, children);
  }
  // A checkbox carries its label and its description itself.
  const named = displayLabel && type !== 'boolean';
  const group = type === 'array' ? { role: 'group', 'aria-labelledby': `${id}__label` } : {};
  return createElement(
    'div',
    { className: 'esap-lab-field', ...group },
    named ? createElement('label', { id: `${id}__label`, htmlFor: id }, label) : null,
    children,
    named && description
      ? createElement('div', { id: `${id}__description`, className: 'esap-hint' }, description)
      : null,
    createElement('div', { className: 'validationErrors' }, errors)
  );
}

interface Listed {
  type?: string;
  items?: { enum?: unknown; oneOf?: unknown };
}

/** Lists of choices are checkboxes: several lines of a list cannot be chosen by keyboard alone. */
export function widgetsOf(schema: TermsSchema): { [name: string]: unknown } {
  const properties = (schema.properties ?? {}) as { [name: string]: Listed | null };
  // Only what has choices can be boxes; a list of free text has rjsf's own rows to add to.
  const lists = Object.entries(properties).filter(
    ([, each]) => each?.type === 'array' && (each.items?.enum || each.items?.oneOf)
  );
  return Object.fromEntries(lists.map(([name]) => [name, { 'ui:widget': 'checkboxes' }]));
}
