/** The tables of the kernel of the notebook in use. */
import { BackendError } from '../api/backend';
import type { TablesInUse } from '../components/adql/notebookTables';
import type { KernelTables } from '../kernel';
import type { Notebooks } from '../results/notebooks';

/** Ask the notebook that is the current one each time; what it lists stays with that notebook. */
export function tablesInUse(notebooks: Notebooks, kernels: KernelTables): TablesInUse {
  return async () => {
    const notebook = notebooks.current;
    if (!notebook) {
      throw new BackendError({
        code: 'no-kernel',
        message: 'No notebook is open.',
        remedy: 'Open one to use the tables of its kernel.'
      });
    }
    const { session, name } = notebook;
    const { tables, leftOut } = await kernels.list(session);
    return {
      notebook: name,
      tables,
      leftOut,
      keep: (table, signal) => kernels.keep(session, table.name, signal)
    };
  };
}
