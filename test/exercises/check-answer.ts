/** Runs an exercise's checks against a module that answers it. */

import { closeSync } from 'node:fs';
import { courseRoot } from '../../lib/base/paths.ts';
import { type HarnessPool, plainHarnesses } from '../../lib/check/harness-process.ts';
import { plainLearner } from '../../lib/check/learner-command.ts';
import { type CheckReport, type RunChecksOptions, runChecks } from '../../lib/check/run-checks.ts';
import { hostOf } from '../../lib/check/scene/define.ts';
import { bundleChecks } from '../../lib/exercise/bundle.ts';
import { openNetworkNamespace } from '../../lib/lab/system/network-namespace.ts';

/**
 * Tells whether an answer is checked in a network of its own, as a grader checks it, where others may
 * use the exercise's address at the same time. It takes root; others hold the address.
 */
export const isInOwnNetwork = mayMakeNetwork();

const bundles = new Map<string, Promise<string>>();

/** Decides what the module at `path` earns in the exercise `name`. */
export async function checkAnswer(
  name: string,
  path: string,
  more: Pick<RunChecksOptions, 'harnesses' | 'watch'> = {},
): Promise<CheckReport> {
  const bundle = bundles.get(name) ?? bundleChecks(name);
  bundles.set(name, bundle);
  const command = plainLearner({ type: 'module', path, exercise: name }, courseRoot);
  return runChecks({
    checks: await bundle,
    host: hostOf(name),
    seed: 7,
    learner: { command: { ...command, needsNetwork: isInOwnNetwork } },
    ...more,
  });
}

/** Harnesses for several answers, to be disposed of; each serves one answer only where it must. */
export function answerHarnesses(): HarnessPool {
  return plainHarnesses({ lasting: isInOwnNetwork });
}

function mayMakeNetwork(): boolean {
  try {
    closeSync(openNetworkNamespace());
    return true;
  } catch {
    // Linux lets no program have one, or only root.
    return false;
  }
}
