/** What the panes beside the rows stand on. */
import type { ActivityStore } from '../../api/activities';
import type { RowServices } from '../../api/links';

/** Who answers for single rows, and where files may be shown. */
export interface RowDetails {
  services: RowServices;
  activities: ActivityStore;
  /** Show a file of the workspace in the file browser, where there is one. */
  reveal?(path: string): void;
  /** Put a file's path into a notebook; resolves with where it went, in words. */
  insert?(path: string): Promise<string>;
}
