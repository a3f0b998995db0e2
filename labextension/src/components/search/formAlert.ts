/** What is wrong with a question, or went wrong with it. */
import type { ActivityStore } from '../../api/activities';
import type { ArchiveStore } from '../../api/archives';
import { BackendError, type Subscription } from '../../api/backend';
import { type Component, h, setText } from '../dom';
import { errorWords } from '../words';

/** An alert; that the server is silent holds only until it answers again. */
export class FormAlert implements Component {
  readonly node = h('div', { class: 'esap-error', role: 'alert' });
  private readonly subscriptions: Subscription[];
  private silent = false;

  constructor(
    private readonly archives: ArchiveStore,
    activities: ActivityStore
  ) {
    this.subscriptions = [
      archives.subscribe(() => this.heard(archives.error)),
      activities.subscribe(() => this.heard(activities.error ?? activities.silence))
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    this.node.remove();
  }

  say(words: string): void {
    this.silent = false;
    setText(this.node, words);
  }

  fail(error: Error): void {
    this.say(errorWords(error));
    this.silent = isSilence(error);
  }

  // Whatever is told without an error has come from the server.
  private heard(problem: unknown): void {
    if (problem) {
      return;
    }
    if (this.silent) {
      this.say('');
    }
    if (isSilence(this.archives.error)) {
      void this.archives.load();
    }
  }
}

function isSilence(error: Error | null): boolean {
  return error instanceof BackendError && error.code === 'unreachable';
}
