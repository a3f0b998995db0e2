import { beforeEach, expect, it, vi } from 'vitest';
import { Preview } from './preview';

beforeEach(() => document.body.replaceChildren());

async function shown(naturalWidth: number) {
  URL.createObjectURL = vi.fn(() => 'blob:here');
  URL.revokeObjectURL = vi.fn();
  const preview = new Preview();
  document.body.append(preview.node);
  const image = preview.node.querySelector('img') as HTMLImageElement;
  Object.defineProperty(image, 'naturalWidth', { value: naturalWidth });
  const size = preview.node.querySelector('button') as HTMLButtonElement;
  expect(size.hidden).toBe(true);
  await preview.load(async () => new Blob(), 'M31', new AbortController().signal);
  return { preview, image, size };
}

it('enlarges a small image by its button and by a click on it', async () => {
  const { image, size } = await shown(32);
  expect([size.hidden, size.textContent]).toEqual([false, 'Enlarge']);
  size.click();
  expect(image.style.minWidth).toBe('32px');
  expect(image.classList.contains('esap-mod-coarse')).toBe(true);
  expect([size.textContent, size.getAttribute('aria-pressed')]).toEqual(['Make small', 'true']);
  image.click();
  expect(image.style.minWidth).toBe('');
  expect(size.getAttribute('aria-pressed')).toBe('false');
});

it('shows a large image smoothly, in its own size', async () => {
  const { image, size } = await shown(900);
  size.click();
  expect(image.style.minWidth).toBe('900px');
  expect(image.classList.contains('esap-mod-coarse')).toBe(false);
});

it('begins small with each row', async () => {
  const { preview, image, size } = await shown(32);
  size.click();
  await preview.load(async () => new Blob(), 'M32', new AbortController().signal);
  expect(image.classList.contains('esap-mod-large')).toBe(false);
  preview.clear();
  expect(size.hidden).toBe(true);
});
