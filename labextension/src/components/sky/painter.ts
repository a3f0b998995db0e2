/** Draws a scene on a canvas, in the colours of the theme. */
import type { Camera, Pixel } from './camera';
import { graticule } from './graticule';
import type { Scene } from './scene';
import type { Position } from './sphere';

/** What is marked. */
export interface Marks {
  readonly isSelected: (row: number) => boolean;
  readonly current: number;
  /** The current row's position, also where its row is not among those drawn. */
  readonly currentPosition: Position | null;
  readonly hover: number | null;
  readonly box: readonly [Pixel, Pixel] | null;
}

const NAMES = ['ground', 'line', 'text', 'point', 'area', 'chosen', 'target'] as const;
type Colours = Record<(typeof NAMES)[number], string>;
const MANY = 3000;
const SOME = 200;

/** Draw all of it. */
export function paint(
  canvas: HTMLCanvasElement,
  camera: Camera,
  scene: Scene | null,
  marks: Marks
): void {
  const context = canvas.getContext('2d');
  if (!context) {
    return;
  }
  const colours = coloursOf(canvas);
  const ratio = canvas.width / Math.max(1, camera.width);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, camera.width, camera.height);
  context.font = `10px ${getComputedStyle(canvas).fontFamily}`;
  drawGround(context, camera, colours);
  const labels = drawGrid(context, camera, colours);
  if (scene) {
    drawSearch(context, camera, scene, colours);
    drawRegions(context, camera, scene, marks, colours);
    drawPoints(context, camera, scene, marks, colours);
  }
  drawLabels(context, labels, colours);
  drawCurrent(context, camera, marks, colours);
  drawBox(context, marks, colours);
}

function coloursOf(node: Element): Colours {
  const style = getComputedStyle(node);
  const pairs = NAMES.map(name => [name, style.getPropertyValue(`--esap-sky-${name}`).trim()]);
  return Object.fromEntries(pairs) as Colours;
}

function drawGround(context: CanvasRenderingContext2D, camera: Camera, colours: Colours): void {
  const edge = camera.edge();
  context.fillStyle = colours.ground;
  if (!edge) {
    context.fillRect(0, 0, camera.width, camera.height);
    return;
  }
  context.beginPath();
  context.ellipse(edge.x, edge.y, edge.width, edge.height, 0, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = colours.text;
  context.lineWidth = 1;
  context.stroke();
}

interface Label {
  readonly text: string;
  readonly place: Pixel;
  readonly width: number;
}

function drawGrid(context: CanvasRenderingContext2D, camera: Camera, colours: Colours): Label[] {
  const { width, height, field, whole, centre } = camera;
  const longer = field * Math.max(1, width / height, height / width);
  const labels: Label[] = [];
  context.lineWidth = 1;
  context.strokeStyle = colours.line;
  for (const { points, label } of graticule(centre, whole ? 360 : longer)) {
    const pieces = camera.line(points);
    stroke(context, pieces);
    const { width: wide } = context.measureText(label);
    const place = labelPlace(camera, pieces, label, wide);
    const made = place && { text: label, place, width: wide };
    if (made && labels.every(other => apart(other, made))) {
      labels.push(made);
    }
  }
  return labels;
}

/** Written over the points, with an edge of the ground's colour around the letters. */
function drawLabels(
  context: CanvasRenderingContext2D,
  labels: readonly Label[],
  colours: Colours
): void {
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = colours.ground;
  context.fillStyle = colours.text;
  for (const { text, place } of labels) {
    context.strokeText(text, place.x, place.y);
    context.fillText(text, place.x, place.y);
  }
}

/** Where a line enters at the left or the bottom; on the whole sky, along its middle lines. */
function labelPlace(camera: Camera, pieces: Pixel[][], label: string, wide: number): Pixel | null {
  const inside = pieces
    .flat()
    .filter(({ x, y }) => x >= 2 && x < camera.width - 2 && y > 12 && y < camera.height - 4);
  if (inside.length === 0) {
    return null;
  }
  if (camera.whole) {
    const middle = inside.reduce((best, one) =>
      Math.abs(one.y - camera.height / 2) + Math.abs(one.x - camera.width / 2) * 0.001 <
      Math.abs(best.y - camera.height / 2) + Math.abs(best.x - camera.width / 2) * 0.001
        ? one
        : best
    );
    return { x: beside(middle.x, 2, wide, camera.width), y: middle.y - 2 };
  }
  const upright = label.includes('h');
  const best = inside.reduce((first, one) =>
    (upright ? one.y > first.y : one.x < first.x) ? one : first
  );
  return upright
    ? { x: beside(best.x, 3, wide, camera.width), y: camera.height - 5 }
    : { x: 3, y: best.y - 3 };
}

/** Where letters begin that stand right of a line, or left of it where there is no room. */
export function beside(x: number, gap: number, wide: number, room: number): number {
  return x + gap + wide > room - 2 ? x - gap - wide : x + gap;
}

function apart(one: Label, other: Label): boolean {
  const [left, right] = one.place.x < other.place.x ? [one, other] : [other, one];
  const aside = right.place.x > left.place.x + left.width + 4;
  return aside || Math.abs(one.place.y - other.place.y) > 12;
}

function drawSearch(
  context: CanvasRenderingContext2D,
  camera: Camera,
  scene: Scene,
  colours: Colours
): void {
  context.strokeStyle = colours.target;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  stroke(context, camera.line(scene.area));
  context.setLineDash([]);
  const target = scene.search.target && camera.pixel(scene.search.target);
  if (target) {
    const { x, y } = target;
    context.beginPath();
    for (const [across, down] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1]
    ]) {
      context.moveTo(x + 4 * across, y + 4 * down);
      context.lineTo(x + 11 * across, y + 11 * down);
    }
    context.stroke();
  }
}

function drawRegions(
  context: CanvasRenderingContext2D,
  camera: Camera,
  scene: Scene,
  marks: Marks,
  colours: Colours
): void {
  const chosen = [];
  context.strokeStyle = colours.area;
  context.lineWidth = 1;
  for (const region of scene.regions) {
    if (marks.isSelected(region.row) || region.row === marks.current) {
      chosen.push(region);
    } else {
      stroke(context, camera.line(region.points));
    }
  }
  context.strokeStyle = colours.chosen;
  context.lineWidth = 2;
  for (const region of chosen) {
    stroke(context, camera.line(region.points));
  }
}

function drawPoints(
  context: CanvasRenderingContext2D,
  camera: Camera,
  scene: Scene,
  marks: Marks,
  colours: Colours
): void {
  const many = scene.positions.length > MANY;
  const half = many ? 1 : scene.positions.length > SOME ? 1.5 : 2;
  const chosen: Pixel[] = [];
  context.fillStyle = colours.point;
  context.globalAlpha = many ? 0.6 : 0.9;
  scene.positions.forEach((position, at) => {
    const pixel = camera.pixel(position);
    if (pixel && marks.isSelected(scene.rows[at])) {
      chosen.push(pixel);
    } else if (pixel) {
      context.fillRect(pixel.x - half, pixel.y - half, 2 * half, 2 * half);
    }
  });
  context.globalAlpha = 1;
  context.fillStyle = colours.chosen;
  for (const { x, y } of chosen) {
    // Another shape, as well as another colour.
    context.beginPath();
    context.arc(x, y, half + 2.5, 0, 2 * Math.PI);
    context.fill();
  }
  const hovered = marks.hover === null ? null : scene.positionOf(marks.hover);
  const pixel = hovered && camera.pixel(hovered);
  if (pixel) {
    ring(context, pixel, 6, colours.text);
  }
}

function drawCurrent(
  context: CanvasRenderingContext2D,
  camera: Camera,
  marks: Marks,
  colours: Colours
): void {
  const pixel = marks.currentPosition && camera.pixel(marks.currentPosition);
  if (pixel) {
    ring(context, pixel, 8, colours.chosen);
  }
}

function drawBox(context: CanvasRenderingContext2D, { box }: Marks, colours: Colours): void {
  if (box) {
    const [from, to] = box;
    context.strokeStyle = colours.chosen;
    context.lineWidth = 1;
    context.strokeRect(from.x, from.y, to.x - from.x, to.y - from.y);
  }
}

function ring(context: CanvasRenderingContext2D, { x, y }: Pixel, radius: number, colour: string) {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}

function stroke(context: CanvasRenderingContext2D, pieces: readonly Pixel[][]): void {
  context.beginPath();
  for (const piece of pieces) {
    piece.forEach(({ x, y }, at) => {
      if (at === 0) {
        context.moveTo(x, y);
      } else {
        context.lineTo(x, y);
      }
    });
  }
  context.stroke();
}
