/** ADQL for CodeMirror: its words, and their colours in JupyterLab's themes. */
import { SQLDialect } from '@codemirror/lang-sql';
import { HighlightStyle, LanguageSupport, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { jupyterTheme } from '@jupyterlab/codemirror';
import { tags } from '@lezer/highlight';

/** Keywords, as they are completed. */
export const KEYWORDS =
  'ALL AND AS ASC BETWEEN BY CASE CROSS DESC DISTINCT ELSE END EXCEPT EXISTS FROM FULL GROUP HAVING ILIKE IN INNER INTERSECT IS JOIN LEFT LIKE NATURAL NOT NULL OFFSET ON OR ORDER OUTER RIGHT SELECT THEN TOP UNION USING WHEN WHERE WITH'.split(
    ' '
  );

/** Functions of the language, with what they take. */
export const FUNCTIONS: { [name: string]: string } = {
  ABS: 'x',
  ACOS: 'x',
  AREA: 'region',
  ASIN: 'x',
  ATAN: 'x',
  ATAN2: 'y, x',
  AVG: 'x',
  BOX: 'ra, dec, width, height',
  CAST: 'value AS type',
  CEILING: 'x',
  CENTROID: 'region',
  CIRCLE: 'ra, dec, radius',
  COALESCE: 'a, b, …',
  CONTAINS: 'shape, region',
  COORD1: 'point',
  COORD2: 'point',
  COS: 'x',
  COUNT: '* or x',
  DEGREES: 'x',
  DISTANCE: 'point, point',
  EXP: 'x',
  FLOOR: 'x',
  INTERSECTS: 'region, region',
  IN_UNIT: "x, 'unit'",
  LOG: 'x',
  LOG10: 'x',
  LOWER: 'text',
  MAX: 'x',
  MIN: 'x',
  MOD: 'a, b',
  PI: '',
  POINT: 'ra, dec',
  POLYGON: 'ra, dec, ra, dec, ra, dec, …',
  POWER: 'x, y',
  RADIANS: 'x',
  RAND: '',
  REGION: "'STC-S'",
  ROUND: 'x, digits',
  SIN: 'x',
  SQRT: 'x',
  SUM: 'x',
  TAN: 'x',
  TRUNCATE: 'x, digits',
  UPPER: 'text'
};

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
