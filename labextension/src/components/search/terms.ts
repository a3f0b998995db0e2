/** An archive's own terms: a form made of its JSON Schema. */
import type { Backend } from '../../api/backend';
import { button, type Component, h, setText } from '../dom';
import { errorWords } from '../words';

/** What an archive is asked in its own terms. */
export type Terms = { [name: string]: unknown };

/** JSON Schema of an object. */
export type TermsSchema = { [keyword: string]: unknown };

/** A form whose values are an archive's own terms. */
export interface TermsForm extends Component {
  /** Say what is wrong with the values, if anything, where they stand; whether all is well. */
  check(): boolean;
  /** Take what is shown, defaults included, for what is asked; unless the form always does. */
  commit?(): void;
}

/** Makes a form; whoever has a form component of its own brings it along. */
export type TermsFactory = (options: {
  schema: TermsSchema;
  values: Terms;
  /** The archive's name. */
  label: string;
  changed(values: Terms): void;
}) => TermsForm;

/** What the section stands on. */
export interface TermsSectionOptions {
  id: string;
  name: string;
  backend: Pick<Backend, 'form'>;
  make: TermsFactory;
  /** What is filled in now. */
  values(): Terms;
  collection: string;
  changed(values: Terms): void;
  /** The form is there, or there is none. */
  drawn?(schema: TermsSchema | null): void;
  /** Ask this archive alone. */
  search(): void;
}

/** Leave out what was left empty. */
export function given(values: Terms): Terms {
  const filled = Object.entries(values).filter(([, value]) => isFilled(value));
  return Object.fromEntries(filled);
}

/** The form, fetched when it is unfolded, with what asks this archive alone. */
export class TermsSection implements Component {
  readonly node: HTMLElement;
  private readonly place = h('div');
  private readonly status = h('div', { class: 'esap-hint', role: 'status' });
  private form: TermsForm | null = null;
  private asked = 0;

  constructor(private readonly options: TermsSectionOptions) {
    const { name } = options;
    const search = button('Search this archive', () => this.search(), {
      'aria-label': `Search ${name} alone`
    });
    this.node = h(
      'section',
      { class: 'esap-terms', 'aria-label': `Own terms of ${name}` },
      this.place,
      this.status,
      search
    );
    void this.load(options.collection);
  }

  dispose(): void {
    this.asked += 1;
    this.form?.dispose();
    this.node.remove();
  }

  /** Whether nothing is wrong with what is filled in. */
  check(): boolean {
    return this.form?.check() ?? true;
  }

  /** Fetch the form of a collection. */
  async load(collection: string): Promise<void> {
    const { id, name, backend, make, changed } = this.options;
    this.asked += 1;
    const { asked } = this;
    setText(this.status, 'Reading its form…');
    try {
      const { schema } = await backend.form(id, collection);
      if (asked !== this.asked) {
        return;
      }
      this.form?.dispose();
      const values = this.fitting(schema);
      this.form = schema ? make({ schema, values, label: name, changed }) : null;
      this.options.drawn?.(schema);
      this.place.replaceChildren(...(this.form ? [this.form.node] : []));
      setText(this.status, this.form ? '' : 'It has no terms of its own.');
    } catch (error) {
      if (asked === this.asked) {
        setText(this.status, errorWords(error as Error));
        const retry = button('Retry', () => void this.load(collection));
        this.place.replaceChildren(retry);
      }
    }
  }

  /** What is filled in that the form knows; another collection may have other terms. */
  private fitting(schema: TermsSchema | null): Terms {
    const before = Object.entries(this.options.values());
    const known = Object.keys((schema?.properties ?? {}) as object);
    const values = Object.fromEntries(before.filter(([name]) => known.includes(name)));
    if (Object.keys(values).length < before.length) {
      this.options.changed(values);
    }
    return values;
  }

  private search(): void {
    if (this.check()) {
      this.form?.commit?.();
      this.options.search();
    }
  }
}

function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.length > 0;
  }
  return value !== '' && value !== null && value !== undefined;
}
