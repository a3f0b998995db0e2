/** A form made of a service's own description (SODA): what to cut out of the data. */
import type { Parameter, Service } from '../../api/schema';
import { button, type Component, h, setText, uniqueId } from '../dom';
import { separation } from '../sky/sphere';
import { sentence } from '../words';

/** A circle that is proposed: the search's, or around the row. */
export interface Around {
  readonly ra: number;
  readonly dec: number;
  /** In degrees. */
  readonly radius: number | null;
}

/** What a form stands on. */
export interface CutoutFormOptions {
  readonly service: Service;
  readonly around: Around | null;
  onSubmit(parameters: { [name: string]: string }): void;
}

interface Field {
  readonly parameter: Parameter;
  readonly inputs: (HTMLInputElement | HTMLSelectElement)[];
}

const DIGITS = 8;

/** One line for each parameter; empty ones are not sent. */
export class CutoutForm implements Component {
  readonly node: HTMLFormElement;
  private readonly fields: Field[];
  private readonly alert = h('p', { class: 'esap-error', role: 'alert' });

  constructor(private readonly options: CutoutFormOptions) {
    const { service, around } = options;
    this.fields = service.parameters.map(parameter => ({
      parameter,
      inputs: inputsOf(parameter, parameter.kind === 'circle' ? proposal(parameter, around) : [])
    }));
    const verb = service.cutout ? 'Cut out' : 'Ask the service';
    this.node = h(
      'form',
      {
        class: 'esap-cutout',
        'aria-label': service.title,
        on: {
          submit: event => {
            event.preventDefault();
            this.submit();
          }
        }
      },
      ...this.fields.map(fieldset),
      this.alert,
      button(verb, () => undefined, { type: 'submit', class: 'esap-button esap-primary' })
    );
  }

  dispose(): void {
    this.node.remove();
  }

  focus(): void {
    this.fields[0]?.inputs[0]?.focus();
  }

  /** What is filled in, as the service takes it. */
  get values(): { [name: string]: string } {
    const pairs = this.fields.map(({ parameter, inputs }) => [
      parameter.name,
      inputs.map(input => input.value.trim())
    ]);
    const filled = pairs.filter(([, texts]) => (texts as string[]).some(text => text !== ''));
    return Object.fromEntries(filled.map(([name, texts]) => [name, (texts as string[]).join(' ')]));
  }

  private submit(): void {
    const problem = this.fields.map(problemOf).find(words => words !== null);
    setText(this.alert, problem ?? '');
    if (problem === undefined || problem === null) {
      this.options.onSubmit(this.values);
    }
  }
}

function problemOf({ parameter, inputs }: Field): string | null {
  const texts = inputs.map(input => input.value.trim());
  const filled = texts.filter(text => text !== '').length;
  const { name, kind } = parameter;
  if (filled === 0 || kind === 'choice' || kind === 'text') {
    return null;
  }
  if (filled < texts.length) {
    return `${name} needs all of its numbers, or none.`;
  }
  const wrong = texts
    .flatMap(text => text.split(/\s+/))
    .find(text => !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$|^[-+]?inf$/i.test(text));
  return wrong === undefined ? null : `${name}: ${wrong} is not a number.`;
}

function inputsOf(parameter: Parameter, proposed: string[]): Field['inputs'] {
  const { kind, options, name, value } = parameter;
  if (kind === 'choice') {
    const choices = ['', ...options].map(option =>
      h('option', { value: option, selected: option === value }, option || 'as the service chooses')
    );
    return [h('select', { class: 'esap-input', 'aria-label': name }, ...choices)];
  }
  return partsOf(parameter).map((label, at) => {
    const limit = limitAt(parameter, at);
    return h('input', {
      class: 'esap-input',
      type: 'text',
      inputmode: kind === 'text' || kind === 'polygon' ? 'text' : 'decimal',
      value: proposed[at] ?? (kind === 'number' || kind === 'text' ? value : ''),
      placeholder: limit === undefined ? null : short(limit),
      'aria-label': `${name}: ${label}`,
      title: label,
      spellcheck: 'false'
    });
  });
}

function limitAt({ kind, minimum, maximum }: Parameter, at: number): number | undefined {
  if (kind === 'range') {
    return at === 0 ? minimum[0] : maximum[maximum.length - 1];
  }
  return kind === 'number' ? (minimum[0] ?? maximum[0]) : undefined;
}

function partsOf({ kind }: Parameter): string[] {
  switch (kind) {
    case 'circle':
      return ['right ascension', 'declination', 'radius'];
    case 'range':
      return ['from', 'to'];
    case 'polygon':
      return ['right ascension and declination of each corner, with spaces between'];
    default:
      return ['value'];
  }
}

function fieldset({ parameter, inputs }: Field): HTMLElement {
  const { name, unit, description } = parameter;
  const limits = limitsOf(parameter);
  const id = uniqueId('parameter');
  const words = [description, limits].filter(Boolean).map(sentence).join(' ');
  return h(
    'fieldset',
    { 'aria-describedby': words ? id : null },
    h('legend', {}, unit ? `${name} (${unit})` : name),
    h('div', { class: 'esap-cutout-inputs' }, ...inputs),
    words ? h('p', { class: 'esap-hint', id }, words) : null
  );
}

function limitsOf({ kind, minimum, maximum, unit }: Parameter): string {
  if (kind === 'circle' && maximum.length === 3) {
    const [ra, dec, radius] = maximum.map(short);
    return `The data lie within ${Number(Number(radius).toPrecision(3))}° of ${ra} ${dec}`;
  }
  if ((kind === 'range' || kind === 'number') && (minimum.length > 0 || maximum.length > 0)) {
    const [low, high] = [minimum[0], maximum[maximum.length - 1]];
    const from = low === undefined ? '' : `from ${short(low)}`;
    const to = high === undefined ? '' : `to ${short(high)}`;
    return `The data go ${[from, to].filter(Boolean).join(' ')} ${unit}`.trim();
  }
  return '';
}

/** The circle to begin with: what was searched, as far as the data go, or a part of the data. */
export function proposal(parameter: Parameter, around: Around | null): string[] {
  const [ra, dec, most] = parameter.maximum;
  if (most === undefined) {
    return around ? numbers(around.ra, around.dec, around.radius ?? 0.1) : [];
  }
  const inside = around && separation(around, { ra, dec }) < most;
  if (!inside || !around) {
    return numbers(ra, dec, round(most / 4));
  }
  return numbers(around.ra, around.dec, Math.min(around.radius ?? round(most / 4), most));
}

/** A proposal, which nobody wants to the last digit. */
function round(value: number): number {
  return Number(value.toPrecision(2));
}

function numbers(...values: number[]): string[] {
  return values.map(short);
}

function short(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}
