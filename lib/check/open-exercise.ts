/** `openExercise()`, which the notebook of an exercise calls. */

import { POINTS_MIME } from '../exercise/points.ts';
import type { MimeBundle } from '../lab/base/host.ts';
import { claimHost } from '../lab/system/claimed-host.ts';
import { ipv6Host } from '../lab/system/ipv6-host.ts';
import { numberOf } from './scene/define.ts';

/** The result of a check, shown where a cell ends with it. */
export class CheckResult {
  /** Points earned; undefined where the instructor decides them. */
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
      // Saved with the notebook, it tells `progress` the points.
      ...(this.points === undefined ? {} : { [POINTS_MIME]: { points: this.points } }),
      'text/plain': this.#text,
      ...(this.#html === undefined ? {} : { 'text/html': this.#html }),
    };
  }
}

/** Options of one call of `check()`. */
export interface CheckCallOptions {
  /** The seed that an earlier result printed, to get the same inputs again. */
  readonly seed?: number;
}

/** An exercise, opened in its notebook. */
export interface OpenExercise<Contract extends object> {
  /** The exercise's own address, `127.0.NN.1`. */
  readonly HOST: string;
  /** `::1`; where this machine has no IPv6, an IPv4 address that stands in, which one line says. */
  readonly HOST6: string;
  /** Runs the hidden checks against your functions, from another process. */
  readonly check: (functions: Contract, options?: CheckCallOptions) => Promise<CheckResult>;
}

/** Replaces {@link OpenExercise.check} where a harness checks a whole notebook. */
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
  const HOST = claimHost(numberOf(name));
  return {
    HOST,
    get HOST6() {
      return ipv6Host(HOST);
    },
    check: (functions, options) => check(name, { ...options, functions }),
  };
}

async function check(
  name: string,
  { functions, seed }: CheckCallOptions & { readonly functions: object },
): Promise<CheckResult> {
  const outside = registry[key];
  if (outside !== undefined) return outside(functions);
  // Loaded here because a process that a harness has started never needs it.
  const { checkHere } = await import('./check-here.ts');
  const { points, ...shown } = await checkHere(name, { functions, seed });
  return new CheckResult(points, shown);
}
