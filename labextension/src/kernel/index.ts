export { type Fallback, type FallbackRequest, fallbackCell } from './fallback';
export { KernelHandover } from './handover';
export { languageOf } from './language';
export { nameFrom, nameProblem } from './names';
export { restTable } from './restTable';
export * from './types';
