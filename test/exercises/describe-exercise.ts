import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkFile } from '../../lib/exercise/check-file.ts';
import type { Decision } from '../../lib/exercise/decide.ts';
import { exercisePath, releaseNotebook, solutionPath } from '../../lib/exercise/release.ts';
import { isFailure } from '../../lib/exercise/result-text.ts';
import { courseRoot } from '../../lib/paths.ts';
import { holdAddresses } from '../hold-address.ts';
import { checkAnswer } from './check-answer.ts';

/** Describes what the exercise `name` must be; each has a file of its own, so that they run side by side. */
export function describeExercise(name: string): void {
  describe(`exercise ${name}`, function () {
    this.timeout(300_000);
    holdAddresses(Number.parseInt(name, 10));
    const folder = join(courseRoot, 'test', 'exercises', name.slice(0, 2));
    let wrong: readonly Answer[] = [];
    let right: readonly Answer[] = [];

    before(async () => {
      wrong = await answersOf(name, join(folder, 'wrong'));
      right = await answersOf(name, join(folder, 'right'));
    });

    it('has a stub that compiles and earns nothing', async () => {
      const decision = await checkFile(exercisePath(name));
      expect(decision.stopped).to.equal(undefined);
      expect(decision.points).to.equal(0);
      expect(
        decision.outcomes.filter(isFailure),
        'failures but those of unwritten code',
      ).to.deep.equal([]);
    });

    it('has a solution that earns all of 10 points', async () => {
      const decision = await checkFile(solutionPath(name));
      expect(lost(decision)).to.deep.equal([]);
      expect(decision.points).to.equal(10);
      expect(decision.possible).to.equal(10);
    });

    it('gives points and three hints for each check', () => {
      for (const { points, failure } of wrong.flatMap(({ decision }) => decision.outcomes)) {
        expect(points).to.be.greaterThan(0);
        if (failure !== undefined) expect(failure.hints).to.have.length(3);
      }
    });

    it('is met by at least two right answers of different design', () => {
      expect(right).to.have.length.of.at.least(2);
      for (const { file, decision } of right) expect(lost(decision), file).to.deep.equal([]);
    });

    it('catches at least six wrong answers', () => {
      expect(wrong).to.have.length.of.at.least(6);
      for (const { file, decision } of wrong) {
        expect(decision.stopped, file).to.equal(undefined);
        expect(lost(decision), file).not.to.deep.equal([]);
      }
    });

    it('has no check that every wrong answer passes', () => {
      const caught = new Set(wrong.flatMap(({ decision }) => lost(decision)));
      const titles = wrong[0]?.decision.outcomes.map(({ title }) => title) ?? [];
      expect(titles.filter((title) => !caught.has(title))).to.deep.equal([]);
    });

    it('is released as its sources say, byte for byte', async () => {
      expect(readFileSync(exercisePath(name), 'utf8')).to.equal(await releaseNotebook(name));
    });
  });
}

interface Answer {
  readonly file: string;
  readonly decision: Decision;
}

/** Checks every answer of a folder, three at a time: most of a wrong answer's time is waiting. */
async function answersOf(name: string, folder: string): Promise<readonly Answer[]> {
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  const left = files.values();
  const answers: Answer[] = [];
  const work = async () => {
    for (const file of left) {
      answers.push({ file, decision: await checkAnswer(name, join(folder, file)) });
    }
  };
  await Promise.all([work(), work(), work()]);
  return answers;
}

/** The titles of the checks that failed. */
function lost({ outcomes }: Decision): string[] {
  return outcomes.filter(({ failure }) => failure !== undefined).map(({ title }) => title);
}
