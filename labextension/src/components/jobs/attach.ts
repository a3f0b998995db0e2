/** Attaching to a job by its address, and asking an archive for its own list. */
import type { Archive } from '../../api/schema';
import { button, type Component, h, isIdle, setAttribute, setIdle, uniqueId } from '../dom';

/** What the form asks of its owner. */
export interface AttachFormOptions {
  attach(url: string, archive: string): Promise<boolean>;
  list(archive: string): Promise<void>;
}

/** A field, a choice of archive, two buttons. */
export class AttachForm implements Component {
  readonly node: HTMLFormElement;
  private readonly field: HTMLInputElement;
  private readonly choice = h('select', {
    class: 'esap-input',
    'aria-label': 'Archive of the job'
  });
  private readonly attach = button('Attach', () => this.node.requestSubmit());
  private readonly ask: HTMLButtonElement;

  constructor(private readonly options: AttachFormOptions) {
    const id = uniqueId('job-address');
    this.field = h('input', {
      id,
      class: 'esap-input',
      type: 'url',
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: 'https://…/async/1'
    });
    this.ask = button('List its jobs', () => void this.listJobs(), {
      title: 'Ask the chosen archive for the jobs that it knows'
    });
    this.choice.addEventListener('change', () => this.update());
    this.node = h(
      'form',
      { class: 'esap-job-attach', 'aria-label': 'Attach to a job', novalidate: true },
      h('label', { for: id }, 'Attach to a job'),
      h('div', { class: 'esap-inline' }, this.field, this.attach),
      h('div', { class: 'esap-inline' }, this.choice, this.ask)
    );
    this.node.addEventListener('submit', event => {
      event.preventDefault();
      void this.submit();
    });
    this.show([]);
  }

  dispose(): void {
    this.node.remove();
  }

  /** Offer these archives. */
  show(archives: Archive[]): void {
    const chosen = this.choice.value;
    const asked = archives.filter(one => one.takes.includes('adql') && one.kind !== 'local');
    const options = asked.map(one => h('option', { value: one.id }, one.name));
    this.choice.replaceChildren(h('option', { value: '' }, 'by address'), ...options);
    this.choice.value = asked.some(one => one.id === chosen) ? chosen : '';
    this.update();
  }

  private update(): void {
    setIdle(this.ask, this.choice.value === '');
  }

  private async submit(): Promise<void> {
    const url = this.field.value.trim();
    setAttribute(this.field, 'aria-invalid', url === '' ? 'true' : null);
    if (url === '') {
      this.field.focus();
    } else if (await this.options.attach(url, this.choice.value)) {
      this.field.value = '';
    }
  }

  private async listJobs(): Promise<void> {
    if (!isIdle(this.ask)) {
      await this.options.list(this.choice.value);
    }
  }
}
