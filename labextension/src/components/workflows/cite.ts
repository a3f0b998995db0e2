/** How a workflow is cited: a line of text, and BibTeX. */
import type { Citation, Person, Workflow } from '../../api/schema';
import { versionWords } from './words';

const SPECIAL = /[\\{}$&%#_~^]/g;
const ESCAPED: { [letter: string]: string } = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}'
};

/** Cite what its repository tells of this version. */
export function citationOf(workflow: Workflow): Citation {
  return { text: textOf(workflow), bibtex: bibtexOf(workflow) };
}

function textOf({ authors, title, version, published, doi, url }: Workflow): string {
  const year = yearOf(published);
  const names = authors.map(({ name }) => name).join('; ');
  const who = [names, year ? `(${year})` : ''].filter(Boolean).join(' ');
  const what = [title, versionWords(version)].filter(Boolean).join(', ');
  return [who, what, doi ? `https://doi.org/${doi}` : url].filter(Boolean).join('. ');
}

function bibtexOf(workflow: Workflow): string {
  const { title, version, published, doi, url, license } = workflow;
  const fields: [string, string][] = [
    ['author', workflow.authors.map(({ name }) => plain(name)).join(' and ')],
    ['title', `{${plain(title)}}`],
    ['year', yearOf(published)],
    ['version', plain(version)],
    ['license', plain(license)],
    ['doi', address(doi)],
    ['url', address(doi ? `https://doi.org/${doi}` : url)]
  ];
  const kind = workflow.kind === 'dataset' ? 'dataset' : 'software';
  const lines = fields.filter(([, value]) => value && value !== '{}');
  const body = lines.map(([name, value]) => `  ${name} = {${value}}`).join(',\n');
  return `@${kind}{${keyOf(workflow)},\n${body}\n}\n`;
}

function keyOf({ authors, published, id }: Workflow): string {
  const record = id.slice(id.indexOf(':') + 1);
  const key = `${familyOf(authors[0])}${yearOf(published)}_${record}`;
  return key.replace(/[^\w:.-]/g, '') || 'workflow';
}

function familyOf(person: Person | undefined): string {
  const name = person?.name ?? '';
  const family = name.includes(',') ? name.slice(0, name.indexOf(',')) : name.split(' ').pop();
  return (family ?? '').normalize('NFD').replace(/[^A-Za-z]/g, '');
}

function yearOf(published: string): string {
  return /^\d{4}/.exec(published)?.[0] ?? '';
}

// Words of others are text for TeX too.
function plain(words: string): string {
  return words.replace(/\s+/g, ' ').replace(SPECIAL, letter => ESCAPED[letter] ?? `\\${letter}`);
}

function address(text: string): string {
  return text.replace(/[\\{}\s]/g, '');
}
