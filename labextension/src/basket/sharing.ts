/** A basket that travels in a notebook's metadata. */
import type { Notebooks } from '../results/notebooks';

/** What the basket is called in the metadata of notebooks. */
export const METADATA = 'esap_basket';

type Carried = { [key: string]: unknown };

/** Puts a basket into the notebook in front, and takes it from there. */
export function sharing(notebooks: Notebooks): {
  share(document: Carried): Promise<string>;
  shared(): Carried | null;
} {
  return {
    share: async document => {
      const notebook = notebooks.current;
      if (!notebook) {
        throw new Error('No notebook is open. Open the one that the basket is to travel in.');
      }
      notebook.carry(METADATA, document);
      return `The basket is in ${notebook.name}. Save the notebook to keep it there.`;
    },
    shared: () => {
      const found = notebooks.current?.carried(METADATA);
      return typeof found === 'object' && found !== null ? (found as Carried) : null;
    }
  };
}
