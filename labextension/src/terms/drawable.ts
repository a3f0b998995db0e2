/** What is handed to rjsf of a schema of others. */
import { patternTest } from '../components/search/patterns';
import type { TermsSchema } from '../components/search/terms';

/**
 * A copy without patterns that no browser can compile or that may take for ever, and without its
 * own name, which might be that of another form.
 */
export function drawable(schema: TermsSchema): TermsSchema {
  const { $id: _, ...rest } = schema;
  return copied(rest) as TermsSchema;
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(copied);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const kept = Object.entries(value).filter(([key, each]) => !isRisky(key, each));
  return Object.fromEntries(kept.map(([key, each]) => [key, copied(each)]));
}

function isRisky(key: string, value: unknown): boolean {
  // A property may be called so, too; what describes it is an object.
  const named = typeof value === 'object' && value !== null;
  return key === 'patternProperties' || (key === 'pattern' && !named && !patternTest(value));
}
