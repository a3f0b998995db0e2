import { beforeEach, expect, it, vi } from 'vitest';
import type { Link, Links, Parameter, Service } from '../../api/schema';
import { CutoutForm, proposal } from './cutoutForm';
import { LinkList } from './linkList';

const parameter = (fields: Partial<Parameter>): Parameter => ({
  name: 'CIRCLE',
  kind: 'circle',
  unit: 'deg',
  description: '',
  minimum: [],
  maximum: [],
  options: [],
  value: '',
  ...fields
});
const CIRCLE = parameter({ maximum: [10, 41, 0.4] });
const SERVICE: Service = {
  title: 'Cuts',
  cutout: true,
  parameters: [
    CIRCLE,
    parameter({ name: 'BAND', kind: 'range', unit: 'm', minimum: [0.2], maximum: [0.3] }),
    parameter({ name: 'KIND', kind: 'choice', unit: '', options: ['HEADER', 'DATA'] })
  ]
};
const link = (fields: Partial<Link>): Link => ({
  id: 'l1',
  semantics: '#this',
  group: 'The data',
  description: '',
  content_type: '',
  content_length: null,
  url: 'https://x.org/a.fits',
  error: '',
  service: null,
  ...fields
});
const links = (...members: Link[]): Links => ({
  row: 0,
  origin: 'datalink',
  message: 'This row names no files.',
  links: members
});

beforeEach(() => document.body.replaceChildren());

it('begins with the circle of the search, as far as the data go', () => {
  expect(proposal(CIRCLE, { ra: 10.1, dec: 41.1, radius: 0.2 })).toEqual(['10.1', '41.1', '0.2']);
  expect(proposal(CIRCLE, { ra: 10.1, dec: 41.1, radius: 5 })).toEqual(['10.1', '41.1', '0.4']);
  expect(proposal(CIRCLE, { ra: 100, dec: 41, radius: 5 })).toEqual(['10', '41', '0.1']);
  expect(proposal(CIRCLE, null)).toEqual(['10', '41', '0.1']);
  expect(proposal(parameter({}), { ra: 1, dec: 2, radius: null })).toEqual(['1', '2', '0.1']);
  expect(proposal(parameter({}), null)).toEqual([]);
});

it('shows the limit of an open range on its own side', () => {
  const open = parameter({ name: 'BAND', kind: 'range', minimum: [], maximum: [0.3] });
  const service = { ...SERVICE, parameters: [open] };
  const { node } = new CutoutForm({ service, around: null, onSubmit: vi.fn() });
  const limits = [...node.querySelectorAll('input')].map(input => input.placeholder);
  expect(limits).toEqual(['', '0.3']);
  expect(node.textContent).toContain('The data go to 0.3');
});

function makeForm() {
  const onSubmit = vi.fn();
  const form = new CutoutForm({ service: SERVICE, around: null, onSubmit });
  document.body.append(form.node);
  const fill = (label: string, text: string) => {
    const field = document.querySelector<HTMLInputElement>(`[aria-label="${label}"]`);
    if (field) {
      field.value = text;
    }
  };
  const submit = () => form.node.dispatchEvent(new Event('submit', { cancelable: true }));
  return { form, fill, submit, onSubmit };
}

it('sends what is filled in, and leaves out what is not', () => {
  const { fill, submit, onSubmit } = makeForm();
  submit();
  expect(onSubmit).toHaveBeenLastCalledWith({ CIRCLE: '10 41 0.1' });
  fill('BAND: from', '0.21');
  fill('BAND: to', '+Inf');
  fill('KIND', 'DATA');
  submit();
  expect(onSubmit).toHaveBeenLastCalledWith({
    CIRCLE: '10 41 0.1',
    BAND: '0.21 +Inf',
    KIND: 'DATA'
  });
});

it('says what is no number or is missing, and sends nothing', () => {
  const { fill, submit, onSubmit } = makeForm();
  const alert = () => document.querySelector('[role=alert]')?.textContent;
  fill('CIRCLE: radius', '');
  submit();
  expect(alert()).toBe('CIRCLE needs all of its numbers, or none.');
  fill('CIRCLE: radius', '1;2');
  submit();
  expect(alert()).toBe('CIRCLE: 1;2 is not a number.');
  expect(onSubmit).not.toHaveBeenCalled();
});

it('shows limits and units', () => {
  makeForm();
  expect(document.body.textContent).toContain('CIRCLE (deg)');
  expect(document.body.textContent).toContain('The data lie within 0.4° of 10 41');
  expect(document.body.textContent).toContain('The data go from 0.2 to 0.3 m');
});

it('groups links, tells errors of single ones, and fetches, stages and keeps', () => {
  const bring = vi.fn();
  const cutout = vi.fn();
  const members = [
    link({ description: '<i>all</i>', content_type: 'image/fits', content_length: '2048' }),
    link({ id: 'l2', group: 'Calibration', error: 'NotFoundFault: on tape', url: '' }),
    link({ id: 'l3', group: 'Cutout', service: SERVICE }),
    link({ id: 'l4', group: 'More files', url: 'ftp://x.org/a' })
  ];
  const [stage, collect] = [vi.fn(), vi.fn()];
  const actions = { bring, cutout, stage, collect };
  const list = new LinkList(links(...members), { around: null, ...actions });
  document.body.append(list.node);
  expect([...document.querySelectorAll('h3')].map(one => one.textContent)).toEqual([
    'The data',
    'Calibration',
    'Cutout',
    'More files'
  ]);
  expect(document.querySelector('i')).toBeNull();
  expect(document.body.textContent).toContain('image/fits · 2.0 kB');
  expect(document.body.textContent).toContain('The archive says: NotFoundFault: on tape');
  expect(document.body.textContent).toContain('Only web addresses can be fetched here');
  document.querySelector<HTMLElement>('[aria-label="Fetch <i>all</i>"]')?.click();
  expect(bring).toHaveBeenCalledWith(members[0]);
  document.querySelector<HTMLElement>('[aria-label="Stage <i>all</i>"]')?.click();
  expect(stage).toHaveBeenCalledWith(members[0], '<i>all</i>');
  document.querySelector<HTMLElement>('[aria-label="Add <i>all</i> to basket"]')?.click();
  expect(collect).toHaveBeenCalledWith(members[0]);
  const toggle = document.querySelector<HTMLElement>('[aria-expanded]');
  toggle?.click();
  expect(document.activeElement?.getAttribute('aria-label')).toBe('CIRCLE: right ascension');
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  expect(cutout).toHaveBeenCalledWith(members[2], { CIRCLE: '10 41 0.1' });
  toggle?.click();
  expect(document.querySelector('form')).toBeNull();
});

it('folds a long description, and unfolds it', () => {
  const long = 'word '.repeat(200).trim();
  const members = [link({ description: long }), link({ description: long, error: long })];
  const list = new LinkList(links(...members), { around: null, bring: vi.fn(), cutout: vi.fn() });
  document.body.append(list.node);
  expect(list.node.textContent?.length).toBeLessThan(700);
  const [first, second, third] = list.node.querySelectorAll<HTMLElement>('[aria-expanded=false]');
  expect([second, third].every(Boolean)).toBe(true);
  expect(first.getAttribute('aria-label')).toBe('More of the description');
  first.click();
  expect(first.getAttribute('aria-expanded')).toBe('true');
  expect(list.node.textContent).toContain(long);
  first.click();
  expect(list.node.textContent).not.toContain(long);
  const fetch = [...list.node.querySelectorAll('button')].find(one => one.textContent === 'Fetch');
  expect(fetch?.getAttribute('aria-label')?.length).toBeLessThan(160);
});

it('says that there is nothing', () => {
  const list = new LinkList(links(), { around: null, bring: vi.fn(), cutout: vi.fn() });
  expect(list.node.textContent).toBe('This row names no files.');
});
