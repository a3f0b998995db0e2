/** What the panes beside the rows stand on. */
import type { ActivityStore } from '../../api/activities';
import type { RowServices } from '../../api/links';
import type { Result } from '../../api/schema';
import type { RowOrder } from '../grid';
import type { NoticeContent } from '../notice';

/** Who answers for single rows, and where files may be shown. */
export interface RowDetails {
  services: RowServices;
  activities: ActivityStore;
  /** Show a file of the workspace in the file browser, where there is one. */
  reveal?(path: string): void;
  /** Keep a file of a row in the basket; resolves with what to say. */
  collect?(result: string, row: number, order: RowOrder, link: string): Promise<NoticeContent>;
  /** Show what staging a file of a row would bring. */
  stage?(result: Result, row: number, order: RowOrder, link: string, name: string): void;
  /** Put a file's path into a notebook; resolves with where it went, in words. */
  insert?(path: string): Promise<string>;
}
