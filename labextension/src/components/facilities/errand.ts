/** What is to run somewhere else. */
import type { NotebookSummary } from '../../api/schema';

/** The basket, should it travel along. */
export interface CarriedBasket {
  /** How many items there are. */
  count: number;
  /** Whether it travels unless the person says otherwise. */
  isWanted: boolean;
  /** It as one document. */
  document(): Promise<{ [key: string]: unknown }>;
}

/** A notebook, of the workspace or of a workflow, or the basket alone. */
export interface Errand {
  /** What stands in the heading: `Figure1.ipynb`. */
  words: string;
  /** Id of a workflow; empty for what is in the workspace. */
  workflow: string;
  /** Path inside of the workflow, or in the workspace; empty for the basket alone. */
  notebook: string;
  /** Which notebooks of the workflow may be chosen. */
  notebooks?: readonly NotebookSummary[];
  basket?: CarriedBasket;
  /** What has to be done first, and how that is said. */
  before?: { words: string; run(): Promise<void> };
}
