import { expect, test } from 'vitest';
import widgets from '../../../labextension/src/widgets/style.ts?raw';
import panel from '../../../labextension/style/index.css?raw';

/** The style sheets of components that a text names. */
function sheets(text: string): string[] {
  return [...text.matchAll(/\bcomponents\/[\w/]+\.css/g)].map(([path]) => path).sort();
}

/** Components that the widgets do not show: pages and sections of the lab. */
const LAB_ONLY =
  /components\/(adql|attach|basket|facilities|identity|jobs|lake|links|services|staging|tree|workflows)\/|result\/cite/;

test('the widgets have the style sheets of the panel', () => {
  expect(sheets(panel).length).toBeGreaterThan(1);
  expect(sheets(widgets)).toEqual(sheets(panel).filter(sheet => !LAB_ONLY.test(sheet)));
});
