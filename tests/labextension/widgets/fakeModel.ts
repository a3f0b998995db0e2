/** anywidget's model with a kernel behind it that answers as the test says. */
import type { WidgetModel, WidgetTraits } from '../../../labextension/src/widgets/model';

/** A question of the front end. */
export interface Question {
  id: string;
  method: string;
  params: Record<string, unknown>;
}

type Answer = (question: Question, model: FakeModel) => void;

/** Records questions; `answer` decides what happens to them. */
export class FakeModel implements WidgetModel {
  readonly questions: Question[] = [];
  saved = 0;
  private readonly listeners = new Map<string, Set<(message: unknown) => void>>();

  constructor(
    private readonly answer: Answer,
    private readonly traits: WidgetTraits = { target: 'M31', radius: 0.25, archives: null }
  ) {}

  get<K extends keyof WidgetTraits>(name: K): WidgetTraits[K] {
    return this.traits[name];
  }

  set<K extends keyof WidgetTraits>(name: K, value: WidgetTraits[K]): void {
    this.traits[name] = value;
    this.emit(`change:${name}`, value);
  }

  save_changes(): void {
    this.saved += 1;
  }

  send(message: unknown): void {
    const question = message as Question;
    this.questions.push(question);
    queueMicrotask(() => this.answer(question, this));
  }

  on(event: string, callback: (message: unknown) => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(callback));
  }

  off(event: string, callback: (message: unknown) => void): void {
    this.listeners.get(event)?.delete(callback);
  }

  /** What the kernel sends. */
  receive(message: unknown): void {
    this.emit('msg:custom', message);
  }

  get listening(): number {
    return [...this.listeners.values()].reduce((sum, callbacks) => sum + callbacks.size, 0);
  }

  private emit(event: string, message: unknown): void {
    for (const callback of [...(this.listeners.get(event) ?? [])]) {
      callback(message);
    }
  }
}
