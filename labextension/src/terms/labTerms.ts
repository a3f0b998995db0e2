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
}

class FormWidget extends ReactWidget {
  private readonly prefix = uniqueId('terms');
  /** Wrong values are marked from the first check on, not while a form is begun. */
  private marking = false;

  constructor(
    private readonly schema: TermsSchema,
    private values: Terms,
    private readonly changed: (values: Terms) => void
  ) {
    super();
    this.addClass('jp-FormComponent-wrapper');
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
    this.changed(given(values));
    this.update();
  }
}
