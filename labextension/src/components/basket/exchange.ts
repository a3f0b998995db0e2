/** The basket as one file: saved, downloaded, shared into a notebook, taken in again. */
import type { BasketClient } from '../../api/basket';
import type { BasketEdit, BasketFilter } from '../../api/schema';
import type { Component } from '../dom';
import { bytes } from '../format';
import { errorNotice, type NoticeContent } from '../notice';
import { chooseOwn, download } from './files';
import { LineForm } from './lineForm';

/** What the exchange stands on; what is absent is not offered. */
export interface BasketExchangeOptions {
  client: BasketClient;
  /** Which items: those that are picked, or all. */
  which(): { ids?: string[]; where?: BasketFilter };
  say(content: NoticeContent | null): void;
  /** Make an edit, and say what it did. */
  run(what: (client: BasketClient) => Promise<BasketEdit>): Promise<boolean>;
  /** Where the focus goes when the line folds away. */
  closed(): void;
  /** Let the person choose a file of the workspace. */
  chooseFile?: () => Promise<string | null>;
  /** Put a document of items into the notebook's metadata; resolves with where, in words. */
  share?: (document: { [key: string]: unknown }) => Promise<string>;
  /** The document that the notebook carries, if it does. */
  shared?: () => { [key: string]: unknown } | null;
  /** Show a file of the workspace. */
  reveal?: (path: string) => void;
  /** Put a link on the clipboard that opens a basket's file. */
  copyLink?: (path: string) => void;
}

/** Holds the line that asks for a path. */
export class BasketExchange implements Component {
  private readonly line: LineForm;

  constructor(private readonly options: BasketExchangeOptions) {
    this.line = new LineForm({
      label: 'File',
      verb: 'Save basket',
      placeholder: 'basket.json',
      closed: options.closed,
      submit: path => void this.attempt(() => this.save(path))
    });
  }

  get node(): HTMLElement {
    return this.line.node;
  }

  dispose(): void {
    this.line.dispose();
  }

  /** What is offered, for a menu. */
  get tools(): {
    save(): void;
    download(): void;
    importOwn(): void;
    importFile?: () => void;
    share?: () => void;
    importShared?: () => void;
  } {
    const { chooseFile, share, shared } = this.options;
    return {
      save: () => this.line.open('basket.json'),
      download: () => void this.attempt(() => this.download()),
      importOwn: () => void this.attempt(() => this.importOwn()),
      importFile: chooseFile && (() => void this.attempt(() => this.importFile(chooseFile))),
      importShared: shared && (() => void this.attempt(() => this.importShared(shared))),
      share: share && (() => void this.attempt(() => this.share(share)))
    };
  }

  private async save(path: string): Promise<void> {
    const { client, which, say, reveal, copyLink } = this.options;
    const format = /\.(vot|xml|votable)$/i.test(path) ? 'votable' : 'json';
    const saved = await client.save({ path, format, ...which() });
    this.line.close();
    say({
      kind: 'success',
      message: `${saved.path} is saved (${bytes(saved.size)}).`,
      actions: [
        ...(reveal ? [{ label: 'Show in file browser', run: () => reveal(saved.path) }] : []),
        ...(copyLink ? [{ label: 'Copy link', run: () => copyLink(saved.path) }] : [])
      ]
    });
  }

  private async download(): Promise<void> {
    download('basket.json', await this.options.client.document(this.options.which()));
  }

  private async share(into: (document: { [key: string]: unknown }) => Promise<string>) {
    const document = await this.options.client.document(this.options.which());
    this.options.say({ kind: 'success', message: await into(document) });
  }

  private async importFile(choose: () => Promise<string | null>): Promise<void> {
    const path = await choose();
    if (path) {
      await this.options.run(client => client.import({ path }));
    }
  }

  private async importShared(read: () => { [key: string]: unknown } | null): Promise<void> {
    const document = read();
    if (!document) {
      throw new Error('The notebook in front carries no basket.');
    }
    await this.options.run(client => client.import({ document }));
  }

  private async importOwn(): Promise<void> {
    const file = await chooseOwn();
    if (file) {
      const { content } = file;
      await this.options.run(client => client.import({ content }));
    }
  }

  private async attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      this.options.say(errorNotice(error as Error));
    }
  }
}
