/** JupyterLab's CodeMirror as an editor of queries. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { forceLinting, lintKeymap } from '@codemirror/lint';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
  tooltips
} from '@codemirror/view';
import type { Subscription } from '../api/backend';
import type { TextEdit } from '../api/schema';
import type { EditorFactory, EditorOptions, QueryEditor } from '../components/adql/editor';
import { h } from '../components/dom';
import { checking } from './checking';
import { completionOf } from './completion';
import { adqlLanguage } from './language';

const LEFT = 10;

/** Make one. */
export const codeEditor: EditorFactory = options => new CodeEditor(options);

class CodeEditor implements QueryEditor {
  readonly node = h('div');
  private readonly view: EditorView;
  private readonly extensions: Extension;
  private readonly subscription: Subscription;
  private readonly states = new Map<string, EditorState>();
  private current = '';

  constructor(options: EditorOptions) {
    this.extensions = [...looks(), keys(options), helps(options)];
    this.view = new EditorView({ parent: this.node });
    // Names are known only now, so what stands there is looked at again.
    this.subscription = options.tables.subscribe(() => forceLinting(this.view));
  }

  dispose(): void {
    this.subscription.dispose();
    this.view.destroy();
    this.node.remove();
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  open(id: string, text: string): void {
    if (id === this.current) {
      return;
    }
    this.states.set(this.current, this.view.state);
    this.current = id;
    const known = this.states.get(id);
    this.view.setState(known ?? EditorState.create({ doc: text, extensions: this.extensions }));
    forceLinting(this.view);
  }

  close(id: string): void {
    this.states.delete(id);
    if (id === this.current) {
      this.current = '';
    }
  }

  insert(text: string): void {
    const { state } = this.view;
    const { from, to } = state.selection.main;
    const before = state.sliceDoc(Math.max(0, from - 1), from);
    const after = state.sliceDoc(to, to + 1);
    const start = /[\w")*]/.test(before) ? ' ' : '';
    const end = /[\w"(]/.test(after) ? ' ' : '';
    this.view.dispatch(state.replaceSelection(start + text + end), { scrollIntoView: true });
    this.focus();
  }

  replace(text: string): void {
    const { length } = this.view.state.doc;
    this.view.dispatch({ changes: { from: 0, to: length, insert: text } });
  }

  apply(edits: readonly TextEdit[]): void {
    const { length } = this.view.state.doc;
    const changes = edits
      .filter(edit => edit.end <= length)
      .map(({ start, end, text }) => ({ from: start, to: end, insert: text }));
    this.view.dispatch({ changes, userEvent: 'input.fix' });
    this.focus();
  }

  focus(): void {
    this.view.focus();
  }
}

function looks(): Extension[] {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    dropCursor(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    EditorView.lineWrapping,
    // Inside the page, they would end at its edges.
    tooltips({ parent: document.body }),
    EditorState.tabSize.of(2),
    placeholder('SELECT TOP 10 * FROM …'),
    EditorView.contentAttributes.of({
      'aria-label': 'ADQL query',
      'aria-description': 'Escape, then Tab leaves the editor',
      spellcheck: 'false'
    }),
    adqlLanguage()
  ];
}

function keys(options: EditorOptions): Extension {
  const does = (action: () => void) => () => {
    action();
    return true;
  };
  const own = keymap.of([
    { key: 'Mod-Enter', run: does(options.run) },
    { key: 'Shift-Enter', run: does(options.quickLook) }
  ]);
  const usual = [...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap];
  return [Prec.highest(own), keymap.of([...completionKeymap, ...usual, indentWithTab])];
}

function leave(view: EditorView): void {
  if (!view.hasFocus) {
    closeCompletion(view);
  }
}

function helps(options: EditorOptions): Extension {
  return [
    autocompletion({
      override: [completionOf(options.tables)],
      maxRenderedOptions: 200,
      tooltipClass: () => 'esap-completion',
      icons: false
    }),
    // CodeMirror itself closes those that are open, and lets those open later that it waits for.
    EditorView.domEventHandlers({ blur: (_, view) => void setTimeout(() => leave(view), LEFT) }),
    checking(options),
    EditorView.updateListener.of(update => {
      if (update.docChanged) {
        options.changed(update.state.doc.toString());
      }
    })
  ];
}
