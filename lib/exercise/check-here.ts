/** Checks the functions of a notebook from another process, as `check()` does. */

import { randomInt } from 'node:crypto';
import { currentHost } from '../lab/host.ts';
import { decide } from './decide.ts';
import { hostOf } from './define.ts';
import { toHtml } from './result-html.ts';
import { toText } from './result-text.ts';
import { findChecks } from './sealed-checks.ts';

/** Points, where they are decided here, and how the result is shown. */
export interface ShownResult {
  readonly points: number | undefined;
  readonly text: string;
  readonly html?: string;
}

/** Runs the hidden checks of the exercise `name` against functions of this process. */
export async function checkHere(
  name: string,
  { functions, seed }: { readonly functions: object; readonly seed: number | undefined },
): Promise<ShownResult> {
  const found = await findChecks(name, currentHost()?.folder ?? process.cwd());
  if (found.checks === undefined) return { points: undefined, text: found.reason };
  const decision = await decide({
    checks: found.checks,
    host: hostOf(name),
    seed: seed ?? randomInt(2 ** 31),
    learner: { functions },
  });
  return { points: decision.points, text: toText(decision), html: toHtml(decision) };
}
