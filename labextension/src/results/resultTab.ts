/** A search's results as a tab of the lab. */
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { ActivityStore } from '../api/activities';
import type { ArchiveStore } from '../api/archives';
import type { Result, Search } from '../api/schema';
import { SearchView } from '../components/result/searchView';
import type { Selections } from '../components/result/selections';
import type { RowDetails } from '../components/row/details';
import { ResultToolbar, type ToolbarOptions } from './toolbar';

/** What a tab stands on. */
export interface ResultTabOptions extends ToolbarOptions {
  archives: ArchiveStore;
  activities: ActivityStore;
  details: RowDetails;
  selections: Selections;
}

/** Holds a {@link SearchView} and knows its toolbars. */
export class ResultTab extends Widget {
  /** The rows, one part an archive. */
  readonly view: SearchView;
  private readonly toolbars = new WeakMap<Result, ResultToolbar>();

  constructor(options: ResultTabOptions) {
    super();
    this.addClass('esap-ResultTab');
    this.addClass('esap-scope');
    this.node.tabIndex = -1;
    this.view = new SearchView({
      backend: options.backend,
      archives: options.archives,
      activities: options.activities,
      details: options.details,
      selections: options.selections,
      toolbar: result => {
        const toolbar = new ResultToolbar(options, result);
        this.toolbars.set(result, toolbar);
        return toolbar;
      }
    });
    this.node.append(this.view.node);
  }

  override dispose(): void {
    this.view.dispose();
    super.dispose();
  }

  /** The tools of the result in front, once it is here. */
  get toolbar(): ResultToolbar | null {
    const { result } = this.view;
    return (result && this.toolbars.get(result)) ?? null;
  }

  /** Whether it shows this search. */
  shows(id: string): boolean {
    return this.view.ids.includes(id);
  }

  add(search: Search): void {
    this.view.add(search);
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    const { activeElement } = document;
    if (activeElement === this.node || !this.node.contains(activeElement)) {
      this.node.focus();
      this.view.focus();
    }
  }
}
