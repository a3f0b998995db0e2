/** Forms of archives' own terms, by JupyterLab's own form component (rjsf). */
import { FormComponent, ReactWidget } from '@jupyterlab/ui-components';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import validator from '@rjsf/validator-ajv8';
import { createElement, type ReactElement } from 'react';
import { h, uniqueId } from '../components/dom';
import {
  given,
  type Terms,
  type TermsFactory,
  type TermsForm,
  type TermsSchema
} from '../components/search/terms';

/** Make a form as JupyterLab's settings have it. */
export const labTerms: TermsFactory = options => new LabTerms(options);

class LabTerms implements TermsForm {
  readonly node: HTMLElement;
  private readonly form: FormWidget;

  constructor({ schema, values, label, changed }: Parameters<TermsFactory>[0]) {
    this.node = h('div', { class: 'esap-lab-terms', role: 'group', 'aria-label': label });
    this.form = new FormWidget(schema, values, changed);
    // React draws once the form is on the page, where its owner puts it after this.
    queueMicrotask(() => this.node.isConnected && Widget.attach(this.form, this.node));
  }

  dispose(): void {
    this.form.dispose();
    this.node.remove();
  }

  check(): boolean {
    return this.form.check();
  }

  commit(): void {
    this.form.commit();
  }
}

class FormWidget extends ReactWidget {
  private readonly prefix = uniqueId('terms');
  /** Wrong values are marked from the first check on, not while a form is begun. */
  private marking = false;
  /** Defaults that are shown are not asked for before the person has done something. */
  private touched = false;

  constructor(
    private readonly schema: TermsSchema,
    private values: Terms,
    private readonly changed: (values: Terms) => void
  ) {
    super();
    this.addClass('jp-FormComponent-wrapper');
    for (const event of ['input', 'change', 'click']) {
      this.node.addEventListener(event, () => this.touch(), true);
    }
  }

  commit(): void {
    this.touch();
    this.changed(given(this.values));
  }

  check(): boolean {
    this.marking = true;
    this.update();
    const { errors } = validator.validateFormData(given(this.values), this.schema);
    if (errors.length > 0) {
      // The marks are to be there when somebody is told to look at them.
      MessageLoop.flush();
      this.node.querySelector<HTMLElement>('input, select, textarea')?.focus();
    }
    return errors.length === 0;
  }

  protected override render(): ReactElement {
    return createElement(FormComponent, {
      schema: this.schema,
      uiSchema: widgetsOf(this.schema) as never,
      templates: { FieldTemplate: LabelledField as never },
      validator: validator as never,
      formData: this.values as never,
      onChange: ({ formData }) => this.typed((formData ?? {}) as Terms),
      liveValidate: this.marking,
      showErrorList: false,
      compact: true,
      tagName: 'div' as never,
      idPrefix: this.prefix
    });
  }

  private typed(values: Terms): void {
    this.values = values;
    if (this.touched) {
      this.changed(given(values));
    }
    this.update();
  }

  private touch(): void {
    this.touched = true;
  }
}

interface FieldParts {
  id: string;
  label: string;
  displayLabel: boolean;
  schema: { type?: string; description?: string };
  errors: ReactElement;
  children: ReactElement;
}

/** A field as JupyterLab's settings have it, whose name is a label that assistive technology reads. */
function LabelledField(props: FieldParts): ReactElement {
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

/** Lists of choices are checkboxes: several lines of a list cannot be chosen by keyboard alone. */
interface Listed {
  type?: string;
  items?: { enum?: unknown; oneOf?: unknown };
}

function widgetsOf(schema: TermsSchema): { [name: string]: unknown } {
  const properties = (schema.properties ?? {}) as { [name: string]: Listed };
  // Only what has choices can be boxes; a list of free text has rjsf's own rows to add to.
  const lists = Object.entries(properties).filter(
    ([, { type, items }]) => type === 'array' && (items?.enum || items?.oneOf)
  );
  return Object.fromEntries(lists.map(([name]) => [name, { 'ui:widget': 'checkboxes' }]));
}
