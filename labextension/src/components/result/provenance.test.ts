import { expect, it } from 'vitest';
import { result } from '../../../../tests/labextension/fake';
import { provenance } from './provenance';

it('begins with the name by which the result can be loaded', () => {
  const node = provenance(result({ name: 'm31_sandbox' }));
  expect(node.querySelector('dt')?.textContent).toBe('Name, for esap.load');
  expect(node.querySelector('dd')?.textContent).toBe('m31_sandbox');
});

it('gives the moment in UTC, as the citation does', () => {
  const whole = result();
  const origin = { ...whole.provenance, started: 1795696533.55 };
  const node = provenance({ ...whole, provenance: origin });
  const asked = [...node.querySelectorAll('dt')].find(one => one.textContent === 'Asked');
  expect(asked?.nextElementSibling?.textContent).toBe('2026-11-26 12:35:33 UTC');
});
