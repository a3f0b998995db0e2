/** Marks what may be wrong while somebody writes; never stands in the way of sending it. */
import { type Action, type Diagnostic, linter, lintGutter } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Diagnostic as Found, QueryCheck, TextEdit } from '../api/schema';
import type { EditorOptions } from '../components/adql/editor';
import { namedTables } from '../components/adql/queryText';
import { columnsOf } from './completion';

const PAUSE = 450;

/** Check the query whenever it has been left alone for a moment. */
export function checking(options: EditorOptions): Extension {
  let asked = new AbortController();
  const source = async (view: EditorView): Promise<Diagnostic[]> => {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const text = view.state.doc.toString();
    try {
      // What the tables in use have is read once; without it, only the grammar is checked.
      await columnsOf(options.tables, namedTables(text));
      const check = await options.check(text, signal);
      if (signal.aborted || view.state.doc.toString() !== text) {
        return [];
      }
      options.checked(check);
      return diagnostics(check, text.length);
    } catch (error) {
      if (!signal.aborted) {
        options.unchecked(error as Error);
      }
      return [];
    }
  };
  return [linter(source, { delay: PAUSE }), lintGutter()];
}

function diagnostics(check: QueryCheck, length: number): Diagnostic[] {
  const found = check.diagnostics.map(one => mark(one, length, fixes(one, check.edits)));
  const alone = check.edits.filter(
    edit => edit.end > edit.start && !check.diagnostics.some(one => touches(one, edit))
  );
  const hints = alone.map(edit =>
    mark({ ...edit, severity: 'info', message: edit.reason, remedy: '' }, length, [fix(edit)])
  );
  return [...found, ...hints];
}

type Marked = Pick<Found, 'start' | 'end' | 'severity' | 'message' | 'remedy'>;

function mark(one: Marked, length: number, actions: Action[]): Diagnostic {
  const from = Math.min(one.start, length);
  const message = [one.message, one.remedy].filter(Boolean).join(' ');
  const to = Math.min(Math.max(one.end, from), length);
  return { from, to, severity: one.severity, message, actions };
}

function fixes(one: Marked, edits: readonly TextEdit[]): Action[] {
  return edits.filter(edit => touches(one, edit)).map(fix);
}

function touches(one: { start: number; end: number }, edit: TextEdit): boolean {
  return edit.start <= one.end && one.start <= edit.end;
}

function fix(edit: TextEdit): Action {
  return {
    name: edit.text ? `Write ${edit.text.trim()}` : 'Take it away',
    apply: view => {
      const to = Math.min(edit.end, view.state.doc.length);
      view.dispatch({ changes: { from: edit.start, to, insert: edit.text } });
    }
  };
}
