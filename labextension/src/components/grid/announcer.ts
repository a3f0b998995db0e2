import { div } from './dom';

/** How long a notice stays in sight, in milliseconds. */
const NOTICE_TIME = 5000;

/** Tells what happened, aloud to assistive technology and, where it matters, in sight. */
export class Announcer {
  readonly node = div('esap-Grid-notice');
  private readonly status = div('esap-Grid-status', 'status');
  private readonly button = document.createElement('button');
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param retry - what the Retry button does, which stands beside a failure */
  constructor(retry: () => void) {
    this.button.type = 'button';
    this.button.className = 'esap-Grid-retry';
    this.button.textContent = 'Retry';
    // The grid stays one tab stop: the keyboard retries with Enter on a failed cell.
    this.button.tabIndex = -1;
    this.button.addEventListener('click', retry);
    this.node.append(this.status, this.button);
    this.hide();
  }

  /** Say something that can be seen anyway. */
  say(text: string): void {
    if (this.isFailure) {
      return;
    }
    this.hide();
    this.status.textContent = text;
  }

  /** Say and show something, for a while. */
  show(text: string): void {
    this.hide();
    this.status.textContent = text;
    this.node.classList.remove('esap-Grid-quiet');
    this.timer = setTimeout(() => this.hide(), NOTICE_TIME);
  }

  /** Say and show a failure until it is over. */
  fail(text: string): void {
    if (this.isFailure && this.status.textContent === text) {
      return;
    }
    this.show(text);
    clearTimeout(this.timer);
    this.node.classList.add('esap-mod-failed');
    this.button.hidden = false;
  }

  /** Take a failure away. */
  recover(): void {
    if (this.isFailure) {
      this.hide();
      this.status.textContent = '';
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private get isFailure(): boolean {
    return this.node.classList.contains('esap-mod-failed');
  }

  private hide(): void {
    clearTimeout(this.timer);
    this.node.classList.add('esap-Grid-quiet');
    this.node.classList.remove('esap-mod-failed');
    this.button.hidden = true;
  }
}
