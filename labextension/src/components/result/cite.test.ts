import { expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import { BackendError } from '../../api/backend';
import { CiteBox } from './cite';

const CITATION = { text: 'Sandbox: <b>13</b> rows', bibtex: '@misc{a,\n  title = {{x}}\n}' };

function buttonNamed(box: CiteBox, name: string): HTMLButtonElement {
  const found = [...box.node.querySelectorAll('button')].find(
    each => (each.getAttribute('aria-label') ?? each.textContent) === name
  );
  return found as HTMLButtonElement;
}

it('asks for the citation once it is wanted, and shows it as text', async () => {
  const load = vi.fn(async () => CITATION);
  const box = new CiteBox(load);
  expect(load).not.toHaveBeenCalled();
  buttonNamed(box, 'Cite').click();
  await settle();
  expect(box.node.querySelector('b')).toBeNull();
  expect([...box.node.querySelectorAll('pre')].map(each => each.textContent)).toEqual([
    CITATION.text,
    CITATION.bibtex
  ]);
  buttonNamed(box, 'Cite').click();
  buttonNamed(box, 'Cite').click();
  expect(load).toHaveBeenCalledTimes(1);
});

it('copies BibTeX and says so', async () => {
  const writeText = vi.fn(async () => undefined);
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  const box = new CiteBox(async () => CITATION);
  buttonNamed(box, 'Cite').click();
  await settle();
  buttonNamed(box, 'Copy BibTeX').click();
  await settle();
  expect(writeText).toHaveBeenCalledWith(CITATION.bibtex);
  expect(box.node.querySelector('[role=status]')?.textContent).toBe('BibTeX is copied.');
  vi.unstubAllGlobals();
});

it('tells why there is none, and asks again when it is unfolded again', async () => {
  const load = vi
    .fn(async () => CITATION)
    .mockRejectedValueOnce(new BackendError({ code: 'x', message: 'Gone.', remedy: 'Search.' }));
  const box = new CiteBox(load);
  buttonNamed(box, 'Cite').click();
  await settle();
  expect(box.node.querySelector('[role=alert]')?.textContent).toBe('Gone. Search.');
  buttonNamed(box, 'Cite').click();
  buttonNamed(box, 'Cite').click();
  await settle();
  expect(box.node.querySelector('pre')?.textContent).toBe(CITATION.text);
});
