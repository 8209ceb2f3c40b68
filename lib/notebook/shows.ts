/**
 * The assertions of a cell about its outputs: `"wirebook": { "shows": ["ECONNREFUSED", "/\\d+ bytes/"] }`
 * in its metadata. A text must occur in the outputs, a `/pattern/flags` must match them.
 */

import { type CodeCell, type Output, wirebookMetadata } from './format.ts';

/** The assertions of a cell that its outputs do not meet. */
export function unmetAssertions(cell: CodeCell): readonly string[] {
  const text = cell.outputs.map(textOf).join('\n');
  return assertionsOf(cell).filter((assertion) => !toPattern(assertion).test(text));
}

/**
 * The assertions of a cell; empty where it has none.
 *
 * @throws {TypeError} where they are not a list of texts and patterns
 */
export function assertionsOf(cell: CodeCell): readonly string[] {
  const { shows = [] } = wirebookMetadata(cell);
  if (!Array.isArray(shows) || !shows.every((each) => typeof each === 'string' && each !== '')) {
    throw new TypeError('"shows" is not a list of texts');
  }
  for (const assertion of shows) toPattern(assertion);
  return shows;
}

function toPattern(assertion: string): RegExp {
  const [, pattern, flags] = /^\/(.+)\/([a-z]*)$/s.exec(assertion) ?? [];
  if (pattern === undefined) return new RegExp(RegExp.escape(assertion));
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw new TypeError(`"shows" has a pattern that is not a regular expression: ${assertion}`, {
      cause: error,
    });
  }
}

/** The text form of an output, which says the same as its picture. */
function textOf(output: Output): string {
  if (output.output_type === 'stream') return output.text;
  if (output.output_type === 'error') return output.traceback.join('\n');
  return String(output.data['text/plain'] ?? '');
}
