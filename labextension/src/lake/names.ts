/** Names that data of a lake may take in a kernel; the kernel checks again. */
import { nameFrom, nameProblem } from '../kernel/names';

const BUILTINS = new Set(
  (
    'ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup ' +
    'BlockingIOError BrokenPipeError BufferError BytesWarning ChildProcessError ' +
    'ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError ' +
    'DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ' +
    'ExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning ' +
    'GeneratorExit IOError ImportError ImportWarning IndentationError IndexError ' +
    'InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ' +
    'ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError ' +
    'OverflowError PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ' +
    'ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration ' +
    'SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError ' +
    'UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError ' +
    'UnicodeWarning UserWarning ValueError Warning ZeroDivisionError abs aiter all anext any ' +
    'ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright ' +
    'credits delattr dict dir display divmod enumerate eval exec exit filter float format ' +
    'frozenset get_ipython getattr globals hasattr hash help hex id input int isinstance ' +
    'issubclass iter len license list locals map max memoryview min next object oct open ord pow ' +
    'print property quit range repr reversed round set setattr slice sorted staticmethod str sum ' +
    'super tuple type vars zip In Out'
  ).split(' ')
);

/** Why data of a lake cannot have a name, or null when it can. */
export function attachProblem(variable: string): string | null {
  const problem = nameProblem(variable);
  if (problem !== null) {
    return problem;
  }
  const name = variable.normalize('NFKC');
  if (BUILTINS.has(name)) {
    return `“${variable}” belongs to Python or IPython itself. Type another name.`;
  }
  return name.startsWith('_')
    ? `“${variable}” begins with an underscore, as IPython’s own names do. Type another name.`
    : null;
}

/** A name for a DID that nothing in `taken` has: `test:ds.events` becomes `ds_events`. */
export function nameForDid(did: string, taken: ReadonlySet<string>): string {
  const last = did.slice(did.indexOf(':') + 1).replace(/^.*\/(?=[^/])/, '');
  const stem = last.replace(/(\.(fits|gz|fz|root|h5|hdf5|txt|csv|dat|json|xml|vot))+$/i, '');
  const plain = nameFrom(stem || last)
    .slice(0, 40)
    .replace(/_+$/, '');
  const base = plain.replace(/^result(_|$)/, 'data$1') || 'data';
  const name = attachProblem(base) === null ? base : `${base}_data`.replace(/__+/, '_');
  return free(name, taken);
}

/** A name for the paths that code fetches, which no attached variable of the DID has. */
export function nameForPaths(did: string, taken: ReadonlySet<string>): string {
  return free(`${nameForDid(did, new Set())}_paths`, taken);
}

function free(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? name : `${name}_${number}`;
    if (!taken.has(tried)) {
      return tried;
    }
  }
}
