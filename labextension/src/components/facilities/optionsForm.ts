/** What can be chosen at a facility. */
import type { FacilitiesClient } from '../../api/facilities';
import type { Facility } from '../../api/schema';
import { type Component, h, setText } from '../dom';
import type { Terms, TermsFactory, TermsForm } from '../search/terms';
import { errorWords } from '../words';

/** Asks for the form of a facility once it is chosen. */
export class FacilityOptions implements Component {
  readonly node: HTMLElement;
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly place = h('div');
  private form: TermsForm | null = null;
  private asking = new AbortController();
  private terms: Terms = {};

  constructor(
    private readonly client: FacilitiesClient,
    private readonly make: TermsFactory
  ) {
    this.node = h('div', { class: 'esap-facility-options' }, this.status, this.alert, this.place);
  }

  dispose(): void {
    this.asking.abort();
    this.form?.dispose();
    this.node.remove();
  }

  /** What is filled in. */
  get values(): Terms {
    this.form?.commit?.();
    return this.terms;
  }

  /** Whether nothing is wrong with it. */
  check(): boolean {
    return this.form?.check() ?? true;
  }

  /** Show what can be chosen at a facility; `null` shows nothing. */
  async show(facility: Facility | null): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    this.form?.dispose();
    this.form = null;
    this.terms = {};
    setText(this.alert, '');
    setText(this.status, facility ? `Asking what can be chosen at ${facility.name}…` : '');
    if (!facility) {
      return;
    }
    try {
      const { schema } = await this.client.form(facility.id, signal);
      if (!signal.aborted) {
        this.draw(facility, schema);
      }
    } catch (error) {
      if (!signal.aborted) {
        setText(this.alert, errorWords(error as Error));
      }
    }
    if (!signal.aborted) {
      setText(this.status, '');
    }
  }

  private draw({ name }: Facility, schema: { [keyword: string]: unknown } | null): void {
    const properties = (schema?.properties ?? {}) as object;
    if (!schema || Object.keys(properties).length === 0) {
      return;
    }
    this.form = this.make({
      schema,
      values: {},
      label: `Options of ${name}`,
      changed: values => {
        this.terms = values;
      }
    });
    this.place.append(this.form.node);
  }
}
