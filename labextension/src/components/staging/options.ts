/** Which files of rows are meant, where they go, and what is done with them there. */
import type { StageRequest } from '../../api/schema';
import { type Component, h, uniqueId } from '../dom';
import { labelled, textField } from '../lake/fields';

/** A part of the sky, in degrees. */
export interface Circle {
  ra: number;
  dec: number;
  radius: number;
}

/** What the fields say. */
export type StageChoice = Pick<StageRequest, 'which' | 'folder' | 'copy' | 'unpack'> & {
  parameters: { [name: string]: string };
};

type Which = 'this' | 'all' | 'cutout';

/** Tells its owner when a plan has to be made anew. */
export class StageOptions implements Component {
  readonly node: HTMLElement;
  private readonly which: HTMLSelectElement;
  private readonly whichLine: HTMLElement;
  private readonly circle: HTMLInputElement[];
  private readonly circleLine: HTMLElement;
  private readonly folder = textField();
  private readonly copy: HTMLInputElement;
  private readonly unpack: HTMLInputElement;

  constructor(changed: () => void) {
    this.which = h(
      'select',
      { class: 'esap-input', on: { change: () => this.chosen(changed) } },
      h('option', { value: 'this' }, 'The data (#this)'),
      h('option', { value: 'all' }, 'All files of each row'),
      h('option', { value: 'cutout' }, 'A cutout of each row')
    );
    this.whichLine = labelled('Files', this.which);
    this.circle = ['Right ascension', 'Declination', 'Radius'].map(name =>
      h('input', {
        class: 'esap-input',
        type: 'number',
        step: 'any',
        placeholder: name,
        'aria-label': `${name} in degrees`,
        title: `${name} in degrees`,
        on: { change: changed }
      })
    );
    this.circleLine = h(
      'div',
      { class: 'esap-field', role: 'group', 'aria-label': 'Circle in degrees' },
      h('span', {}, 'Circle'),
      h('div', { class: 'esap-inline' }, ...this.circle)
    );
    this.folder.addEventListener('change', changed);
    this.copy = h('input', { type: 'checkbox', id: uniqueId('copy'), on: { change: changed } });
    this.unpack = h('input', { type: 'checkbox', id: uniqueId('unpack'), on: { change: changed } });
    this.node = h(
      'div',
      { class: 'esap-stage-options' },
      this.whichLine,
      this.circleLine,
      labelled('Folder', this.folder),
      h(
        'div',
        { class: 'esap-stage-checks' },
        checked(
          this.copy,
          'Copy files from mounted disks',
          'Without, what this machine can open already is used where it lies'
        ),
        checked(this.unpack, 'Unpack zip and tar', 'Into a folder beside each')
      )
    );
  }

  dispose(): void {
    this.node.remove();
  }

  /** Begin anew: whether there are rows with files of several kinds, and where a cutout is. */
  reset(hasRows: boolean, around: Circle | null): void {
    this.whichLine.hidden = !hasRows;
    this.which.value = 'this';
    this.circleLine.hidden = true;
    const values = around ? [around.ra, around.dec, around.radius] : [];
    this.circle.forEach((field, at) => {
      field.value = values[at] === undefined ? '' : String(values[at]);
    });
    this.folder.value = '';
    this.folder.placeholder = 'esap-data';
    this.copy.checked = true;
    this.unpack.checked = false;
  }

  /** Say where files go when nothing else is said. */
  suggest(folder: string): void {
    if (folder && this.folder.value === '') {
      this.folder.placeholder = folder;
    }
  }

  /** What is chosen; `null` while a cutout lacks its circle. */
  get choice(): StageChoice | null {
    const which = this.which.value as Which;
    const numbers = this.circle.map(field => field.value.trim());
    if (which === 'cutout' && numbers.includes('')) {
      return null;
    }
    return {
      which: which === 'all' ? 'all' : 'this',
      folder: this.folder.value.trim(),
      copy: this.copy.checked,
      unpack: this.unpack.checked,
      parameters: which === 'cutout' ? { CIRCLE: numbers.join(' ') } : {}
    };
  }

  private chosen(changed: () => void): void {
    this.circleLine.hidden = this.which.value !== 'cutout';
    changed();
  }
}

function checked(box: HTMLInputElement, label: string, about: string): HTMLElement {
  const words = h('label', { for: box.id }, label);
  return h('span', { class: 'esap-inline', title: about }, box, words);
}
