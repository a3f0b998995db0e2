/** ADQL for CodeMirror: its words, and their colours in JupyterLab's themes. */
import { SQLDialect } from '@codemirror/lang-sql';
import { HighlightStyle, LanguageSupport, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { jupyterTheme } from '@jupyterlab/codemirror';
import { tags } from '@lezer/highlight';
import { FUNCTIONS, KEYWORDS } from './words';

const DIALECT = SQLDialect.define({
  keywords: KEYWORDS.join(' ').toLowerCase(),
  types: 'bigint char character double precision float int integer real smallint timestamp varchar',
  builtin: Object.keys(FUNCTIONS).join(' ').toLowerCase(),
  identifierQuotes: '"',
  slashComments: false,
  hashComments: false
});

// What JupyterLab's own style leaves without a colour.
const MORE = HighlightStyle.define([
  { tag: tags.standard(tags.name), color: 'var(--jp-mirror-editor-builtin-color)' },
  { tag: tags.typeName, color: 'var(--jp-mirror-editor-def-color)' },
  { tag: tags.special(tags.string), color: 'var(--jp-mirror-editor-variable-2-color)' }
]);

/** Parsing and colours. */
export function adqlLanguage(): Extension {
  return [new LanguageSupport(DIALECT.language), syntaxHighlighting(MORE), jupyterTheme];
}
