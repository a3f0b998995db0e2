/** The page for writing ADQL to one archive, as a tab of the lab. */
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { Workspace, type WorkspaceOptions } from '../components/adql/workspace';

/** Holds a {@link Workspace}. */
export class AdqlTab extends Widget {
  readonly workspace: Workspace;
  /** The archive's id. */
  readonly archive: string;

  constructor(options: WorkspaceOptions) {
    super();
    this.archive = options.archive.id;
    this.addClass('esap-AdqlTab');
    this.addClass('esap-scope');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', `ADQL for ${options.archive.name}`);
    this.node.tabIndex = -1;
    this.workspace = new Workspace(options);
    this.node.append(this.workspace.node);
  }

  override dispose(): void {
    this.workspace.dispose();
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.workspace.start();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      this.workspace.start();
    }
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    if (!this.node.contains(document.activeElement)) {
      this.workspace.focus();
    }
  }
}
