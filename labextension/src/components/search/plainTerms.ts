/** A form for flat JSON Schemas: text, numbers, choices, yes or no, and lists of choices. */
import { h, setAttribute } from '../dom';
import { Field } from './field';
import { patternTest } from './patterns';
import { toNumber } from './quantities';
import { given, type Terms, type TermsFactory, type TermsForm } from './terms';

interface Property {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  oneOf?: { const: unknown; title?: string }[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
  items?: Property;
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Make a plain form; deeper structures are given as JSON. */
export const plainTerms: TermsFactory = ({ schema, values, label, changed }) =>
  new PlainTerms(schema, values, label, changed);

class PlainTerms implements TermsForm {
  readonly node: HTMLElement;
  private readonly entries: Entry[];

  constructor(
    schema: { [keyword: string]: unknown },
    values: Terms,
    label: string,
    private readonly changed: (values: Terms) => void
  ) {
    const properties = isRecord(schema.properties) ? schema.properties : {};
    const required = Array.isArray(schema.required) ? schema.required : [];
    this.entries = Object.entries(properties).map(
      ([name, given]) => new Entry(name, propertyOf(given), values[name], required.includes(name))
    );
    this.node = h(
      'div',
      {
        class: 'esap-terms-fields',
        role: 'group',
        'aria-label': typeof schema.title === 'string' ? schema.title : label,
        on: { input: () => changed(this.values()), change: () => changed(this.values()) }
      },
      ...this.entries.map(entry => entry.node)
    );
  }

  dispose(): void {
    this.node.remove();
  }

  check(): boolean {
    const wrong = this.entries.filter(entry => !entry.check());
    wrong[0]?.focus();
    return wrong.length === 0;
  }

  commit(): void {
    this.changed(this.values());
  }

  private values(): Terms {
    return given(Object.fromEntries(this.entries.map(entry => [entry.name, entry.value])));
  }
}

class Entry {
  readonly node: HTMLElement;
  private readonly field: Field;
  private readonly control: Control;

  constructor(
    readonly name: string,
    private readonly property: Property,
    value: unknown,
    private readonly required: boolean
  ) {
    this.control = controlOf(property);
    setAttribute(this.control, 'required', required);
    setAttribute(this.control, 'title', property.description);
    this.field = new Field(property.title ?? name, [this.control]);
    this.node = this.field.node;
    this.fill(value ?? property.default);
  }

  get value(): unknown {
    const { control, property } = this;
    const text = control.value.trim();
    if (control instanceof HTMLInputElement && control.type === 'checkbox') {
      return control.checked || undefined;
    }
    if (control instanceof HTMLSelectElement && control.multiple) {
      return [...control.selectedOptions].map(option => JSON.parse(option.value));
    }
    if (control instanceof HTMLSelectElement) {
      return text ? JSON.parse(text) : undefined;
    }
    if (is(property, 'number') || is(property, 'integer')) {
      return text ? toNumber(text) : undefined;
    }
    return is(property, 'array') || is(property, 'object') ? parsed(text) : text;
  }

  focus(): void {
    this.field.focus();
  }

  check(): boolean {
    const problem = this.problem();
    this.field.setError(problem);
    return problem === null;
  }

  private problem(): string | null {
    const { property, value } = this;
    if (value === undefined || value === '') {
      return this.required ? 'This is needed.' : null;
    }
    if (typeof value === 'number') {
      return numberProblem(value, property);
    }
    if (typeof value === 'string') {
      return textProblem(value, property);
    }
    return value === null ? 'This is not JSON.' : null;
  }

  private fill(value: unknown): void {
    const { control } = this;
    if (control instanceof HTMLInputElement && control.type === 'checkbox') {
      control.checked = value === true;
    } else if (control instanceof HTMLSelectElement) {
      const wanted = (Array.isArray(value) ? value : [value]).map(one => JSON.stringify(one));
      for (const option of control.options) {
        option.selected = wanted.includes(option.value);
      }
    } else if (value !== undefined && value !== null) {
      control.value = typeof value === 'object' ? JSON.stringify(value) : String(value);
    }
  }
}

/** What a form of others describes as a property, as far as it makes sense. */
function propertyOf(given: unknown): Property {
  const property: { [keyword: string]: unknown } = isRecord(given) ? given : {};
  const { title, description, items, enum: words, oneOf } = property;
  return {
    ...property,
    title: typeof title === 'string' ? title : undefined,
    description: typeof description === 'string' ? description : undefined,
    items: isRecord(items) ? propertyOf(items) : undefined,
    enum: Array.isArray(words) ? words : undefined,
    oneOf: Array.isArray(oneOf) && oneOf.every(isRecord) ? (oneOf as never) : undefined
  };
}

function isRecord(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function controlOf(property: Property): Control {
  const choices = choicesOf(property);
  if (choices) {
    const options = choices.map(({ value, title }) =>
      h('option', { value: JSON.stringify(value) }, title)
    );
    return h('select', {}, h('option', { value: '' }, 'any'), ...options);
  }
  const several = is(property, 'array') && property.items && choicesOf(property.items);
  if (several) {
    const options = several.map(({ value, title }) =>
      h('option', { value: JSON.stringify(value) }, title)
    );
    return h('select', { multiple: true, size: Math.min(4, several.length) }, ...options);
  }
  if (is(property, 'boolean')) {
    return h('input', { type: 'checkbox' });
  }
  const numeric = is(property, 'number') || is(property, 'integer');
  return h('input', {
    type: 'text',
    inputmode: numeric ? 'decimal' : 'text',
    autocomplete: 'off',
    spellcheck: 'false'
  });
}

function choicesOf({ enum: words, oneOf }: Property): { value: unknown; title: string }[] | null {
  const found = oneOf
    ? oneOf.map(({ const: value, title }) => ({ value, title: String(title ?? value) }))
    : words?.map(value => ({ value, title: String(value) }));
  // Not every alternative is a value; where none is, it is to be typed.
  const filled = found?.filter(
    ({ value }) => value !== '' && value !== null && value !== undefined
  );
  return filled && filled.length > 0 ? filled : null;
}

function textProblem(value: string, { pattern, maxLength }: Property): string | null {
  if (typeof maxLength === 'number' && value.length > maxLength) {
    return `This is longer than ${maxLength} characters.`;
  }
  const fits = patternTest(pattern)?.(value) ?? true;
  return fits ? null : 'This has another form than the archive wants.';
}

function numberProblem(value: number, property: Property): string | null {
  if (!Number.isFinite(value) || (is(property, 'integer') && !Number.isInteger(value))) {
    return is(property, 'integer') ? 'This is not a whole number.' : 'This is not a number.';
  }
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = property;
  return value >= minimum && value <= maximum
    ? null
    : `This is to be between ${minimum} and ${maximum}.`;
}

function is({ type }: Property, name: string): boolean {
  return Array.isArray(type) ? type.includes(name) : type === name;
}

function parsed(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return null;
  }
}
