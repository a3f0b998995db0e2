import { afterEach, expect, it, vi } from 'vitest';
import { activity, settle } from '../../../../tests/labextension/fake';
import { notebook, workflow } from '../../../../tests/labextension/workflows';
import type { Asker } from '../../api/adql';
import type { OpenPlan } from '../../api/schema';
import { WorkflowsClient } from '../../api/workflows';
import { OpenForm } from './openForm';

const plan = (fields: Partial<OpenPlan> = {}): OpenPlan => ({
  workflow: 'ossr:1',
  title: 'hcg',
  notebook: 'a.ipynb',
  archive: '',
  folder: 'esap-notebooks/hcg',
  path: 'esap-notebooks/hcg/a.ipynb',
  files: [{ name: 'a.zip', size: '10', checksum: '', url: '' }],
  size: '10',
  is_opened: false,
  edited: [],
  data: [],
  has_data: [],
  parameters: [],
  filled: [],
  imports: [],
  kernel: null,
  can_create_environment: false,
  notes: [],
  ...fields
});

let form: OpenForm;
afterEach(() => form.dispose());

async function make(answer: OpenPlan, basket = 0) {
  const asked: { path: string; body?: unknown }[] = [];
  const ask = async (_method: string, parts: string[], { body }: { body?: unknown } = {}) => {
    asked.push({ path: parts.slice(2).join('/'), body });
    return parts.at(-1) === 'plans' ? answer : activity({ id: 'a' });
  };
  const begun = vi.fn();
  const client = new WorkflowsClient({ ask } as unknown as Asker);
  const one = notebook({ path: 'a.ipynb', archive: 'a.zip' });
  const options = { client, workflow: workflow(), notebook: one, basket, begun };
  form = new OpenForm(options, () => undefined);
  document.body.append(form.node);
  form.start();
  await settle();
  const open = [...form.node.querySelectorAll('button')].find(
    each => each.textContent === 'Open here'
  ) as HTMLButtonElement;
  return { asked, begun, open };
}

it('says what comes and what the kernel lacks, and fetches only data that are not here', async () => {
  const data = ['https://a/1', 'https://a/2'].map(url => ({ url, why: 'postBuild', folder: '' }));
  const missing = [{ module: 'aplpy', package: 'APLpy' }];
  const kernel = { name: 'python3', display_name: 'Py', is_here: true, missing, problem: '' };
  const { asked, begun, open } = await make(plan({ data, has_data: ['https://a/1'], kernel }));
  const words = form.node.textContent;
  expect(words).toContain('1 file, 10 B into esap-notebooks/hcg.');
  expect(words).toContain('Py lacks aplpy (pip install APLpy).');
  open.click();
  await settle();
  expect(asked.at(-1)).toMatchObject({
    path: 'openings',
    body: { notebook: 'a.ipynb', archive: 'a.zip', data: ['https://a/2'], existing: 'keep' }
  });
  expect(begun).toHaveBeenCalled();
});

it('keeps what the person has changed unless told otherwise, and sends parameters as values', async () => {
  const { asked, open } = await make(plan({ edited: ['a.ipynb'], parameters: ['radius'] }), 2);
  const [keep, beside] = form.node.querySelectorAll<HTMLInputElement>('input[type=radio]');
  expect(keep.checked).toBe(true);
  beside.checked = true;
  const radius = form.node.querySelectorAll<HTMLInputElement>('input[type=text]')[1];
  radius.value = '0.5';
  form.node.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
  await settle();
  expect(asked.at(-1)).toMatchObject({
    path: 'openings/plans',
    body: { what: [{ basket_where: {} }] }
  });
  open.click();
  await settle();
  expect(asked.at(-1)?.body).toMatchObject({ existing: 'beside', values: { radius: 0.5 } });
});
