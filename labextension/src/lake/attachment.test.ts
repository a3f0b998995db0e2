import { describe, expect, it } from 'vitest';
import { keyOf, readAttachments, withAttachment, withoutAttachment } from './attachment';

// As rucio-jupyterlab 40 writes it.
const THEIRS = [
  { did: 'test:ds.events', type: 'collection', variableName: 'events' },
  { did: 'test:a:b/c.fits', type: 'file', variableName: 'image' }
];

describe('rucio_attachments', () => {
  it('is read as rucio-jupyterlab writes it', () => {
    expect(readAttachments(THEIRS)).toEqual({ attachments: THEIRS, broken: 0 });
  });

  it('is written as rucio-jupyterlab reads it, with the lake besides', () => {
    const added = { did: 'test:x', type: 'file', variableName: 'x', lake: 'escape' } as const;
    expect(withAttachment(THEIRS, added)).toEqual([...THEIRS, added]);
    expect(withAttachment(undefined, added)).toEqual([added]);
  });

  it('keeps what it does not understand, and replaces the one of that name', () => {
    const odd = { did: 3, more: 'theirs' };
    const image = { did: 'test:y', type: 'file', variableName: 'image', lake: 'escape' } as const;
    expect(withAttachment([odd, ...THEIRS], image)).toEqual([odd, THEIRS[0], image]);
    expect(withoutAttachment([odd, ...THEIRS], 'events')).toEqual([odd, THEIRS[1]]);
  });

  it.each([null, 'text', { did: 'a:b' }, 7])('takes %j for nothing', metadata => {
    expect(readAttachments(metadata)).toEqual({ attachments: [], broken: 0 });
  });

  it('counts entries without sense', () => {
    const bad = [
      null,
      1,
      {},
      { did: 'nocolon', variableName: 'x' },
      { did: 'a:b', variableName: 3 }
    ];
    expect(readAttachments([...bad, THEIRS[0]])).toEqual({ attachments: [THEIRS[0]], broken: 5 });
  });

  it('tells lakes, types, names and DIDs apart', () => {
    const all = [
      ...readAttachments(THEIRS).attachments,
      { ...readAttachments(THEIRS).attachments[0], lake: 'escape' }
    ];
    expect(new Set(all.map(keyOf)).size).toBe(3);
  });
});
