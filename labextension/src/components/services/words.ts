/** The words of protocols, wavebands and models. */
import type { RegistryHit } from '../../api/schema';

type Choice = readonly [value: string, label: string];

/** What a search may be restricted to, and its words. */
export const TYPES: readonly Choice[] = [
  ['', 'Any type'],
  ['tap', 'Tables in ADQL (TAP)'],
  ['sia2', 'Images and cubes (SIA 2)'],
  ['sia', 'Images (SIA 1)'],
  ['ssa', 'Spectra (SSA)'],
  ['scs', 'Sources (cone search)']
];

export const WAVEBANDS: readonly Choice[] = [
  ['', 'Any waveband'],
  ['radio', 'Radio'],
  ['millimeter', 'Millimetre'],
  ['infrared', 'Infrared'],
  ['optical', 'Optical'],
  ['uv', 'Ultraviolet'],
  ['euv', 'Extreme ultraviolet'],
  ['x-ray', 'X-ray'],
  ['gamma-ray', 'Gamma-ray'],
  ['neutrino', 'Neutrino'],
  ['cosmic-ray', 'Cosmic ray']
];

export const MODELS: readonly Choice[] = [
  ['', 'Any data model'],
  ['obscore', 'Observations (ObsCore)'],
  ['epntap', 'Solar system (EPN-TAP)']
];

const KINDS: { [kind: string]: string } = {
  tap: 'TAP',
  sia2: 'SIA 2',
  sia1: 'SIA 1',
  ssa: 'SSA',
  scs: 'Cone search'
};

/** A protocol by its usual name. */
export function kindWords(kind: string): string {
  return KINDS[kind] ?? kind;
}

/** What can be told of a hit in one line. */
export function factsOf(hit: RegistryHit): string {
  const covers = {
    yes: 'has data here',
    undeclared: 'does not say where it has data',
    unasked: ''
  }[hit.covers];
  return [covers, hit.publisher, hit.wavebands.join(', '), hit.ivoid].filter(Boolean).join(' · ');
}
