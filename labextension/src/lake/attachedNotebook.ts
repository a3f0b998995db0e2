/** One open notebook with the bar of its attachments. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { type ActivityStore, hasEnded } from '../api/activities';
import type { Subscription } from '../api/backend';
import type { LakesClient } from '../api/lakes';
import { AttachmentBar } from '../components/attach/bar';
import type { RowActions } from '../components/attach/list';
import { METADATA_KEY } from './attachment';
import type { Consent } from './consent';
import { NotebookAttachments } from './notebookAttachments';
import { PanelSide, watchKernel } from './side';

/** What a notebook's attachments stand on. */
export interface AttachedNotebookOptions {
  lakes: LakesClient;
  consent: Consent;
  activities: ActivityStore;
  actions(notebook: AttachedNotebook): RowActions;
}

/** Looks again at what is on its way, once a minute and only while it is seen. */
const AGAIN = 60_000;

/** Lives as long as the notebook is open. */
export class AttachedNotebook {
  readonly model: NotebookAttachments;
  private readonly bar: AttachmentBar;
  private readonly widget: Widget;
  private readonly subscriptions: Subscription[];
  private downloads: ReadonlySet<string>;

  constructor(
    readonly panel: NotebookPanel,
    private readonly options: AttachedNotebookOptions
  ) {
    this.model = new NotebookAttachments({
      notebook: new PanelSide(panel),
      lakes: options.lakes,
      consent: options.consent,
      changed: () => this.update()
    });
    this.bar = new AttachmentBar({
      model: this.model,
      lakes: () => options.lakes.list(),
      ...options.actions(this)
    });
    this.widget = new Widget();
    this.widget.addClass('esap-attach-holder');
    this.widget.node.append(this.bar.node);
    panel.contentHeader.addWidget(this.widget);
    this.downloads = this.finished();
    this.subscriptions = [
      watchKernel(panel.sessionContext, {
        fresh: () => void this.model.reattach(),
        gone: () => this.model.forget()
      }),
      options.activities.subscribe(() => this.looked()),
      this.onMetadata(),
      this.onSize(),
      this.onTime()
    ];
    this.update();
    panel.disposed.connect(() => this.dispose());
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    this.model.dispose();
    this.bar.dispose();
  }

  /** Name of the notebook's file. */
  get name(): string {
    return this.panel.title.label;
  }

  private update(): void {
    if (!this.panel.isDisposed && this.bar) {
      this.bar.update();
      this.fit();
      if (this.model.isAway) {
        // From now on it matters when a download ends.
        this.options.activities.start();
      }
    }
  }

  private looked(): void {
    const known = this.downloads;
    this.downloads = this.finished();
    if ([...this.downloads].some(id => !known.has(id)) && this.model.isAway) {
      void this.model.refresh();
    }
  }

  private finished(): ReadonlySet<string> {
    const done = this.options.activities.list().filter(hasEnded);
    return new Set(done.map(({ id }) => id));
  }

  private onMetadata(): Subscription {
    const { model } = this.panel;
    const changed = (_: unknown, { key }: { key: string }) => {
      if (key === METADATA_KEY) {
        this.update();
      }
    };
    model?.metadataChanged.connect(changed);
    return { dispose: () => model?.metadataChanged.disconnect(changed) };
  }

  private onSize(): Subscription {
    const observer = new ResizeObserver(() => this.fit());
    observer.observe(this.bar.node);
    return { dispose: () => observer.disconnect() };
  }

  private onTime(): Subscription {
    const timer = window.setInterval(() => {
      if (this.model.isComing && this.panel.isVisible && document.visibilityState === 'visible') {
        void this.model.refresh();
      }
    }, AGAIN);
    return { dispose: () => window.clearInterval(timer) };
  }

  // The layout above gives a widget the height that its style asks for, and no other.
  private fit(): void {
    const height = `${this.bar.node.hidden ? 0 : this.bar.node.offsetHeight}px`;
    if (this.widget.node.style.minHeight !== height) {
      this.widget.node.style.minHeight = height;
      this.widget.node.style.maxHeight = height;
      if (this.widget.parent) {
        MessageLoop.sendMessage(this.widget.parent, Widget.Msg.FitRequest);
      }
    }
  }
}
