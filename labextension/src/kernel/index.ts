export { type Fallback, type FallbackRequest, fallbackCell } from './fallback';
export { type PathsRequest, type PathsSender, pathsSender } from './filePaths';
export { KernelHandover } from './handover';
export { languageOf } from './language';
export { nameFrom, nameProblem } from './names';
export { type Arrivals, restArrivals } from './restArrivals';
export { restTable } from './restTable';
export { KernelTables } from './tables';
export * from './types';
