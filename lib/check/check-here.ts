/** Checks the functions of a notebook from another process, as `check()` does. */

import { randomInt } from 'node:crypto';
import { reportError } from '../kernel/error-report.ts';
import { type Cell, currentHost } from '../lab/host.ts';
import { decide } from './decide.ts';
import { hostOf } from './define.ts';
import { endedBy } from './ended-by.ts';
import { toHtml } from './result-html.ts';
import { toText } from './result-text.ts';
import { findChecks } from './sealed-checks.ts';

/** Points, where they are decided here, and how the result is shown. */
export interface ShownResult {
  readonly points: number | undefined;
  readonly text: string;
  readonly html?: string;
}

/** The checks under way, by the cells that called them, and what each does with an uncaught error. */
const checking = new Map<Cell, (message: string) => void>();
let isHostAsked = false;

/** Runs the hidden checks of the exercise `name` against functions of this process. */
export async function checkHere(
  name: string,
  { functions, seed }: { readonly functions: object; readonly seed: number | undefined },
): Promise<ShownResult> {
  const found = await findChecks(name, currentHost()?.folder ?? process.cwd());
  if (found.checks === undefined) return { points: undefined, text: found.reason };
  const interrupted = currentHost()?.cell()?.interrupted;
  const decision = await decide({
    checks: found.checks,
    host: hostOf(name),
    seed: seed ?? randomInt(2 ** 31),
    learner: { functions, onUncaught },
    ...endedBy(interrupted),
  });
  interrupted?.throwIfAborted();
  return { points: decision.points, text: toText(decision), html: toHtml(decision) };
}

/**
 * Tells what is thrown in this cell and nothing catches. It is shown there, but does not end the
 * cell, which is to show the verdict: what went wrong may be just what the check finds.
 */
function onUncaught(hear: (message: string) => void): () => void {
  const host = currentHost();
  const cell = host?.cell();
  if (host?.onUncaught === undefined || cell === undefined) return () => {};
  checking.set(cell, hear);
  if (!isHostAsked) {
    isHostAsked = true;
    host.onUncaught((error) => {
      const thrower = host.cell();
      const hearer = thrower === undefined ? undefined : checking.get(thrower);
      if (hearer === undefined) return false;
      const { ename, evalue, traceback } = reportError(error, '');
      hearer(`${ename}: ${evalue}`);
      console.error(traceback.join('\n'));
      return true;
    });
  }
  return () => checking.delete(cell);
}
