import { expect, it } from 'vitest';
import type { Did } from '../../api/schema';
import { didRow } from './didRow';
import type { LakeNode } from './forest';

const ASKED_NOTHING = { stateOf: () => undefined, filesOf: () => undefined };

function row(name: string) {
  const did: Did = {
    scope: 'test',
    name,
    type: 'file',
    size: null,
    length: null,
    adler32: null,
    md5: null
  };
  const node = { kind: 'did', did, scope: 'test' } as unknown as LakeNode;
  return didRow(node, ASKED_NOTHING);
}

it('shows what turns or hides letters of a name, so that no name looks like another', () => {
  const { parts, name, about } = row('\u202egnp.exe\u0000\n');
  expect(parts[1].textContent).toBe('\\u202egnp.exe\\u0000\\u000a');
  expect(name).toBe('\\u202egnp.exe\\u0000\\u000a, file');
  expect(about).toContain('test:\\u202egnp.exe');
});

it.each(['ünïcødé-βλ-星.dat', 'שלום', '👩‍🚀', 'a b'])('leaves %s as it is', name => {
  expect(row(name).parts[1].textContent).toBe(name);
});
