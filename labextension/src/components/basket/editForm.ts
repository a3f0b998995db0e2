/** What a person writes to items: a title, a group, tags, a note. */
import type { BasketChange, BasketItem, BasketView } from '../../api/schema';
import { button, type Component, h, setText, uniqueId, webLink } from '../dom';
import { counted, timeAgo } from '../format';
import { labelled, textField } from '../lake/fields';
import { longText } from '../longText';
import type { Picked } from './picked';
import { KINDS, sourceOf, tagsFrom, titleOf } from './words';

/** What the form asks of its owner. */
export interface EditFormOptions {
  save(change: BasketChange): void;
  close(): void;
}

/** What there was; `null` where it differs. */
interface Before {
  tags: string[];
  note: string;
  group: string | null;
}

/** Edits one item, or what several have in common. */
export class EditForm implements Component {
  readonly node: HTMLFormElement;
  private readonly heading = h('h3');
  private readonly facts = h('div');
  private readonly title = textField();
  private readonly group = textField('none');
  private readonly tags = textField('parted, by commas');
  private readonly note = h('textarea', { class: 'esap-input', rows: 2 });
  private readonly groups = h('datalist', { id: uniqueId('groups') });
  private readonly titleLine: HTMLElement;
  private one: BasketItem | null = null;
  private target: Picked['target'] = { ids: [] };
  private before: Before = { tags: [], note: '', group: '' };

  constructor(private readonly options: EditFormOptions) {
    this.group.setAttribute('list', this.groups.id);
    this.titleLine = labelled('Title', this.title);
    this.node = h(
      'form',
      {
        class: 'esap-basket-edit',
        'aria-label': 'Details of items',
        on: { submit: event => this.submitted(event), keydown: event => this.pressed(event) }
      },
      this.heading,
      this.titleLine,
      labelled('Group', this.group, this.groups),
      labelled('Tags', this.tags),
      labelled('Note', this.note),
      h(
        'div',
        { class: 'esap-actions' },
        h('button', { type: 'submit', class: 'esap-button esap-primary' }, 'Save'),
        button('Close', () => options.close())
      ),
      this.facts
    );
    this.node.hidden = true;
  }

  dispose(): void {
    this.node.remove();
  }

  /** Edit what is picked; groups that there are already are suggested. */
  open(picked: Picked, { groups }: BasketView): void {
    const items = picked.all();
    const one = items.length === 1 ? items[0] : null;
    this.one = one;
    this.target = picked.target;
    setText(this.heading, one ? titleOf(one) : counted(picked.size, 'item'));
    this.titleLine.hidden = one === null;
    this.title.value = one?.title ?? '';
    const group = picked.where ? null : same(items.map(item => item.group));
    const tags = common(items.map(item => item.tags));
    const note = same(items.map(item => item.note)) ?? '';
    this.before = { tags, note, group };
    this.group.value = group ?? '';
    this.group.placeholder = group === null ? 'several' : 'none';
    this.tags.value = tags.join(', ');
    this.note.value = note;
    const names = groups.map(({ name }) => name).filter(Boolean);
    this.groups.replaceChildren(...names.map(name => h('option', { value: name })));
    this.facts.replaceChildren(...(one ? [factsOf(one)] : []));
    this.node.hidden = false;
    const first = one ? this.title : this.group;
    first.focus();
    first.select();
  }

  /** Fold it away. */
  shut(): void {
    this.node.hidden = true;
  }

  private submitted(event: Event): void {
    event.preventDefault();
    this.options.save(this.change());
  }

  private change(): BasketChange {
    const tags = tagsFrom(this.tags.value);
    const group = this.group.value.trim();
    const note = this.note.value.trim();
    const { one, before } = this;
    return {
      ...this.target,
      ...(group !== (before.group ?? '') ? { group } : {}),
      ...(note !== before.note ? { note } : {}),
      ...(one && this.title.value.trim() !== one.title ? { title: this.title.value.trim() } : {}),
      add_tags: tags.filter(tag => !before.tags.includes(tag)),
      remove_tags: before.tags.filter(tag => !tags.includes(tag))
    };
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.options.close();
    }
  }
}

function same(values: readonly string[]): string | null {
  return values.every(value => value === values[0]) ? (values[0] ?? '') : null;
}

function common(lists: readonly string[][]): string[] {
  return (lists[0] ?? []).filter(tag => lists.every(list => list.includes(tag)));
}

function factsOf(item: BasketItem): HTMLElement {
  const { query, acknowledgement, started, result_title } = item.provenance;
  const rows: [string, HTMLElement | string | null | undefined][] = [
    ['What', [KINDS[item.kind], item.content_type].filter(Boolean).join(', ')],
    ['From', sourceOf(item)],
    ['Result', result_title],
    ['Asked', started ? timeAgo(started) : null],
    ['Address', item.url ? webLink(item.url, item.url) : null],
    ['DID', item.did],
    ...Object.entries(item.checksums),
    ['Query', query ? longText(query, 'the query') : null],
    ['Citing', acknowledgement ? longText(acknowledgement, 'how to cite') : null],
    ...Object.entries(item.data).map(([name, value]): [string, string] => [
      name,
      value === null ? '' : String(value)
    ])
  ];
  const known = rows.filter(([, value]) => value);
  const list = h('dl', { class: 'esap-facts' });
  for (const [name, value] of known) {
    list.append(h('dt', {}, name), h('dd', {}, value as HTMLElement));
  }
  return h(
    'details',
    { class: 'esap-lake-section' },
    h('summary', {}, 'What is known of it'),
    list
  );
}
