/** Runs an exercise's checks against a module that answers it. */

import { courseRoot } from '../../lib/base/paths.ts';
import { plainLearner } from '../../lib/check/learner-command.ts';
import { type CheckReport, runChecks } from '../../lib/check/run-checks.ts';
import { hostOf } from '../../lib/check/scene/define.ts';
import { bundleChecks } from '../../lib/exercise/bundle.ts';

const bundles = new Map<string, Promise<string>>();

/** Decides what the module at `path` earns in the exercise `name`. */
export async function checkAnswer(name: string, path: string): Promise<CheckReport> {
  const bundle = bundles.get(name) ?? bundleChecks(name);
  bundles.set(name, bundle);
  return runChecks({
    checks: await bundle,
    host: hostOf(name),
    seed: 7,
    learner: { command: plainLearner({ type: 'module', path, exercise: name }, courseRoot) },
  });
}
