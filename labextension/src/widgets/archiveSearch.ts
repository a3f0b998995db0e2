/**
 * The widget `esap.widgets.ArchiveSearch`: form and rows of the panel, answered by the kernel.
 * One anywidget module that imports nothing of JupyterLab, so it runs in every front end.
 */
import { ActivityStore } from '../api/activities';
import { ArchiveStore } from '../api/archives';
import type { Search } from '../api/schema';
import { h, setText } from '../components/dom';
import { SearchView } from '../components/result/searchView';
import { SearchForm } from '../components/search/form';
import { KernelBackend } from './kernelBackend';
import { KernelTools } from './kernelTools';
import type { WidgetModel } from './model';
import { addStyle } from './style';

const SILENCE =
  'The kernel does not answer yet: a cell is running, and the answer comes when it has ended. ' +
  'After a restart of the kernel, run this cell again.';

class ArchiveSearchView {
  private readonly backend: KernelBackend;
  private readonly archives: ArchiveStore;
  private readonly activities: ActivityStore;
  private readonly form: SearchForm;
  private readonly silence = h('div', { class: 'esap-hint esap-widget-silence', role: 'status' });
  private readonly place = h('div', { class: 'esap-widget-result' });
  private view: SearchView | null = null;

  constructor(
    private readonly model: WidgetModel,
    private readonly el: HTMLElement
  ) {
    this.backend = new KernelBackend(model, silent => setText(this.silence, silent ? SILENCE : ''));
    this.archives = new ArchiveStore(this.backend);
    this.activities = new ActivityStore(this.backend);
    this.form = new SearchForm({
      backend: this.backend,
      archives: this.archives,
      activities: this.activities,
      radius: model.get('radius'),
      folded: true,
      onSearch: (search, replaces) => this.searched(search, replaces),
      onOpen: (search, archive) => void this.open(search, archive)
    });
  }

  show(): void {
    this.el.classList.add('esap-scope', 'esap-widget');
    this.el.addEventListener('focusin', keepKeys);
    const title = h('h2', { class: 'esap-widget-title' }, 'Archive search');
    this.el.append(title, this.silence, this.form.node, this.place);
    this.model.on('change:target', this.fill);
    this.model.on('change:radius', this.fill);
    this.model.on('change:archives', this.fill);
    this.activities.start();
    void this.archives.load();
    this.fill();
  }

  dispose(): void {
    this.model.off('change:target', this.fill);
    this.model.off('change:radius', this.fill);
    this.model.off('change:archives', this.fill);
    this.view?.dispose();
    this.form.dispose();
    this.activities.dispose();
    this.backend.dispose();
  }

  private readonly fill = (): void => {
    const archives = this.model.get('archives');
    this.form.fill({
      target: this.model.get('target'),
      radius: this.model.get('radius'),
      ...(archives ? { archives } : {})
    });
  };

  private searched(search: Search, replaces?: string): void {
    this.share(search);
    if (this.view && replaces !== undefined && this.view.ids.includes(replaces)) {
      this.view.add(search);
    } else {
      this.present(search);
    }
  }

  /** Tell the Python half what was searched, where it came from the form. */
  private share({ request }: Search): void {
    if (request.target) {
      this.model.set('target', request.target);
      this.model.set('radius', request.radius ?? this.model.get('radius'));
      this.model.save_changes();
    }
  }

  private present(search: Search): void {
    this.view?.dispose();
    this.view = new SearchView({
      backend: this.backend,
      archives: this.archives,
      activities: this.activities,
      toolbar: result => new KernelTools(this.backend, result)
    });
    this.place.append(this.view.node);
    this.view.add(search);
  }

  private async open(id: string, archive: string | null): Promise<void> {
    if (!this.view?.ids.includes(id)) {
      try {
        this.present(await this.backend.searching(id));
      } catch (error) {
        setText(this.silence, (error as Error).message);
        return;
      }
    }
    if (archive !== null) {
      this.view?.select(archive);
    }
  }
}

// JupyterLab looks at the focused element first, whose selectors already match, and only then at
// those around it; keys such as B would insert cells.
function keepKeys({ target }: FocusEvent): void {
  (target as Element).setAttribute('data-lm-suppress-shortcuts', 'true');
}

/** Called by anywidget for each view; what it returns is called when the view goes. */
function render({ model, el }: { model: WidgetModel; el: HTMLElement }): () => void {
  addStyle(el);
  const view = new ArchiveSearchView(model, el);
  view.show();
  return () => view.dispose();
}

export default { render };
