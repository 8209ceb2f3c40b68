import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { checkFile } from '../../lib/check/check-file.ts';
import { isFailure } from '../../lib/check/report/report-text.ts';
import type { CheckReport } from '../../lib/check/run-checks.ts';
import { totalPoints } from '../../lib/exercise/nbgrader.ts';
import { exercisePath, releaseNotebook, solutionPath } from '../../lib/exercise/release.ts';
import { readNotebook } from '../../lib/notebook/format.ts';
import { fewAtATime } from '../few-at-a-time.ts';
import { holdAddresses } from '../hold-address.ts';
import { answerHarnesses, checkAnswer, isInOwnNetwork } from './check-answer.ts';
import { CombinedAnswers } from './combine-answers.ts';

/** Describes what the exercise `name` must be; each has a file of its own, so that they run side by side. */
export function describeExercise(name: string): void {
  describe(`exercise ${name}`, function () {
    this.timeout(300_000);
    if (!isInOwnNetwork) holdAddresses(Number.parseInt(name, 10));
    const folder = join(courseRoot, 'test', 'exercises', name.slice(0, 2));
    let wrong: readonly Answer[] = [];
    let right: readonly Answer[] = [];

    before(async () => {
      wrong = await answersOf(name, join(folder, 'wrong'), { triesOfPassing: 3 });
      right = await answersOf(name, join(folder, 'right'), { triesOfPassing: 1 });
    });

    describe('as a notebook', () => {
      if (isInOwnNetwork) holdAddresses(Number.parseInt(name, 10));

      it('has a stub that compiles and earns nothing', async () => {
        const report = await checkFile(exercisePath(name));
        expect(report.stopped).to.equal(undefined);
        expect(report.points).to.equal(0);
        expect(
          report.outcomes.filter(isFailure),
          'failures but those of unwritten code',
        ).to.deep.equal([]);
      });

      it('has a solution that earns all points', async () => {
        const report = await checkFile(solutionPath(name));
        expect(lost(report)).to.deep.equal([]);
        const total = totalPoints(readNotebook(exercisePath(name)));
        expect(report.points).to.equal(total);
        expect(report.possible).to.equal(total);
      });
    });

    it('gives points and three hints for each check', () => {
      for (const { points, failure } of wrong.flatMap(({ report }) => report.outcomes)) {
        expect(points).to.be.greaterThan(0);
        if (failure !== undefined) expect(failure.hints).to.have.length(3);
      }
    });

    it('is met by at least two right answers of different design', () => {
      expect(right).to.have.length.of.at.least(2);
      for (const { file, report } of right) expect(lost(report), file).to.deep.equal([]);
    });

    it('catches at least six wrong answers', () => {
      expect(wrong).to.have.length.of.at.least(6);
      for (const { file, report } of wrong) {
        expect(report.stopped, file).to.equal(undefined);
        expect(lost(report), file).not.to.deep.equal([]);
      }
    });

    it('has no check that every wrong answer passes', () => {
      const caught = new Set(wrong.flatMap(({ report }) => lost(report)));
      const titles = new Set(
        wrong.flatMap(({ report }) => report.outcomes.map(({ title }) => title)),
      );
      expect([...titles].filter((title) => !caught.has(title))).to.deep.equal([]);
    });

    it('is released as its sources say, byte for byte', async () => {
      expect(readFileSync(exercisePath(name), 'utf8')).to.equal(await releaseNotebook(name));
    });
  });
}

interface Answer {
  readonly file: string;
  /** Of a wrong function that shared its run with others, only what became of its own task. */
  readonly report: CheckReport;
}

/** What one run of the harness checks: a module, and the functions of it that are looked at. */
interface Run {
  readonly path: string;
  /** Files by the function that they export; none where a file is a whole answer. */
  readonly parts: ReadonlyMap<string, string>;
}

/**
 * Checks every answer of a folder, two at a time: most of a wrong answer's time is waiting.
 *
 * A check gives a learner the benefit of the doubt where the machine was too busy to tell. So an answer
 * that passes all is tried up to `triesOfPassing` times.
 *
 * A folder within it, named after a function, holds modules that export this function alone. One of
 * each such folder share a run.
 */
async function answersOf(
  name: string,
  folder: string,
  { triesOfPassing }: { triesOfPassing: number },
): Promise<readonly Answer[]> {
  const entries = existsSync(folder) ? readdirSync(folder).sort() : [];
  const isFolder = (entry: string) => statSync(join(folder, entry)).isDirectory();
  const whole = entries.filter((entry) => !isFolder(entry));
  using combined = new CombinedAnswers();
  const runs = [
    ...whole.map((file): Run => ({ path: join(folder, file), parts: new Map() })),
    ...combine(folder, entries.filter(isFolder)).map(
      (parts): Run => ({ path: combined.write(join(folder, '..'), parts), parts }),
    ),
  ];
  using harnesses = answerHarnesses();
  const answers = await fewAtATime(runs, 2, async (run) => {
    const check = async () => answersIn(await checkAnswer(name, run.path, { harnesses }), run);
    let found = await check();
    for (let tries = 1; tries < triesOfPassing && found.some(hasPassed); tries++) {
      const again = await check();
      found = found.map((answer, i) => (hasPassed(answer) ? (again[i] ?? answer) : answer));
    }
    return found;
  });
  return answers.flat();
}

/** What the answers of a run came to, each for itself. */
function answersIn(report: CheckReport, { path, parts }: Run): readonly Answer[] {
  if (parts.size === 0) return [{ file: path, report }];
  return [...parts].map(([own, file]) => {
    const outcomes = report.outcomes.filter(({ task }) => task.endsWith(`: ${own}`));
    return { file, report: { ...report, outcomes } };
  });
}

/** Takes one file from each of the folders at a time, each for the function that the folder is named after. */
function combine(folder: string, names: readonly string[]): readonly ReadonlyMap<string, string>[] {
  const files = names.map((own) => readdirSync(join(folder, own)).sort());
  const most = Math.max(0, ...files.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) => {
    const entries = names.flatMap((own, place) => {
      const file = files[place]?.[index];
      return file === undefined ? [] : [[own, join(folder, own, file)] as const];
    });
    return new Map(entries);
  });
}

function hasPassed({ report }: Answer): boolean {
  return report.stopped === undefined && lost(report).length === 0;
}

/** The titles of the checks that failed. */
function lost({ outcomes }: CheckReport): string[] {
  return outcomes.filter(({ failure }) => failure !== undefined).map(({ title }) => title);
}
