import { afterEach, describe, expect, it, vi } from 'vitest';
import { writeClipboard } from '../clipboard';
import { copyText } from './clipboard';
import { PagedSource, type PageRequest } from './source';

const never = new AbortController().signal;

function setUp(special: Record<string, string | null> = {}) {
  const load = vi.fn(async ({ start, stop, columns }: PageRequest) => ({
    cells: Array.from({ length: stop - start }, (_, offset) =>
      columns.map(column => {
        const key = `${start + offset}.${column}`;
        return key in special ? special[key] : key;
      })
    )
  }));
  const columns = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  return { load, source: new PagedSource({ rowCount: 1000, columns, load }) };
}

describe('copyText', () => {
  it('loads what is not here, in the order of the columns shown', async () => {
    const { source, load } = setUp();
    const request = {
      ranges: [
        [1, 2],
        [900, 900]
      ] as const,
      columns: [2, 0]
    };
    const copied = await copyText(source, request, never);
    expect(copied).toEqual({
      text: 'c\ta\n1.2\t1.0\n2.2\t2.0\n900.2\t900.0',
      rows: 3,
      cut: false
    });
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('leaves missing values empty and quotes what would break a line', async () => {
    const { source } = setUp({ '0.0': null, '0.1': 'two\nlines', '0.2': 'say "hi"' });
    const request = { ranges: [[0, 0]] as const, columns: [0, 1, 2] };
    const { text } = await copyText(source, request, never);
    expect(text).toBe('a\tb\tc\n\t"two\nlines"\t"say ""hi"""');
  });

  it('stops at the limit of cells and says so', async () => {
    const { source } = setUp();
    const ranges = [
      [0, 3],
      [10, 900]
    ] as const;
    const copied = await copyText(source, { ranges, columns: [0, 1], limit: 12 }, never);
    expect(copied.rows).toBe(6);
    expect(copied.cut).toBe(true);
    expect(copied.text.split('\n').at(-1)).toBe('11.0\t11.1');
  });

  it('fails with the cause of a page', async () => {
    const source = new PagedSource({
      rowCount: 10,
      columns: [{ name: 'a' }],
      load: () => Promise.reject(new Error('The archive hung up.'))
    });
    const copied = copyText(source, { ranges: [[0, 1]], columns: [0] }, never);
    await expect(copied).rejects.toThrow('The archive hung up.');
  });
});

describe('writeClipboard', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('writes text where the browser takes no promises', async () => {
    const writeText = vi.fn(async () => undefined);
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    vi.stubGlobal('ClipboardItem', undefined);
    await writeClipboard(Promise.resolve('rows'));
    expect(writeText).toHaveBeenCalledWith('rows');
  });

  it('promises the text at once where it can', async () => {
    const write = vi.fn(async (items: { parts: Record<string, Promise<Blob>> }[]) => {
      await items[0].parts['text/plain'];
    });
    vi.stubGlobal('navigator', { clipboard: { write } });
    vi.stubGlobal(
      'ClipboardItem',
      class {
        constructor(readonly parts: Record<string, Promise<Blob>>) {}
      }
    );
    const done = writeClipboard(Promise.resolve('rows'));
    expect(write).toHaveBeenCalledOnce();
    await done;
    const blob = await write.mock.calls[0][0][0].parts['text/plain'];
    expect(blob.size).toBe(4);
    await expect(writeClipboard(Promise.reject(new Error('hung up')))).rejects.toThrow('hung up');
  });

  it('uses the old command on pages without TLS, and says when that fails too', async () => {
    vi.stubGlobal('navigator', {});
    const command = vi.fn(() => true);
    document.execCommand = command;
    await writeClipboard(Promise.resolve('rows'));
    expect(command).toHaveBeenCalledWith('copy');
    expect(document.querySelector('textarea')).toBeNull();
    command.mockReturnValue(false);
    await expect(writeClipboard(Promise.resolve('rows'))).rejects.toThrow('does not let');
  });
});
