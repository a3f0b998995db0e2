import { expect, it } from 'vitest';
import { result } from '../../../../tests/labextension/fake';
import { StatusLine } from './status';

const { provenance } = result();
const words = (fields: Partial<typeof provenance>) => {
  const line = new StatusLine(result({ provenance: { ...provenance, ...fields } as never }));
  return line.node.textContent;
};

it('tells rows, time and language, and copies the query', () => {
  expect(words({})).toBe('13 rows · 2.1 s · ADQLCopy ADQL');
});

it('has neither time nor query of rows that were put together here', () => {
  const merged = { service: '', language: '', query: 'one and other', seconds: 0.01 };
  expect(words(merged)).toBe('13 rows');
});

it('does not say that an archive took no time', () => {
  expect(words({ seconds: 0.02 })).toBe('13 rows · ADQLCopy ADQL');
});
