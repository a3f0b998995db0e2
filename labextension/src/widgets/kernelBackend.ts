/** The kernel's answers, over the widget's comm. */
import {
  type ActivityChange,
  type ActivityListener,
  type Backend,
  BackendError,
  type CoverageRequest,
  type RowsRequest,
  type Stream
} from '../api/backend';
import type {
  Activity,
  Archive,
  ArchiveForm,
  Coverage,
  ErrorInfo,
  Page,
  Result,
  Search,
  SearchRequest,
  Target
} from '../api/schema';
import type { HandoverForm } from '../kernel/types';
import type { WidgetModel } from './model';

/** How long the kernel may take to notice a question before that is said aloud. */
const PATIENCE_MS = 1500;
/** How many archives the kernel counts at a time for one view. */
const COUNTS_AT_ONCE = 6;

/** What the kernel sends: that it has seen a question, its answer, or news. */
interface Incoming {
  id?: string;
  seen?: boolean;
  ok?: unknown;
  error?: ErrorInfo;
  activity?: ActivityChange;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
  timer: ReturnType<typeof setTimeout>;
}

/** A name for the table in the kernel. */
export interface ToKernelRequest {
  variable: string;
  form: HandoverForm;
  result: string;
  rows: number;
  overwrite: boolean;
}

/** The kernel's answer: bound, or the name is taken. */
export interface ToKernelAnswer {
  ok?: { rows: number; variable: string };
  exists?: { type: string; variable: string };
}

/** Asks the Python half of the widget. */
export class KernelBackend implements Backend {
  private readonly waiting = new Map<string, Waiting>();
  private readonly unseen = new Set<string>();
  private readonly listeners = new Set<ActivityListener>();
  /** Two views of one widget hear each other's answers; the prefix tells them apart. */
  private readonly prefix = Math.random().toString(36).slice(2);
  private count = 0;

  /** @param onSilence - told whether the kernel is silent because it is busy, or gone */
  constructor(
    private readonly model: WidgetModel,
    private readonly onSilence: (silent: boolean) => void
  ) {
    model.on('msg:custom', this.received);
  }

  dispose(): void {
    this.model.off('msg:custom', this.received);
    for (const { timer } of this.waiting.values()) {
      clearTimeout(timer);
    }
    this.waiting.clear();
    this.listeners.clear();
  }

  archives(): Promise<Archive[]> {
    return this.ask('archives');
  }

  check(id: string): Promise<Archive> {
    return this.ask('check', { id });
  }

  resolve(text: string, online: boolean, signal?: AbortSignal): Promise<Target> {
    return this.ask('resolve', { text, online }, signal);
  }

  search(request: SearchRequest): Promise<Search> {
    return this.ask('search', { request });
  }

  searching(id: string): Promise<Search> {
    return this.ask('searching', { id });
  }

  merged([id, ...also]: readonly string[], distinct: boolean): Promise<Result> {
    return this.ask('merged', { id, also, distinct });
  }

  form(id: string, collection: string): Promise<ArchiveForm> {
    return this.ask('form', { id, collection });
  }

  /** A comm answers once, so that each archive is a question of its own, a few at a time. */
  async coverage(
    request: CoverageRequest,
    signal?: AbortSignal,
    found?: (coverage: Coverage) => void
  ): Promise<Coverage[]> {
    const waiting = [...request.archives];
    const all: Coverage[] = [];
    const work = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        signal?.throwIfAborted();
        const asked = { ...request, archives: [id] };
        for (const one of await this.ask<Coverage[]>('coverage', asked, signal)) {
          all.push(one);
          found?.(one);
        }
      }
    };
    await Promise.all(Array.from({ length: COUNTS_AT_ONCE }, work));
    return all;
  }

  cancelSearch(id: string): Promise<void> {
    return this.ask('cancelSearch', { id });
  }

  activities(): Promise<Activity[]> {
    return this.ask('activities');
  }

  cancelActivity(id: string): Promise<void> {
    return this.ask('cancelActivity', { id });
  }

  results(): Promise<Result[]> {
    return this.ask('results');
  }

  result(id: string): Promise<Result> {
    return this.ask('result', { id });
  }

  rows(id: string, request: RowsRequest, signal?: AbortSignal): Promise<Page> {
    return this.ask('rows', { id, ...request }, signal);
  }

  /** Bind a result in the namespace of the kernel that the widget lives in. */
  toKernel(id: string, request: ToKernelRequest): Promise<ToKernelAnswer> {
    return this.ask('toKernel', { id, ...request });
  }

  onActivity(listener: ActivityListener): Stream {
    this.listeners.add(listener);
    // A comm is always connected; the listener still has to read what went before.
    const reconnect = () =>
      queueMicrotask(() => this.listeners.has(listener) && listener.connected());
    reconnect();
    return { reconnect, dispose: () => this.listeners.delete(listener) };
  }

  private ask<T>(method: string, params: object = {}, signal?: AbortSignal): Promise<T> {
    this.count += 1;
    const id = `${this.prefix}-${this.count}`;
    return new Promise<T>((resolve, reject) => {
      signal?.throwIfAborted();
      const timer = setTimeout(() => this.silent(id), PATIENCE_MS);
      this.waiting.set(id, { resolve: value => resolve(value as T), reject, timer });
      signal?.addEventListener('abort', () => this.settle(id)?.reject(signal.reason), {
        once: true
      });
      this.model.send({ id, method, params });
    });
  }

  private readonly received = (message: unknown): void => {
    const { id, seen, ok, error, activity } = message as Incoming;
    if (activity) {
      for (const listener of [...this.listeners]) {
        listener.changed(activity);
      }
    } else if (id !== undefined && this.waiting.has(id)) {
      this.heard(id);
      if (error) {
        this.settle(id)?.reject(new BackendError(error));
      } else if (!seen) {
        this.settle(id)?.resolve(ok);
      }
    }
  };

  private settle(id: string): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    this.heard(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }

  private silent(id: string): void {
    this.unseen.add(id);
    this.onSilence(true);
  }

  private heard(id: string): void {
    clearTimeout(this.waiting.get(id)?.timer);
    if (this.unseen.delete(id) && this.unseen.size === 0) {
      this.onSilence(false);
    }
  }
}
