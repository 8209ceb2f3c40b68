/** The soak itself, run in namespaces of its own: whatever is left there at the end is a fault. */

import { globSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Random } from '../../exercise/random.ts';
import { type Census, inhabitants, openSockets, takeCensus } from './census.ts';
import { copyCourse } from './course-copy.ts';
import { type Deed, SimulatedLearner } from './learner.ts';
import { type AtRest, LessonLoop } from './lesson-loop.ts';

/** How long, and how much. */
export interface SoakOptions {
  readonly seed: number;
  /** How many learners there are: each has an exercise of its own. */
  readonly learners: number;
  /** How many deeds each of them does. */
  readonly deeds?: number | undefined;
  /** How many lessons are run. */
  readonly lessons?: number | undefined;
  /** In minutes; what was begun by then is ended. */
  readonly minutes?: number | undefined;
}

/** What ends a soak before its time: what was begun by then is ended, and all is counted. */
interface SoakEnd {
  readonly signal?: AbortSignal;
}

/** What was seen. */
export interface SoakReport {
  readonly seed: number;
  readonly seconds: number;
  readonly deeds: Readonly<Partial<Record<Deed, number>>>;
  readonly samples: readonly Census[];
  readonly lessons: readonly AtRest[];
  /** Every invariant that did not hold, in words. */
  readonly faults: readonly string[];
}

/** How often everything is counted, in milliseconds. */
const interval = 1000;
/** How long what was ended may take to be gone, in milliseconds. */
const patience = 20_000;

/** Runs a soak. */
export async function soak(options: SoakOptions, { signal }: SoakEnd = {}): Promise<SoakReport> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const { minutes, seed } = options;
  const isOver = () =>
    signal?.aborted === true || (minutes !== undefined && seconds() > minutes * 60);
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const scratch = join(folder, 'tmp');
  mkdirSync(scratch);
  // From here on whoever needs a temporary file makes it where it is seen.
  process.env.TMPDIR = scratch;
  const faults: string[] = [];
  const done: Partial<Record<Deed, number>> = {};
  const samples: Census[] = [];
  const sampling = setInterval(() => samples.push(takeCensus(seconds())), interval);
  const own = join(folder, 'lessons');
  try {
    copyCourse(own);
    const { exercises, lessons } = shareOut(own, options);
    const learners = exercises.map((exercise, index) => {
      const course = join(folder, exercise);
      copyCourse(course);
      return new SimulatedLearner(course, { exercise, seed: seed + index });
    });
    const study = async (learner: SimulatedLearner) => {
      for (let count = 0; count < (options.deeds ?? Infinity) && !isOver(); count += 1) {
        const deed = learner.choose();
        faults.push(...(await learner.act(deed)));
        done[deed] = (done[deed] ?? 0) + 1;
      }
      faults.push(...(await learner.leave()));
    };
    const loop = await LessonLoop.start(join(own, 'notebooks'));
    const teach = async () => {
      for (let count = 0; count < (options.lessons ?? Infinity) && !isOver(); count += 1) {
        const lesson = lessons[count % lessons.length] ?? '';
        faults.push(...(await loop.run(lesson).catch((error: Error) => [error.message])));
      }
      faults.push(...(await loop.end()));
    };
    await Promise.all([teach(), ...learners.map(study)]);
    clearInterval(sampling);
    await quiet();
    samples.push(takeCensus(seconds()));
    faults.push(...leftBehind(scratch));
    return { seed, seconds: seconds(), deeds: done, samples, lessons: loop.atRest, faults };
  } finally {
    clearInterval(sampling);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An exercise for each learner; the lessons of the others, since a lesson shares its address. */
function shareOut(course: string, { seed, learners }: SoakOptions) {
  const random = new Random(seed);
  const names = globSync('??-*.ipynb', { cwd: join(course, 'exercises') }).sort();
  const exercises = random.sample(names, learners).map((file) => basename(file, '.ipynb'));
  const taken = new Set(exercises.map((name) => name.slice(0, 2)));
  const lessons = globSync('0?-*.ipynb', { cwd: join(course, 'notebooks') })
    .sort()
    .filter((file) => !taken.has(file.slice(0, 2)))
    .map((file) => join(course, 'notebooks', file));
  return { exercises, lessons };
}

/** Waits until everybody has gone home; who has not by the end of the patience is a fault. */
async function quiet(): Promise<void> {
  const deadline = performance.now() + patience;
  while (inhabitants().length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function leftBehind(scratch: string): readonly string[] {
  return [
    ...inhabitants().map(({ pid, command, isZombie }) =>
      isZombie ? `process ${pid} is a zombie` : `process ${pid} is left: ${command}`,
    ),
    ...openSockets().map((each) => `a socket is left: ${each}`),
    ...readdirSync(scratch).map((name) => `a temporary file is left: ${name}`),
  ];
}
