/** What this extension is called where others refer to it. */

/** The plugin, and its settings. */
export const PLUGIN_ID = 'esap-jupyter:plugin';

/** The side panel. */
export const PANEL_ID = 'esap-panel';

/** The commands. */
export const CommandIDs = {
  open: 'esap:open',
  search: 'esap:search',
  adql: 'esap:adql',
  lake: 'esap:lake',
  upload: 'esap:upload',
  logins: 'esap:logins',
  openResult: 'esap:open-result',
  toKernel: 'esap:to-kernel',
  insertCode: 'esap:insert-code',
  basket: 'esap:basket',
  notebooks: 'esap:notebooks',
  workflow: 'esap:workflow',
  launch: 'esap:launch',
  batch: 'esap:batch',
  activity: 'esap:activity',
  addToBasket: 'esap:add-to-basket',
  stage: 'esap:stage',
  copyLink: 'esap:copy-link',
  openQuery: 'esap:open-query',
  queryNotebook: 'esap:query-notebook',
  resultNotebook: 'esap:result-notebook',
  publish: 'esap:publish',
  uploadNotebook: 'esap:upload-notebook',
  tutorial: 'esap:tutorial'
} as const;
