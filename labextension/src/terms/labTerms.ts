/** Forms of archives' own terms, by JupyterLab's own form component (rjsf). */
import { FormComponent, ReactWidget } from '@jupyterlab/ui-components';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { createElement, type ReactElement } from 'react';
import { h, setText, uniqueId } from '../components/dom';
import { Notice } from '../components/notice';
import { plainTerms } from '../components/search/plainTerms';
import {
  given,
  type Terms,
  type TermsFactory,
  type TermsForm,
  type TermsSchema
} from '../components/search/terms';
import { sentence } from '../components/words';
import { Boundary } from './boundary';
import { drawable } from './drawable';
import { LabelledField, widgetsOf } from './fields';
import { problems, schemaProblem, validator, type Wrong } from './validator';

/** More of a reason is not told, in characters. */
const LONGEST = 160;

type Options = Parameters<TermsFactory>[0];

/** Make a form as JupyterLab's settings have it. */
export const labTerms: TermsFactory = options => new LabTerms(options);

/** A form by rjsf, or a plain one where rjsf cannot show it. */
class LabTerms implements TermsForm {
  readonly node: HTMLElement;
  private readonly notice = new Notice();
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly schema: TermsSchema;
  private values: Terms;
  private form: FormWidget | null = null;
  private plain: TermsForm | null = null;

  constructor(private readonly options: Options) {
    this.values = options.values;
    this.node = h('div', { class: 'esap-lab-terms', role: 'group', 'aria-label': options.label });
    this.node.append(this.notice.node, this.alert);
    this.schema = drawable(options.schema);
    const problem = schemaProblem(this.schema);
    if (problem) {
      this.failed(problem);
    } else {
      this.draw();
    }
  }

  dispose(): void {
    this.form?.dispose();
    this.plain?.dispose();
    this.node.remove();
  }

  check(): boolean {
    if (!this.form) {
      return this.plain?.check() ?? true;
    }
    const wrong = this.form.check();
    // What is marked beside its term need not be said twice.
    const unmarked = wrong.filter(({ marked }) => !marked);
    setText(this.alert, unmarked.map(({ words }) => sentence(words)).join(' '));
    return wrong.length === 0;
  }

  commit(): void {
    (this.form ?? this.plain)?.commit?.();
  }

  private changed(values: Terms): void {
    this.values = values;
    setText(this.alert, '');
    this.options.changed(values);
  }

  private draw(): void {
    const form = new FormWidget(this.schema, this.values, {
      changed: values => this.changed(values),
      // React is in the midst of drawing, and its widget cannot be taken away from under it.
      failed: error => queueMicrotask(() => this.isShown(form) && this.failed(error.message))
    });
    this.form = form;
    // React draws once the form is on the page, where its owner puts it after this.
    queueMicrotask(() => this.node.isConnected && Widget.attach(form, this.node));
  }

  private isShown(form: FormWidget): boolean {
    return this.form === form && this.node.isConnected;
  }

  private failed(why: string): void {
    this.form?.dispose();
    this.form = null;
    setText(this.alert, '');
    const { label } = this.options;
    let remedy = 'A plain form stands in for it; the archive judges what is filled in.';
    try {
      const changed = (values: Terms) => this.changed(values);
      this.plain = plainTerms({ ...this.options, values: this.values, changed });
      this.node.append(this.plain.node);
    } catch {
      remedy = 'The archive can still be searched without it.';
    }
    const reason = why.length > LONGEST ? `${why.slice(0, LONGEST - 1)}…` : why;
    const message = sentence(`The form of ${label} cannot be shown: ${reason}`);
    this.notice.show({ kind: 'warning', message, remedy });
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
    private readonly told: { changed(values: Terms): void; failed(error: Error): void }
  ) {
    super();
    this.addClass('jp-FormComponent-wrapper');
    for (const event of ['input', 'change', 'click']) {
      this.node.addEventListener(event, () => this.touch(), true);
    }
  }

  commit(): void {
    this.touch();
    this.told.changed(given(this.values));
  }

  /** Mark what is wrong, and say it. */
  check(): Wrong[] {
    this.marking = true;
    this.update();
    const wrong = problems(this.schema, given(this.values));
    if (wrong.length > 0) {
      // The marks are to be there when somebody is told to look at them.
      MessageLoop.flush();
      this.node.querySelector<HTMLElement>('input, select, textarea')?.focus();
    }
    return wrong;
  }

  protected override render(): ReactElement {
    const { failed } = this.told;
    return createElement(Boundary, { failed }, this.rendered());
  }

  private rendered(): ReactElement {
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
      this.told.changed(given(values));
    }
    this.update();
  }

  private touch(): void {
    this.touched = true;
  }
}
