import { expect, it } from 'vitest';
import { workflow } from '../../../../tests/labextension/workflows';
import { citationOf } from './cite';

it('cites authors, year, version and DOI', () => {
  const { text, bibtex } = citationOf(workflow());
  expect(text).toBe(
    'Jones, Michael G. (2024). AMIGA-IAA/hcg-16: v1.2.1, v1.2.1. https://doi.org/10.5281/zenodo.5534682'
  );
  expect(bibtex).toContain('@software{Jones2024_5534682,');
  expect(bibtex).toContain('  doi = {10.5281/zenodo.5534682}');
});

it('lets no words of others end a field of BibTeX', () => {
  const { bibtex } = citationOf(workflow({ title: 'a} , evil = {b_c & 5%', authors: [] }));
  expect(bibtex).toContain('title = {{a\\} , evil = \\{b\\_c \\& 5\\%}}');
  expect(bibtex).not.toContain('author');
});
