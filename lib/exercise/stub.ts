/** Makes a learner's cell of a worked one. */

import { WirebookError } from '../base/error.ts';

/** The text by which the error of an unwritten function is known: the stub throws it. */
const unwrittenMark = 'Not written yet';

const begin = /^(\s*)\/\/ BEGIN SOLUTION\s*$/;
const end = /^\s*\/\/ END SOLUTION\s*$/;

/** The stub in place of a solution. It compiles, and it earns nothing. */
const stub = [
  '// Your code goes here, in place of the next line.',
  `throw new Error('${unwrittenMark}: put your code in the place of this line');`,
];

/**
 * Takes the parts between `// BEGIN SOLUTION` and `// END SOLUTION` out of a cell.
 *
 * @throws {WirebookError} when a mark has no partner; `where` is for this message
 */
export function stripSolutions(source: string, where: string): string {
  const kept: string[] = [];
  let inside = false;
  for (const line of source.split('\n')) {
    const opening = begin.exec(line);
    if (opening !== null) {
      if (inside) throw new WirebookError(`${where}: BEGIN SOLUTION stands inside a solution`);
      inside = true;
      kept.push(...stub.map((text) => `${opening[1]}${text}`));
    } else if (end.test(line)) {
      if (!inside) throw new WirebookError(`${where}: END SOLUTION without BEGIN SOLUTION`);
      inside = false;
    } else if (!inside) {
      kept.push(line);
    }
  }
  if (inside) throw new WirebookError(`${where}: BEGIN SOLUTION without END SOLUTION`);
  return kept.join('\n');
}

/** Tells whether a cell holds a solution to be taken out. */
export function hasSolution(source: string): boolean {
  return source.split('\n').some((line) => begin.test(line));
}

/** Tells whether a function still holds the stub. */
export function isUnwritten(error: Error): boolean {
  return error.message.startsWith(unwrittenMark);
}
