import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { settle } from '../../../tests/labextension/fake';
import type { Terms } from '../components/search/terms';
import { labTerms } from './labTerms';

const WORDS = 'Cannot read properties of undefined';
const fault = vi.hoisted(() => ({ draws: 0, from: Number.POSITIVE_INFINITY, words: '' }));

vi.mock('@jupyterlab/ui-components', async load => {
  const real = await load<typeof import('@jupyterlab/ui-components')>();
  const FormComponent = (props: never) => {
    fault.draws += 1;
    if (fault.draws >= fault.from) {
      throw new TypeError(fault.words);
    }
    return real.FormComponent(props);
  };
  return { ...real, FormComponent };
});

const shown: { dispose(): void }[] = [];

beforeEach(() => {
  fault.words = WORDS;
});

afterEach(() => {
  for (const form of shown.splice(0)) {
    form.dispose();
  }
  fault.draws = 0;
  fault.from = Number.POSITIVE_INFINITY;
  vi.restoreAllMocks();
});

async function formOf(properties: unknown, values: Terms = {}, more: object = {}) {
  const changed = vi.fn();
  const schema = { type: 'object', properties, ...more };
  const form = labTerms({ schema, values, label: 'ALTA', changed });
  shown.push(form);
  document.body.replaceChildren(form.node);
  for (let turn = 0; turn < 5; turn += 1) {
    await settle();
    await new Promise(done => setTimeout(done, 20));
  }
  return { form, changed, node: form.node };
}

const PLAIN = '.esap-terms-fields';

it('shows a form by rjsf', async () => {
  const { form, node } = await formOf({ name: { type: 'string', title: 'Name' } });
  expect(node.querySelector('.esap-lab-field label')?.textContent).toBe('Name');
  expect(node.querySelector(PLAIN)).toBeNull();
  expect(form.check()).toBe(true);
});

it('names the archive and the reason of a form that throws, and gives a plain one', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  fault.from = 1;
  const { form, node, changed } = await formOf({ name: { type: 'string', title: 'Name' } });
  expect(node.querySelector('[role=status]')?.textContent).toContain(
    'The form of ALTA cannot be shown: Cannot read properties of undefined.'
  );
  const input = node.querySelector<HTMLInputElement>(`${PLAIN} input`) as HTMLInputElement;
  input.value = 'M31';
  input.dispatchEvent(new Event('input', { bubbles: true }));
  expect(changed).toHaveBeenLastCalledWith({ name: 'M31' });
  expect(form.check()).toBe(true);
});

it('tells the errors of React as shipped in words', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  fault.from = 1;
  fault.words = 'Minified React error #31; visit https://reactjs.org/docs/error-decoder.html';
  const { node } = await formOf({ name: { type: 'string' } });
  const said = node.querySelector('[role=status]')?.textContent;
  expect(said).toContain('React refused to draw what it describes (error 31).');
  expect(said).not.toContain('Minified');
});

it('keeps what was filled in before it threw', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { form, node } = await formOf({ name: { type: 'string' } }, { name: 'M33' });
  fault.from = 1;
  form.check();
  await new Promise(done => setTimeout(done, 50));
  expect(node.querySelector<HTMLInputElement>(`${PLAIN} input`)?.value).toBe('M33');
});

it.each([
  ['a reference to nothing', { a: { $ref: '#/nowhere' } }, 'nowhere'],
  ['a type that is none', { a: { type: 'colour' } }, 'type'],
  ['a property that is none', { a: null }, 'properties/a']
])('says what is wrong with a schema with %s', async (_, properties, why) => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { form, node } = await formOf(properties);
  const said = node.querySelector('[role=status]')?.textContent ?? '';
  expect(said).toContain('The form of ALTA cannot be shown: ');
  expect(said).toContain(why);
  expect(node.querySelector(PLAIN)).not.toBeNull();
  expect(form.check()).toBe(true);
});

it('says what no term can be marked with', async () => {
  const needs = { required: ['b'], additionalProperties: false, minProperties: 2 };
  const { form, node } = await formOf({ a: { type: 'string' } }, { a: 'x' }, needs);
  expect(form.check()).toBe(false);
  expect(node.querySelector('.esap-error[role=alert]')?.textContent).toContain('fewer than 2');
});

it.each(['(?P<year>\\d+)', '(', '^(a+)+$', '^(a|aa)*$'])('does not try %s', async pattern => {
  const text = `${'a'.repeat(40)}!`;
  const { form, node } = await formOf({ a: { type: 'string', pattern } }, { a: text });
  const begun = performance.now();
  expect(form.check()).toBe(true);
  expect(performance.now() - begun).toBeLessThan(2000);
  expect(node.querySelector(PLAIN)).toBeNull();
});

it('marks what does not match a pattern', async () => {
  const { form, node } = await formOf({ a: { type: 'string', pattern: '^\\d+$' } }, { a: 'x' });
  expect(form.check()).toBe(false);
  await new Promise(done => setTimeout(done, 50));
  expect(node.textContent).toContain('must match pattern');
  expect(node.querySelector('.esap-error[role=alert]')?.textContent).toBe('');
});
