/** What the Python half shares with its views. */
export interface WidgetTraits {
  target: string;
  /** Degrees. */
  radius: number;
  /** `null` leaves the choice to the catalogue. */
  archives: string[] | null;
}

/** The part of anywidget's model that is used here. */
export interface WidgetModel {
  get<K extends keyof WidgetTraits>(name: K): WidgetTraits[K];
  set<K extends keyof WidgetTraits>(name: K, value: WidgetTraits[K]): void;
  save_changes(): void;
  send(message: unknown): void;
  on(event: string, callback: (message: unknown) => void): void;
  off(event: string, callback: (message: unknown) => void): void;
}
