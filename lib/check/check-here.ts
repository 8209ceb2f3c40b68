/** Checks the functions of a notebook from another process, as `check()` does. */

import { randomInt } from 'node:crypto';
import { findChecks } from '../exercise/sealed-checks.ts';
import { type Cell, currentHost } from '../lab/base/host.ts';
import { claimHost } from '../lab/system/claimed-host.ts';
import { reportError } from '../session/error-report.ts';
import { checkedVersions } from './checked-versions.ts';
import { breakLoops } from './loops/loop-breaker.ts';
import { toHtml } from './report/report-html.ts';
import { toText } from './report/report-text.ts';
import { runChecks } from './run-checks.ts';
import { numberOf } from './scene/define.ts';

/** The points, where they are decided here, and the forms that a front end shows. */
export interface ShownResult {
  readonly points: number | undefined;
  readonly text: string;
  readonly html?: string;
}

/** For each cell that waits for a check, the function that tells the check of an uncaught error. */
const listeners = new Map<Cell, (message: string) => void>();
let listensToHost = false;

/** Runs the hidden checks of the exercise `name` against functions of this process. */
export async function checkHere(
  name: string,
  { functions, seed }: { readonly functions: object; readonly seed: number | undefined },
): Promise<ShownResult> {
  const found = await findChecks(name, currentHost()?.folder ?? process.cwd());
  if (found.checks === undefined) return { points: undefined, text: found.reason };
  const interrupted = currentHost()?.cell()?.interrupted;
  using _ = currentHost() === undefined ? undefined : breakLoops();
  const report = await runChecks({
    checks: found.checks,
    host: claimHost(numberOf(name)),
    seed: seed ?? randomInt(2 ** 31),
    learner: { functions, onUncaught },
    signal: interrupted,
  });
  interrupted?.throwIfAborted();
  const versions = checkedVersions(Object.keys(functions));
  return {
    points: report.points,
    text: toText(report, { notes: versions }),
    html: String(toHtml(report, { notes: versions })),
  };
}

/**
 * Calls `listen` with each error of this cell that nothing catches. The cell shows the error, but
 * goes on to show the verdict: the error may be what the check has found.
 */
function onUncaught(listen: (message: string) => void): () => void {
  const host = currentHost();
  const cell = host?.cell();
  if (host?.onUncaught === undefined || cell === undefined) return () => {};
  listeners.set(cell, listen);
  if (!listensToHost) {
    listensToHost = true;
    host.onUncaught((error) => {
      const thrower = host.cell();
      const listener = thrower === undefined ? undefined : listeners.get(thrower);
      if (listener === undefined) return false;
      const { ename, evalue, traceback } = reportError(error, '');
      listener(`${ename}: ${evalue}`);
      console.error(traceback.join('\n'));
      return true;
    });
  }
  return () => listeners.delete(cell);
}
