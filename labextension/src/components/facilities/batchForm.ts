/** What to run with nobody in front of it: here, or at a facility. */
import type { FacilitiesClient } from '../../api/facilities';
import type { BatchRequest, Facility, NotebookRequest } from '../../api/schema';
import { button, h, isIdle, setHidden, setIdle, setText } from '../dom';
import { counted } from '../format';
import { labelled, textField } from '../lake/fields';
import { errorNotice, Notice } from '../notice';
import { Field } from '../search/field';
import type { TermsFactory } from '../search/terms';
import { FacilityChoice } from './choice';
import type { DialogContent } from './dialog';
import type { Errand } from './errand';
import { FacilityOptions } from './optionsForm';
import { type Parameters, readSweep } from './sweep';

/** What running in batch stands on; what is absent is not offered. */
export interface BatchFormOptions {
  client: FacilitiesClient;
  terms: TermsFactory;
  login?: (service: string) => Promise<void>;
  /** It has begun; Activity tells how it goes. */
  begun(words: string): void;
}

/** Nothing is sent before it is pressed. */
export class BatchForm implements DialogContent {
  readonly node: HTMLElement;
  private readonly choice: FacilityChoice;
  private readonly options: FacilityOptions;
  private readonly parameters = h('textarea', {
    rows: 3,
    spellcheck: 'false',
    placeholder: 'radius = 0.5 | 1.0\nname = "M31"'
  });
  private readonly sweep = new Field('Parameters', [this.parameters]);
  private readonly count = h('p', { class: 'esap-hint', role: 'status' });
  private readonly folder = textField('results');
  private readonly folderLine = labelled('Outputs to', this.folder);
  private readonly html = h('input', { type: 'checkbox' });
  private readonly pdf = h('input', { type: 'checkbox' });
  private readonly exportLine: HTMLElement;
  private readonly plan = h('pre', { class: 'esap-code', tabindex: 0, role: 'group' });
  private readonly notice = new Notice();
  private readonly look: HTMLButtonElement;
  private readonly run: HTMLButtonElement;

  constructor(
    private readonly deps: BatchFormOptions,
    private readonly errand: Errand,
    private readonly close: () => void
  ) {
    const { client, login, terms } = deps;
    const here = {
      name: 'Here',
      about: 'A kernel of its own on this machine; the notebook is kept'
    };
    this.choice = new FacilityChoice({
      client,
      ability: 'batch',
      login,
      here: errand.workflow ? undefined : here,
      request: async () => ({ workflow: errand.workflow, notebook: errand.notebook }),
      changed: facility => this.chosen(facility)
    });
    this.options = new FacilityOptions(client, terms);
    this.parameters.addEventListener('input', () => this.typed());
    this.plan.setAttribute('aria-label', 'What would be sent');
    this.plan.hidden = true;
    this.exportLine = h(
      'div',
      { class: 'esap-inline', role: 'group', 'aria-label': 'Export afterwards' },
      h('span', {}, 'Also as'),
      h('label', { class: 'esap-check' }, this.html, 'HTML'),
      h('label', { class: 'esap-check' }, this.pdf, 'PDF')
    );
    this.look = button('Show what would be sent', () => void this.showPlan());
    this.run = button('Run', () => void this.begin(), { class: 'esap-button esap-primary' });
    const foot = [button('Cancel', close), this.look, this.run];
    this.node = h(
      'div',
      { class: 'esap-facility-form' },
      this.choice.node,
      this.options.node,
      this.sweep.node,
      this.count,
      this.folderLine,
      this.exportLine,
      errand.before ? h('p', { class: 'esap-hint' }, errand.before.words) : null,
      this.plan,
      this.notice.node,
      h('div', { class: 'esap-dialog-foot esap-actions' }, ...foot)
    );
    this.typed();
    this.chosen(null);
  }

  dispose(): void {
    for (const part of [this.choice, this.options, this.notice]) {
      part.dispose();
    }
    this.node.remove();
  }

  start(): void {
    void this.choice.load().then(() => this.choice.focus());
  }

  private chosen(facility: Facility | null): void {
    const here = this.choice?.isHere ?? false;
    setIdle(this.run, facility === null && !here);
    setText(this.run, here ? 'Run here' : facility ? `Run at ${facility.name}` : 'Run');
    setHidden(this.look, facility === null, this.run);
    this.folderLine.hidden = facility === null;
    this.exportLine.hidden = !here;
    this.plan.hidden = true;
    void this.options.show(facility);
  }

  private typed(): void {
    this.plan.hidden = true;
    try {
      const sets = readSweep(this.parameters.value);
      setText(
        this.count,
        sets.length > 1 ? `One job for each set: ${counted(sets.length, 'job')}` : ''
      );
    } catch {
      setText(this.count, '');
    }
  }

  /** The sets of parameters; `null` after saying what is wrong. */
  private sets(): Parameters[] | null {
    try {
      const sets = readSweep(this.parameters.value);
      if (this.choice.isHere && sets.length > 1) {
        throw new Error('Here it runs once: give each name one value.');
      }
      return sets;
    } catch (error) {
      this.sweep.setError((error as Error).message);
      this.sweep.focus();
      return null;
    }
  }

  private request(parameters: Parameters[]): BatchRequest {
    const { workflow, notebook } = this.errand;
    const folder = this.folder.value.trim();
    return { workflow, path: notebook, parameters, folder, options: this.options.values };
  }

  private requestHere([parameters = {}]: Parameters[]): NotebookRequest {
    const boxes = [
      ['html', this.html],
      ['pdf', this.pdf]
    ] as const;
    const kinds = boxes.filter(([, box]) => box.checked).map(([kind]) => kind);
    return { path: this.errand.notebook, parameters, export: kinds };
  }

  private async showPlan(): Promise<void> {
    const { facility } = this.choice;
    const sets = this.sets();
    if (facility && sets && this.options.check()) {
      await this.attempt(this.look, 'It cannot be told.', async () => {
        const { text } = await this.deps.client.plan(facility.id, this.request(sets));
        setText(this.plan, text);
        this.plan.hidden = false;
        this.plan.focus();
      });
    }
  }

  private async begin(): Promise<void> {
    const { facility, isHere } = this.choice;
    const sets = this.sets();
    if (!sets || !this.options.check() || (!facility && !isHere)) {
      return;
    }
    const { client, begun } = this.deps;
    await this.attempt(this.run, 'It was not begun.', async () => {
      if (facility) {
        await client.submit(facility.id, this.request(sets));
      } else {
        await client.runHere(this.requestHere(sets));
      }
      this.close();
      begun(`${this.errand.words} runs ${facility ? `at ${facility.name}` : 'here'}.`);
    });
  }

  private async attempt(
    node: HTMLButtonElement,
    lead: string,
    what: () => Promise<void>
  ): Promise<void> {
    if (isIdle(node)) {
      return;
    }
    setIdle(node, true);
    this.notice.show(null);
    try {
      await this.errand.before?.run();
      await what();
    } catch (error) {
      this.notice.show(errorNotice(error as Error, lead));
    }
    setIdle(node, false);
  }
}
