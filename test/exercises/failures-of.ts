/** What a wrong answer is told. */

import { join } from 'node:path';
import { courseRoot } from '../../lib/base/paths.ts';
import type { CheckFailure } from '../../lib/check/protocol.ts';
import { exerciseNames } from '../../lib/exercise/release.ts';
import { checkAnswer } from './check-answer.ts';
import { CombinedAnswers } from './combine-answers.ts';

/** The failed checks of an answer such as `02/wrong/openServer/leaks-on-error.ts`, by title. */
export async function failuresOf(
  answer: string,
): Promise<ReadonlyMap<string, CheckFailure & { readonly task: string }>> {
  const name = exerciseNames().find((each) => each.startsWith(answer.slice(0, 2))) ?? '';
  const file = join(courseRoot, 'test/exercises', answer);
  using combined = new CombinedAnswers();
  const [exercise = '', , own = '', isPart] = answer.split('/');
  const folder = join(courseRoot, 'test/exercises', exercise);
  const path = isPart === undefined ? file : combined.write(folder, new Map([[own, file]]));
  const { outcomes } = await checkAnswer(name, path);
  return new Map(
    outcomes.flatMap(({ title, task, failure }) =>
      failure ? [[title, { ...failure, task }]] : [],
    ),
  );
}
