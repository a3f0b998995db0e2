import { expect, test } from 'vitest';
import widgets from '../../../labextension/src/widgets/style.ts?raw';
import panel from '../../../labextension/style/index.css?raw';

/** The style sheets of components that a text names. */
function sheets(text: string): string[] {
  return [...text.matchAll(/\bcomponents\/[\w/]+\.css/g)].map(([path]) => path).sort();
}

test('the widgets have the style sheets of the panel', () => {
  expect(sheets(panel).length).toBeGreaterThan(1);
  expect(sheets(widgets)).toEqual(sheets(panel));
});
