/** Rows on the sky: a picture, the same in words, and a selection shared with the grid. */
import type { Footprints, Positions } from '../../api/schema';
import { button, type Component, h, setText, uniqueId } from '../dom';
import { icon } from '../icons';
import { Camera, type Pixel, WHOLE } from './camera';
import { rowAt, rowsIn } from './finder';
import { type Marks, paint } from './painter';
import { fieldOf, Scene, type SearchArea } from './scene';
import { cap, type Position } from './sphere';
import { angle, summary, words } from './summary';

/** How rows were chosen: alone, besides those that were, or as a group. */
export type Choice = 'one' | 'toggle' | 'group';

/** What a plot stands on. */
export interface SkyPlotOptions {
  readonly search: SearchArea;
  /** What to call a row. */
  nameOf(row: number): Promise<string>;
  onChoose(rows: readonly number[], how: Choice): void;
}

const DRAG = 3;
const KEYS =
  'Arrow keys move, plus and minus zoom, 0 shows all, N and P step through the positions, ' +
  'Enter selects the row.';

/** A canvas with tools. */
export class SkyPlot implements Component {
  readonly node: HTMLElement;
  private readonly camera = new Camera();
  private readonly canvas = h('canvas', { class: 'esap-sky-canvas', 'aria-hidden': 'true' });
  private readonly stage: HTMLElement;
  private readonly tip = h('div', { class: 'esap-sky-tip', 'aria-hidden': 'true' });
  private readonly words = h('p', { class: 'esap-hint esap-sky-words', id: uniqueId('sky') });
  private readonly live = h('div', { class: 'esap-offscreen', role: 'status' });
  private readonly observers: { disconnect(): void }[] = [];
  private scene: Scene | null = null;
  private isSelected: (row: number) => boolean = () => false;
  private selected = 0;
  private current = -1;
  private currentPosition: Position | null = null;
  private hover: number | null = null;
  private from: Pixel | null = null;
  private last: Pixel | null = null;
  private dragged = false;
  private boxing = false;
  private frame = 0;
  private touched = false;

  constructor(private readonly options: SkyPlotOptions) {
    this.stage = h(
      'div',
      {
        class: 'esap-sky-stage',
        tabindex: 0,
        role: 'application',
        'aria-roledescription': 'sky plot',
        'aria-label': 'Positions on the sky',
        'aria-describedby': this.words.id,
        title: KEYS
      },
      this.canvas,
      this.tip
    );
    const tools = h(
      'div',
      { class: 'esap-sky-tools', role: 'group', 'aria-label': 'Sky plot' },
      this.tool('zoomIn', 'Zoom in', () => this.zoom(0.6)),
      this.tool('zoomOut', 'Zoom out', () => this.zoom(1.7)),
      this.tool('fit', 'Show all positions', () => this.fit()),
      this.tool('before', 'Previous position', () => this.step(-1)),
      this.tool('next', 'Next position', () => this.step(1))
    );
    this.node = h('div', { class: 'esap-sky' }, this.stage, tools, this.words, this.live);
    this.listen();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    for (const observer of this.observers) {
      observer.disconnect();
    }
    this.node.remove();
  }

  /** Show rows, counted in the order of the grid. */
  show(positions: Positions, footprints: Footprints): void {
    this.scene = new Scene(positions, footprints, this.options.search);
    this.hover = null;
    if (!this.touched) {
      this.frameAll();
    }
    this.tellSummary();
    this.schedule();
  }

  /** Mark rows as the grid has them selected. */
  select(isSelected: (row: number) => boolean, count: number): void {
    this.isSelected = isSelected;
    this.selected = count;
    this.tellSummary();
    this.schedule();
  }

  /** Mark the current row; a position says where it is when it is not among those drawn. */
  mark(row: number, position: Position | null = null): void {
    this.current = row;
    this.currentPosition = position ?? this.scene?.positionOf(row) ?? null;
    this.schedule();
  }

  /** Look at all there is. */
  fit(): void {
    this.touched = false;
    this.frameAll();
    this.say(this.view);
    this.schedule();
  }

  /** Where the plot looks, in words. */
  get view(): string {
    const { camera } = this;
    return camera.whole
      ? 'The whole sky is shown.'
      : `${angle(camera.field)} around ${words(camera.centre)} are shown.`;
  }

  private tool(name: Parameters<typeof icon>[0], label: string, act: () => void): HTMLElement {
    const made = button('', act, { class: 'esap-icon-button', 'aria-label': label, title: label });
    made.append(icon(name));
    return made;
  }

  private listen(): void {
    const { stage } = this;
    stage.addEventListener('pointerdown', event => this.pressed(event));
    stage.addEventListener('pointermove', event => this.moved(event));
    stage.addEventListener('pointerup', event => this.released(event));
    stage.addEventListener('pointercancel', () => this.drop());
    stage.addEventListener('pointerleave', () => this.hovered(null, null));
    stage.addEventListener('keydown', event => this.key(event));
    stage.addEventListener('wheel', event => this.wheel(event), { passive: false });
    if (typeof ResizeObserver !== 'undefined') {
      const observer = new ResizeObserver(() => this.resized());
      observer.observe(stage);
      this.observers.push(observer);
    }
    // The theme changes by attributes of the body.
    const theme = new MutationObserver(() => this.schedule());
    theme.observe(document.body, { attributes: true });
    this.observers.push(theme);
  }

  private resized(): void {
    const { clientWidth, clientHeight } = this.stage;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    this.camera.resize(clientWidth, clientHeight);
    this.paint();
  }

  private frameAll(): void {
    const extent = this.scene?.extent ?? [];
    const around = cap(extent);
    if (!around || around.radius > WHOLE / 2.3) {
      this.camera.look({ ra: around?.centre.ra ?? 0, dec: 0 }, 360);
    } else {
      this.camera.look(around.centre, fieldOf(around.centre, extent));
    }
  }

  private zoom(factor: number, around?: Pixel): void {
    this.touched = true;
    this.camera.zoom(factor, around);
    this.say(this.view);
    this.schedule();
  }

  private step(by: 1 | -1): void {
    const rows = this.scene?.rows ?? [];
    if (rows.length === 0) {
      this.say('There are no positions.');
      return;
    }
    const at = rows.indexOf(this.hover ?? this.current);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : (at + by + rows.length) % rows.length;
    this.hover = rows[next];
    const position = (this.scene as Scene).positions[next];
    const pixel = this.camera.pixel(position);
    const inside =
      pixel &&
      pixel.x >= 0 &&
      pixel.y >= 0 &&
      pixel.x <= this.camera.width &&
      pixel.y <= this.camera.height;
    if (!inside) {
      this.touched = true;
      this.camera.look(position, this.camera.field);
    }
    void this.tell(rows[next], position, `${next + 1} of ${rows.length}`);
    this.schedule();
  }

  private async tell(row: number, position: Position, place: string): Promise<void> {
    const name = await this.options.nameOf(row);
    const chosen = this.isSelected(row) ? ', selected' : '';
    this.say(`${name}, ${words(position)}, ${place}${chosen}.`);
    this.showTip(this.camera.pixel(position), name);
  }

  private key(event: KeyboardEvent): void {
    const acts: { [key: string]: () => void } = {
      ArrowUp: () => this.walk(0),
      ArrowLeft: () => this.walk(90),
      ArrowDown: () => this.walk(180),
      ArrowRight: () => this.walk(270),
      '+': () => this.zoom(0.6),
      '=': () => this.zoom(0.6),
      '-': () => this.zoom(1.7),
      0: () => this.fit(),
      Home: () => this.fit(),
      n: () => this.step(1),
      p: () => this.step(-1),
      Enter: () => this.choose(event)
    };
    const act = acts[event.key];
    if (act && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      act();
    }
  }

  private walk(direction: number): void {
    this.touched = true;
    this.camera.step(direction);
    this.say(this.view);
    this.schedule();
  }

  private choose(event: KeyboardEvent | PointerEvent): void {
    const row = this.hover;
    if (row !== null) {
      this.options.onChoose([row], event.ctrlKey || event.metaKey ? 'toggle' : 'one');
    }
  }

  private pressed(event: PointerEvent): void {
    if (event.button === 0) {
      this.from = this.last = pixelOf(event, this.stage);
      this.dragged = false;
      this.boxing = event.shiftKey;
      this.stage.setPointerCapture?.(event.pointerId);
    }
  }

  private moved(event: PointerEvent): void {
    const here = pixelOf(event, this.stage);
    if (!this.from || !this.last) {
      this.hovered(this.scene && rowAt(this.camera, this.scene, here), here);
      return;
    }
    this.dragged ||= Math.hypot(here.x - this.from.x, here.y - this.from.y) > DRAG;
    if (this.dragged && !this.boxing) {
      this.touched = true;
      this.camera.pan(here.x - this.last.x, here.y - this.last.y);
    }
    this.last = here;
    this.schedule();
  }

  private released(event: PointerEvent): void {
    const { from, last, scene } = this;
    if (!from || !last) {
      return;
    }
    if (scene && this.dragged && this.boxing) {
      this.options.onChoose(rowsIn(this.camera, scene, from, last), 'group');
    } else if (scene && !this.dragged) {
      this.hover = rowAt(this.camera, scene, last);
      this.choose(event);
    }
    this.drop();
  }

  private drop(): void {
    this.from = this.last = null;
    this.boxing = false;
    this.schedule();
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const factor = Math.exp(Math.max(-1, Math.min(1, event.deltaY / 200)));
    this.touched = true;
    this.camera.zoom(factor, pixelOf(event, this.stage));
    this.schedule();
  }

  private hovered(row: number | null, pixel: Pixel | null): void {
    if (row === this.hover) {
      return;
    }
    this.hover = row;
    this.showTip(null, '');
    if (row !== null) {
      void this.options.nameOf(row).then(name => {
        if (this.hover === row) {
          this.showTip(pixel, name);
        }
      });
    }
    this.schedule();
  }

  private showTip(pixel: Pixel | null, name: string): void {
    setText(this.tip, name);
    this.tip.hidden = !pixel || name === '';
    if (pixel) {
      const left = Math.max(4, Math.min(pixel.x + 10, this.camera.width - 120));
      this.tip.style.transform = `translate(${left}px, ${Math.max(4, pixel.y - 26)}px)`;
    }
  }

  private tellSummary(): void {
    const { scene } = this;
    if (scene) {
      const { positions, points, footprints } = scene;
      const { total: regions, unread } = footprints;
      const amounts = { positions, total: points.total, regions, unread };
      setText(this.words, summary({ ...amounts, selected: this.selected }));
    }
  }

  private say(text: string): void {
    setText(this.live, text);
  }

  private schedule(): void {
    this.frame ||= requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { from, last } = this;
    const marks: Marks = {
      isSelected: this.isSelected,
      current: this.current,
      currentPosition: this.currentPosition,
      hover: this.hover,
      box: this.boxing && from && last ? [from, last] : null
    };
    paint(this.canvas, this.camera, this.scene, marks);
  }
}

function pixelOf(event: MouseEvent, stage: HTMLElement): Pixel {
  const box = stage.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
