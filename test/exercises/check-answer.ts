/** Runs an exercise's checks against a module that answers it. */

import { bundleChecks } from '../../lib/exercise/bundle.ts';
import { type Decision, decide } from '../../lib/exercise/decide.ts';
import { hostOf } from '../../lib/exercise/define.ts';
import { plainLearner } from '../../lib/exercise/learner-command.ts';
import { courseRoot } from '../../lib/paths.ts';

const bundles = new Map<string, Promise<string>>();

/** Decides what the module at `path` earns in the exercise `name`. */
export async function checkAnswer(name: string, path: string): Promise<Decision> {
  const bundle = bundles.get(name) ?? bundleChecks(name);
  bundles.set(name, bundle);
  return decide({
    checks: await bundle,
    host: hostOf(name),
    seed: 7,
    learner: { command: plainLearner({ type: 'module', path, exercise: name }, courseRoot) },
  });
}
