/** Clicks on what is painted anew: a browser drops those whose node was taken away meanwhile. */

/** How far a pointer may go between press and release, in CSS pixels. */
const STILL = 8;

/** What takes the clicks. */
export interface PressOptions<Target> {
  /** What an event is about, `undefined` where that is nothing. */
  find(event: Event): Target | undefined;
  clicked(target: Target, event: MouseEvent): void;
}

interface Press<Target> {
  readonly target: Target | undefined;
  readonly x: number;
  readonly y: number;
  isDone: boolean;
}

/** Has a click be of what was pressed, whatever stands there when the button is let go. */
export class Presses<Target> {
  private press: Press<Target> | null = null;
  private readonly ends = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    node: HTMLElement,
    private readonly options: PressOptions<Target>
  ) {
    const { signal } = this.ends;
    node.addEventListener('pointerdown', event => this.pressed(event), { signal });
    node.addEventListener('click', event => this.clicked(event), { signal });
    document.addEventListener('pointerup', event => this.released(event), { signal });
    for (const type of ['pointercancel', 'contextmenu']) {
      document.addEventListener(type, () => this.forget(), { signal, capture: true });
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.ends.abort();
  }

  private pressed(event: PointerEvent): void {
    const { clientX: x, clientY: y, button } = event;
    const target = this.options.find(event);
    this.press = button === 0 ? { target, x, y, isDone: false } : null;
  }

  private released(event: PointerEvent): void {
    const { press } = this;
    if (press && event.pointerType !== 'touch' && isStill(press, event)) {
      // A click that comes at all comes before this.
      this.timer = setTimeout(() => this.take(press, event));
    }
  }

  private clicked(event: MouseEvent): void {
    const { press } = this;
    // What no pointer has made, such as a click by a program, has no detail.
    if (press && event.detail > 0 && isStill(press, event)) {
      this.take(press, event);
      return;
    }
    const target = this.options.find(event);
    if (target !== undefined) {
      this.options.clicked(target, event);
    }
  }

  private take(press: Press<Target>, event: MouseEvent): void {
    const { target, isDone } = press;
    press.isDone = true;
    if (target !== undefined && !isDone) {
      this.options.clicked(target, event);
    }
  }

  private forget(): void {
    this.press = null;
  }
}

function isStill(press: { x: number; y: number }, { clientX, clientY }: MouseEvent): boolean {
  return Math.abs(clientX - press.x) <= STILL && Math.abs(clientY - press.y) <= STILL;
}
