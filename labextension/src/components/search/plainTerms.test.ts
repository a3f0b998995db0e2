import { expect, it, vi } from 'vitest';
import { plainTerms } from './plainTerms';
import type { Terms } from './terms';

function formOf(properties: unknown, values: Terms = {}, more: object = {}) {
  const changed = vi.fn();
  const schema = { type: 'object', properties, ...more };
  const form = plainTerms({ schema, values, label: 'Mine', changed });
  document.body.replaceChildren(form.node);
  return { form, changed, node: form.node };
}

function type(node: Element, text: string): void {
  const input = node.querySelector('input') as HTMLInputElement;
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

it('checks by a pattern', () => {
  const { form, node } = formOf({ a: { type: 'string', pattern: '^\\d+$' } });
  type(node, 'x');
  expect(form.check()).toBe(false);
  expect(node.textContent).toContain('another form than the archive wants');
  type(node, '12');
  expect(form.check()).toBe(true);
});

it.each(['(', '(?P<a>x)', 7, '^(a+)+$', '^(a|a)*$'])('leaves %s to the server', pattern => {
  const { form, node } = formOf({ a: { type: 'string', pattern } });
  type(node, `${'a'.repeat(60)}!`);
  const begun = performance.now();
  expect(form.check()).toBe(true);
  expect(performance.now() - begun).toBeLessThan(1000);
});

it('says how long a text may be', () => {
  const { form, node } = formOf({ a: { type: 'string', maxLength: 3 } });
  type(node, 'abcd');
  expect(form.check()).toBe(false);
  expect(node.textContent).toContain('longer than 3 characters');
});

it.each([
  ['no properties', null, {}],
  ['a list of properties', ['a'], {}],
  ['a property that is none', { a: null }, {}],
  ['choices that are none', { a: { type: 'string', enum: 'abc', oneOf: 7 } }, {}],
  ['alternatives without values', { a: { type: 'string', oneOf: [{ type: 'string' }] } }, {}],
  ['nothing as an alternative', { a: { oneOf: [null] } }, {}],
  ['items that are none', { a: { type: 'array', items: 3 } }, {}],
  ['odd requirements', { a: { type: 'string' } }, { required: 7 }],
  ['an odd title', { a: { type: 'string', title: { b: 1 }, description: 3 } }, {}]
])('is drawn with %s', (_, properties, more) => {
  const { form } = formOf(properties, {}, more);
  expect(form.check()).toBe(true);
});
