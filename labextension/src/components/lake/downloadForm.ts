/** Brings DIDs into the workspace; says first how much that is. */
import type { LakesClient } from '../../api/lakes';
import type { Activity, Did, Lake } from '../../api/schema';
import { button, type Component, h, isIdle, setIdle, setText } from '../dom';
import { counted } from '../format';
import { errorNotice, Notice } from '../notice';
import { sentence } from '../words';
import { labelled, textField } from './fields';
import { didText, size } from './words';

/** What the form stands on. */
export interface DownloadFormOptions {
  client: LakesClient;
  began(activity: Activity, dids: readonly Did[]): void;
  close(): void;
}

/** How it goes is told by the lines of transfers. */
export class DownloadForm implements Component {
  readonly node: HTMLFormElement;
  private readonly heading = h('h3');
  private readonly about = h('p', { class: 'esap-hint' });
  private readonly folder = textField('esap-data');
  private readonly notice = new Notice();
  private readonly submit: HTMLButtonElement;
  private lake: Lake | null = null;
  private dids: readonly Did[] = [];

  constructor(private readonly options: DownloadFormOptions) {
    this.submit = h('button', { type: 'submit', class: 'esap-button esap-primary' }, 'Download');
    this.node = h(
      'form',
      {
        class: 'esap-lake-form',
        'aria-label': 'Download into the workspace',
        on: { submit: event => this.submitted(event), keydown: event => this.pressed(event) }
      },
      this.heading,
      this.about,
      labelled('Folder', this.folder),
      this.notice.node,
      h('div', { class: 'esap-actions' }, this.submit, button('Close', options.close))
    );
    this.node.hidden = true;
  }

  dispose(): void {
    this.notice.dispose();
    this.node.remove();
  }

  /** Ask about these DIDs. */
  open(lake: Lake, dids: readonly Did[]): void {
    this.lake = lake;
    this.dids = dids;
    const what = dids.length === 1 ? didText(dids[0]) : counted(dids.length, 'DID');
    setText(this.heading, `Download ${what}`);
    this.notice.show(null);
    setIdle(this.submit, false);
    this.node.hidden = false;
    this.folder.focus();
    this.node.scrollIntoView?.({ block: 'nearest' });
    this.say(dids);
    void this.measure(lake, dids);
  }

  private say(dids: readonly Did[]): void {
    const known = dids.filter(did => did.size !== null);
    const total = known.reduce((sum, did) => sum + Number(did.size), 0);
    const part = known.length < dids.length ? ', others of unknown size' : '';
    const words = known.length > 0 ? `${size(String(total))}${part}` : 'Its size is not known.';
    setText(this.about, `${sentence(words)} Files that are here already are not fetched again.`);
  }

  // Listings do not tell the size of what a container holds; one can be asked.
  private async measure(lake: Lake, dids: readonly Did[]): Promise<void> {
    if (dids.length !== 1 || dids[0].size !== null) {
      return;
    }
    try {
      const details = await this.options.client.details(lake.id, didText(dids[0]));
      if (dids === this.dids) {
        this.say([details.did]);
      }
    } catch (error) {
      if (dids === this.dids) {
        this.notice.show(errorNotice(error as Error, 'Its size could not be asked for.'));
      }
    }
  }

  private submitted(event: Event): void {
    event.preventDefault();
    if (!isIdle(this.submit)) {
      void this.begin();
    }
  }

  private async begin(): Promise<void> {
    const { lake, dids } = this;
    if (!lake) {
      return;
    }
    setIdle(this.submit, true);
    try {
      const request = { dids: dids.map(didText), folder: this.folder.value.trim() };
      const activity = await this.options.client.download(lake.id, request);
      this.options.close();
      this.options.began(activity, dids);
    } catch (error) {
      this.notice.show(errorNotice(error as Error, 'The download did not begin.'));
    }
    setIdle(this.submit, false);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.options.close();
    }
  }
}
