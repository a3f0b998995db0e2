import { beforeEach, expect, it, vi } from 'vitest';
import { SkyPlot } from './skyPlot';

const POSITIONS = { total: 3, rows: [0, 2, 5], ra: [10, 10.2, 9.8], dec: [41, 41.1, 40.9] };
const SHAPES = {
  total: 1,
  unread: 0,
  shapes: [{ row: 2, kind: 'circle' as const, values: [10.2, 41.1, 0.05] }]
};
const settle = () => new Promise(resolve => setTimeout(resolve));

function makePlot() {
  const onChoose = vi.fn();
  const nameOf = async (row: number) => `<b>Row ${row}</b>`;
  const search = { name: 'M31', target: { ra: 10, dec: 41 }, radius: 0.5, polygon: [] };
  const plot = new SkyPlot({ search, nameOf, onChoose });
  document.body.append(plot.node);
  plot.show(POSITIONS, SHAPES);
  return { plot, onChoose };
}

const stage = () => document.querySelector('.esap-sky-stage') as HTMLElement;
const said = () => document.querySelector('.esap-sky [role=status]')?.textContent ?? '';
const press = (key: string, more = {}) =>
  stage().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));

beforeEach(() => document.body.replaceChildren());

it('has the same in words', () => {
  const { plot } = makePlot();
  const words = () => document.querySelector('.esap-sky-words')?.textContent;
  expect(words()).toContain('3 positions between');
  expect(words()).toContain('1 footprint');
  expect(stage().getAttribute('aria-describedby')).toBe(
    document.querySelector('.esap-sky-words')?.id
  );
  plot.select(row => row === 5, 1);
  expect(words()).toContain('1 selected');
});

it('steps through positions aloud and selects by Enter', async () => {
  const { onChoose } = makePlot();
  press('n');
  await settle();
  expect(said()).toBe('<b>Row 0</b>, 00h40m00s +41°00′00″, 1 of 3.');
  expect(document.querySelector('b')).toBeNull();
  press('n');
  press('Enter');
  expect(onChoose).toHaveBeenLastCalledWith([2], 'one');
  press('p');
  press('p');
  press('Enter', { ctrlKey: true });
  expect(onChoose).toHaveBeenLastCalledWith([5], 'toggle');
});

it('moves and zooms by keys and buttons, and says where it looks', () => {
  const { plot } = makePlot();
  const before = plot.view;
  press('+');
  expect(plot.view).not.toBe(before);
  expect(said()).toBe(plot.view);
  press('ArrowLeft');
  press('0');
  expect(plot.view).toBe(before);
  for (let times = 0; times < 12; times += 1) {
    press('-');
  }
  expect(plot.view).toBe('The whole sky is shown.');
  const fit = document.querySelector<HTMLElement>('[aria-label="Show all positions"]');
  fit?.click();
  expect(plot.view).toBe(before);
});

it('leaves keys that are not its own to others', () => {
  makePlot();
  const event = new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true });
  stage().dispatchEvent(event);
  expect(event.defaultPrevented).toBe(false);
});

it('says that there is nothing', () => {
  const { plot } = makePlot();
  plot.show({ total: 0, rows: [], ra: [], dec: [] }, { total: 0, unread: 0, shapes: [] });
  press('n');
  expect(said()).toBe('There are no positions.');
  plot.dispose();
});
