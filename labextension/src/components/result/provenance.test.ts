import { expect, it } from 'vitest';
import { result } from '../../../../tests/labextension/fake';
import { provenance } from './provenance';

it('begins with the name by which the result can be loaded', () => {
  const node = provenance(result({ name: 'm31_sandbox' }));
  expect(node.querySelector('dt')?.textContent).toBe('Name, for esap.load');
  expect(node.querySelector('dd')?.textContent).toBe('m31_sandbox');
});
