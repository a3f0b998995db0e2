/** Checks what is filled in against a schema of others. */
import { customizeValidator } from '@rjsf/validator-ajv8';
import { shortly } from '../components/search/patterns';
import type { Terms, TermsSchema } from '../components/search/terms';

interface Problem {
  stack: string;
  message?: string;
  property?: string;
}

function expressionOf(pattern: string, flags: string) {
  const expression = new RegExp(pattern, flags);
  return { test: shortly(expression), toString: () => String(expression) };
}
expressionOf.code = 'new RegExp';

/** AJV, which tries patterns on short texts only. */
export const validator = customizeValidator({
  ajvOptionsOverrides: { code: { regExp: expressionOf as never } }
});

/** Why a schema makes no sense; nothing where it does. */
export function schemaProblem(schema: TermsSchema): string {
  try {
    const { validationError } = validator.rawValidation(schema, {});
    return validationError?.message ?? '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** What is wrong, and whether rjsf marks it beside a term. */
export interface Wrong {
  words: string;
  marked: boolean;
}

/** What is wrong with values, in words that name the term. */
export function problems(schema: TermsSchema, values: Terms): Wrong[] {
  const { errors } = validator.validateFormData(values, schema) as { errors: Problem[] };
  const known = (schema.properties ?? {}) as { [name: string]: { title?: string } | undefined };
  return errors.map(({ property = '', message, stack }) => {
    const name = property.replace(/^\./, '').split('.')[0];
    const title = known[name]?.title ?? name;
    return { marked: name in known, words: title && message ? `${title} ${message}` : stack };
  });
}
