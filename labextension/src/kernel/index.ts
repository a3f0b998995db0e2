export { languageOf } from './language';
export { nameFrom, nameProblem } from './names';
export * from './types';
