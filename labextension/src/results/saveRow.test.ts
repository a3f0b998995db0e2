import { beforeEach, expect, it, vi } from 'vitest';
import { fakeBackend, result, settle } from '../../../tests/labextension/fake';
import { BackendError } from '../api/backend';
import { Notice } from '../components/notice';
import { SaveRow } from './saveRow';

beforeEach(() => document.body.replaceChildren());

const press = (label: string) =>
  [...document.querySelectorAll('button')].find(one => one.textContent === label)?.click();

it('overwrites no other file than the one that it asked about', async () => {
  const info = { code: 'conflict', message: 'm31.vot exists.', remedy: '' };
  const refuse = () => Promise.reject(new BackendError(info));
  const { backend } = fakeBackend({ save: vi.fn(refuse) });
  const notice = new Notice();
  const row = new SaveRow(backend, result(), content => notice.show(content));
  document.body.append(row.toggle, row.node, notice.node);
  press('Save file');
  await settle();
  const overwrite = [...notice.node.querySelectorAll('button')][0];
  expect(overwrite.textContent).toBe('Overwrite');
  const path = row.node.querySelector('input') as HTMLInputElement;
  path.value = 'thesis.vot';
  overwrite.click();
  await settle();
  expect(backend.save).toHaveBeenLastCalledWith('r1', {
    path: 'm31.vot',
    format: 'votable',
    overwrite: true
  });
  path.dispatchEvent(new Event('input'));
  expect(notice.node.textContent).toBe('');
});
