/** What can be chosen when a workflow is opened here. */
import type { Existing, OpenableKernel, OpenPlan, OpenRequest } from '../../api/schema';
import { h, setText, uniqueId } from '../dom';
import { readValue } from '../facilities/sweep';
import { counted } from '../format';
import { labelled, textField } from '../lake/fields';
import { sentence } from '../words';

const EXISTING: readonly [Existing, string][] = [
  ['keep', 'Keep my changes'],
  ['beside', 'Put what is new beside them'],
  ['replace', 'Replace them; my changes are lost']
];

/** What would come, in a sentence. */
export function planWords({ files, folder, is_opened }: OpenPlan, size: string): string {
  const what = [counted(files.length, 'file'), size].filter(Boolean).join(', ');
  if (is_opened && files.length === 0) {
    return `Nothing is to be fetched: it is in ${folder} already.`;
  }
  const before = is_opened ? ' It was opened there before.' : '';
  return `${what} into ${folder}.${before}`;
}

/** What the kernel lacks, as far as that is known. */
export function missingWords(kernel: OpenableKernel | null): string {
  if (!kernel) {
    return '';
  }
  const { name, display_name, is_here, missing, problem } = kernel;
  if (!is_here) {
    return `There is no kernel ${name} here; choose another one when it is open.`;
  }
  if (problem) {
    return sentence(problem);
  }
  const modules = missing.map(({ module }) => module).join(', ');
  const packages = missing.map(each => each.package).filter(Boolean);
  const install = packages.length > 0 ? ` (pip install ${packages.join(' ')})` : '';
  return modules ? `${display_name || name} lacks ${modules}${install}.` : '';
}

/** Data, parameters, and what becomes of files that the person has changed. */
export class OpenFields {
  readonly node: HTMLElement;
  private readonly data = h('fieldset', {});
  private readonly values = h('div', { class: 'esap-facility-form' });
  private readonly edited = h('fieldset', {});
  private readonly name = uniqueId('existing');
  private readonly boxes = new Map<string, HTMLInputElement>();
  private readonly fields = new Map<string, HTMLInputElement>();

  constructor() {
    this.node = h('div', { class: 'esap-facility-form' }, this.data, this.values, this.edited);
    this.node.hidden = true;
  }

  /** What is chosen. */
  get choice(): Pick<OpenRequest, 'data' | 'values' | 'existing'> {
    const data = [...this.boxes].filter(([, box]) => box.checked).map(([url]) => url);
    const filled = [...this.fields].filter(([, field]) => field.value.trim() !== '');
    const values = Object.fromEntries(
      filled.map(([name, field]) => [name, readValue(field.value.trim())])
    );
    const chosen = this.edited.querySelector<HTMLInputElement>('input:checked');
    return { data, values, existing: (chosen?.value as Existing | undefined) ?? 'keep' };
  }

  /** Offer what a plan has; what was chosen already stays so. */
  show(plan: OpenPlan): void {
    this.node.hidden = false;
    this.showData(plan);
    this.showValues(plan);
    this.showEdited(plan.edited);
  }

  private showData({ data, has_data }: OpenPlan): void {
    const lines = data.map(({ url, why }) => {
      const here = has_data.includes(url);
      const box = this.boxes.get(url) ?? h('input', { type: 'checkbox', checked: !here });
      this.boxes.set(url, box);
      const words = h('span', {}, url, h('span', { class: 'esap-hint' }, ` ${why}`));
      return h('label', { class: 'esap-check' }, box, words, here ? ' (here already)' : '');
    });
    this.data.hidden = lines.length === 0;
    this.data.replaceChildren(h('legend', {}, 'Fetch its data too'), ...lines);
  }

  private showValues({ parameters, filled }: OpenPlan): void {
    const lines = parameters.map(name => {
      const field = this.fields.get(name) ?? textField();
      this.fields.set(name, field);
      field.placeholder = filled.includes(name) ? 'paths of the basket' : 'as in the notebook';
      return labelled(name, field);
    });
    for (const name of [...this.fields.keys()].filter(one => !parameters.includes(one))) {
      this.fields.delete(name);
    }
    this.values.hidden = lines.length === 0;
    this.values.replaceChildren(...lines);
  }

  private showEdited(edited: readonly string[]): void {
    const before = this.choice.existing;
    const legend = h('legend', {}, '');
    const names = edited.slice(0, 5).join(', ');
    const more = edited.length > 5 ? ` and ${edited.length - 5} more` : '';
    setText(legend, `You have changed ${names}${more}`);
    const lines = EXISTING.map(([value, words]) => {
      const radio = h('input', { type: 'radio', name: this.name, value });
      radio.checked = value === before;
      return h('label', { class: 'esap-check' }, radio, h('span', {}, words));
    });
    this.edited.hidden = edited.length === 0;
    this.edited.replaceChildren(...(edited.length > 0 ? [legend, ...lines] : []));
  }
}
