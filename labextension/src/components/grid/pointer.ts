import { setAttribute } from '../dom';
import { Presses } from '../press';
import type { Frame } from './frame';
import type { Place } from './painter';

/** How far the pointer must go before a header counts as dragged, in CSS pixels. */
const DRAG = 8;

/** What a pointer can do in a grid. */
export interface PointerCommands {
  select(place: Place, event: MouseEvent): void;
  sort(position: number): void;
  openMenu(position: number): void;
  widthAt(position: number): number;
  resize(position: number, width: number): void;
  fit(position: number): void;
  moveColumn(position: number, by: number): void;
}

/** A place, and the part of a header that was pressed there. */
interface Pressed {
  readonly place: Place;
  readonly part: 'more' | 'grip' | '';
}

/** Turns what a pointer does on the page into commands. */
export class Pointer {
  private readonly presses: Presses<Pressed>;
  private dragged = false;
  private stopDrag: () => void = () => undefined;

  constructor(
    private readonly frame: Frame,
    private readonly commands: PointerCommands
  ) {
    const { view } = frame;
    view.addEventListener('pointerdown', event => this.press(event));
    this.presses = new Presses(view, {
      find: pressedOf,
      clicked: (pressed, event) => this.click(pressed, event)
    });
    view.addEventListener('dblclick', event => this.doubleClick(event));
    view.addEventListener('contextmenu', event => this.menu(event));
    view.addEventListener('pointerover', event => explain(event));
  }

  dispose(): void {
    this.stopDrag();
    this.presses.dispose();
  }

  private press(event: PointerEvent): void {
    this.dragged = false;
    const place = placeOf(event);
    if (!place || event.button || place.row >= 0 || isOn(event, 'more')) {
      return;
    }
    event.preventDefault();
    this.frame.view.focus({ preventScroll: true });
    if (isOn(event, 'grip')) {
      this.dragWidth(event, place.position);
    } else if (event.pointerType !== 'touch') {
      this.dragColumn(event, place.position);
    }
  }

  private dragWidth(start: PointerEvent, position: number): void {
    const width = this.commands.widthAt(position);
    this.drag(event => {
      this.dragged = true;
      this.commands.resize(position, width + event.clientX - start.clientX);
    });
  }

  private dragColumn(start: PointerEvent, position: number): void {
    const move = (event: PointerEvent) => {
      this.dragged ||= Math.abs(event.clientX - start.clientX) > DRAG;
      if (this.dragged) {
        this.mark(event, position);
      }
    };
    this.drag(move, event => {
      this.frame.drop.hidden = true;
      const target = this.dragged && event ? placeOf(event) : undefined;
      if (target && target.row < 0) {
        this.commands.moveColumn(position, target.position - position);
      }
    });
  }

  /** Show where the column would go. */
  private mark(event: PointerEvent, from: number): void {
    const { drop, stage } = this.frame;
    const cell = cellOf(event);
    const place = placeOf(event);
    drop.hidden = !cell || place?.row !== -1;
    if (cell && place) {
      const box = cell.getBoundingClientRect();
      const edge = place.position > from ? box.right : box.left;
      drop.style.left = `${edge - stage.getBoundingClientRect().left - 1}px`;
    }
  }

  private drag(move: (event: PointerEvent) => void, end?: (event?: PointerEvent) => void): void {
    this.stopDrag();
    const controller = new AbortController();
    const { signal } = controller;
    const stop = (event?: PointerEvent) => {
      controller.abort();
      end?.(event);
    };
    this.stopDrag = () => signal.aborted || stop();
    document.addEventListener('pointermove', move, { signal });
    document.addEventListener('pointerup', stop, { signal });
    document.addEventListener('pointercancel', () => stop(), { signal });
  }

  private click({ place, part }: Pressed, event: MouseEvent): void {
    if (this.dragged) {
      return;
    }
    if (place.row >= 0) {
      this.commands.select(place, event);
    } else if (part === 'more') {
      this.commands.openMenu(place.position);
    } else if (part !== 'grip') {
      this.commands.sort(place.position);
    }
  }

  private doubleClick(event: MouseEvent): void {
    const place = placeOf(event);
    if (place && isOn(event, 'grip')) {
      this.commands.fit(place.position);
    }
  }

  private menu(event: MouseEvent): void {
    const place = placeOf(event);
    if (place && place.row < 0) {
      event.preventDefault();
      event.stopPropagation();
      this.commands.openMenu(place.position);
    }
  }
}

function cellOf(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest('.esap-Grid-cell') : null;
}

function placeOf(event: Event): Place | undefined {
  const cell = cellOf(event);
  const row = cell?.closest('[aria-rowindex]')?.getAttribute('aria-rowindex');
  return cell && row
    ? { row: Number(row) - 2, position: Number(cell.getAttribute('aria-colindex')) - 1 }
    : undefined;
}

function pressedOf(event: Event): Pressed | undefined {
  const place = placeOf(event);
  const part = isOn(event, 'more') ? 'more' : isOn(event, 'grip') ? 'grip' : '';
  return place && { place, part };
}

function isOn(event: Event, part: string): boolean {
  return event.target instanceof Element && event.target.classList.contains(`esap-Grid-${part}`);
}

/** Give a body cell its whole text as a title where it is cut off or has failed. */
function explain(event: Event): void {
  const cell = cellOf(event);
  if (cell?.getAttribute('role') === 'gridcell') {
    const hidden = cell.scrollWidth > cell.clientWidth ? cell.textContent : null;
    const failed = cell.classList.contains('esap-mod-failed');
    setAttribute(cell, 'title', failed ? cell.getAttribute('aria-label') : hidden);
  }
}
