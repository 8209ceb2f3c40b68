/** What an exercise's notebook calls. */

import type { MimeBundle } from '../lab/host.ts';
import { hostOf } from './define.ts';
import { POINTS_MIME } from './points.ts';

/** The result of a check, shown where a cell ends with it. */
export class CheckResult {
  /** Points earned; undefined where they are not decided here. */
  readonly points: number | undefined;

  readonly #text: string;
  readonly #html: string | undefined;

  constructor(
    points: number | undefined,
    shown: { readonly text: string; readonly html?: string },
  ) {
    this.points = points;
    this.#text = shown.text;
    this.#html = shown.html;
  }

  [Symbol.for('Jupyter.display')](): MimeBundle {
    // nbgrader takes a cell's score from a result that is a bare number.
    if (process.env.NBGRADER_EXECUTION !== undefined && this.points !== undefined) {
      return { 'text/plain': String(this.points) };
    }
    return {
      // What is saved with the notebook tells `progress` what was earned.
      ...(this.points === undefined ? {} : { [POINTS_MIME]: { points: this.points } }),
      'text/plain': this.#text,
      ...(this.#html === undefined ? {} : { 'text/html': this.#html }),
    };
  }
}

/** How to check. */
export interface CheckCallOptions {
  /** The seed that an earlier result printed, to get the same inputs again. */
  readonly seed?: number;
}

/** An exercise, opened in its notebook. */
export interface OpenExercise<Contract extends object> {
  /** The exercise's own address, `127.0.NN.1`. */
  readonly HOST: string;
  /** Runs the hidden checks against your functions, from another process. */
  readonly check: (functions: Contract, options?: CheckCallOptions) => Promise<CheckResult>;
}

/** What takes the place of {@link OpenExercise.check} where a whole notebook is checked. */
export type OutsideCheck = (functions: object) => Promise<CheckResult>;

const key = Symbol.for('wirebook.outside-check');
const registry = globalThis as { [key]?: OutsideCheck };

/** Makes `check()` hand the functions to a harness that has started this process. */
export function checkFromOutside(outside: OutsideCheck): void {
  registry[key] = outside;
}

/**
 * Opens the exercise `name` in its notebook.
 *
 * @typeParam Contract the functions that the exercise asks for
 * @example
 * ```ts
 * const { HOST, check } = openExercise<Contract>('02-server-lifecycle');
 * ```
 */
export function openExercise<Contract extends object>(name: string): OpenExercise<Contract> {
  return {
    HOST: hostOf(name),
    check: (functions, options) => check(name, { ...options, functions }),
  };
}

async function check(
  name: string,
  { functions, seed }: CheckCallOptions & { readonly functions: object },
): Promise<CheckResult> {
  const outside = registry[key];
  if (outside !== undefined) return outside(functions);
  // Loaded here because the process that a harness has started decides nothing.
  const { checkHere } = await import('./check-here.ts');
  const { points, ...shown } = await checkHere(name, { functions, seed });
  return new CheckResult(points, shown);
}
