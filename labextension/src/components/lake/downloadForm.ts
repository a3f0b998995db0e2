/** Brings DIDs into the workspace; says first how much that is. */
import type { LakesClient } from '../../api/lakes';
import type { Activity, Did, Lake } from '../../api/schema';
import { type Component, h, setText } from '../dom';
import { errorNotice } from '../notice';
import { sentence } from '../words';
import { DidForm } from './didForm';
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
  private readonly about = h('p', { class: 'esap-hint' });
  private readonly folder = textField('esap-data');
  private readonly form: DidForm;

  constructor(private readonly options: DownloadFormOptions) {
    this.form = new DidForm({
      label: 'Download into the workspace',
      verb: 'Download',
      action: 'Download',
      parts: [this.about, labelled('Folder', this.folder)],
      send: () => void this.begin(),
      close: options.close
    });
  }

  get node(): HTMLElement {
    return this.form.node;
  }

  dispose(): void {
    this.form.dispose();
  }

  /** Ask about these DIDs. */
  open(lake: Lake, dids: readonly Did[]): void {
    this.form.open(lake, dids, this.folder);
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
      if (dids === this.form.dids) {
        this.say([details.did]);
      }
    } catch (error) {
      if (dids === this.form.dids) {
        this.form.notice.show(errorNotice(error as Error, 'Its size could not be asked for.'));
      }
    }
  }

  private async begin(): Promise<void> {
    const { lake, dids } = this.form;
    if (!lake) {
      return;
    }
    this.form.busy(true);
    try {
      const request = { dids: dids.map(didText), folder: this.folder.value.trim() };
      const activity = await this.options.client.download(lake.id, request);
      this.options.close();
      this.options.began(activity, dids);
    } catch (error) {
      this.form.notice.show(errorNotice(error as Error, 'The download did not begin.'));
    }
    this.form.busy(false);
  }
}
