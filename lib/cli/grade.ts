import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { WirebookError } from '../base/error.ts';
import { readKeyFile } from '../exercise/seal.ts';
import { gradeClass } from '../grade/grade-class.ts';
import type { GradeProgress } from '../grade/grade-jobs.ts';
import { conclude, countsOf } from '../grade/report/conclude.ts';
import { type FeedbackKind, feedbackKinds } from '../grade/report/shown.ts';
import { readLateRule } from '../grade/rules.ts';
import { chooseSandbox, defaultLimits } from '../grade/sandbox.ts';
import { withProgressLine } from './progress-line.ts';
import { positiveWhole } from './whole-number.ts';

export const command: Command = new Command('grade')
  .description('Grade the submissions of a class')
  .argument('<submissions>', 'a folder, a notebook, a zip, or a zip of zips')
  .requiredOption('--out <folder>', 'where results, feedback and grade books go')
  .option('--jobs <number>', 'how many to grade at once', positiveWhole, 2 * availableParallelism())
  .option('--key-file <path>', "the instructor's key, where the checks were sealed with one")
  .option('--exercise <name>', 'grade this exercise only, and notebooks that name none as this one')
  .option('--overrides <csv>', 'student, exercise, points, comment: these grades are final')
  .option('--roster <csv>', 'name, id, team, due: everybody has a grade, with or without work')
  .option('--student <name...>', 'grade only these, as gradebook.csv names them')
  .option('--force', 'grade anew what was graded before')
  .addOption(
    new Option('--feedback <kind>', 'what learners see of the checks')
      .choices(feedbackKinds)
      .default('all'),
  )
  .option('--due <date>', 'when it was due, with its zone, such as 2026-12-01T23:59:00Z')
  .option('--late <rule>', 'what lateness costs', '10%/day')
  .option(
    '--seconds <number>',
    'the most time until the cells have run',
    positiveWhole,
    defaultLimits.seconds,
  )
  .option(
    '--memory <megabytes>',
    'of all processes of one submission',
    positiveWhole,
    defaultLimits.memory,
  )
  .option('--processes <number>', 'of one submission', positiveWhole, defaultLimits.processes)
  .option(
    '--files <megabytes>',
    'of files that one submission writes',
    positiveWhole,
    defaultLimits.files,
  )
  .option('--trust-container', 'grade without a sandbox where namespaces are forbidden')
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
What was graded stays graded: after Ctrl-C, or with more submissions, run the same command again.
Grades decided by hand go into overrides.csv in the folder of --out, or into the file of --overrides:
  student,exercise,points,comment
  ada-12345,02-server-lifecycle,9,"the timing was not hers to control"
A roster tells who is in the class. An id is the platform's number; one of a team may hand in for all,
under its name; a date of one's own goes before that of --due:
  name,id,team,due
  Ada Lovelace,12345,red,2026-12-03T23:59:00Z
The first line names the columns; semicolons and tabs do as well, as spreadsheets write them.
--feedback says what learners see: the points alone; also the titles of the checks; the reason of the
first failure in each task; or all reasons and hints.
Exit status 0: every submission has a grade. 1: some have none, because the grader broke.

Examples:
  $ npx wirebook grade submissions/ --out graded
  $ npx wirebook grade canvas.zip --out graded --jobs 4 --late 5%/day --due 2026-12-01T23:59:00Z
  $ npx wirebook grade moodle.zip --out graded --key-file course.key --due 2026-12-01T23:59:00Z`,
  )
  .action(async (submissions: string, options: Options) => {
    const out = resolve(options.out);
    const { seconds, memory, processes, files } = options;
    const limits = { seconds, memory, processes, files };
    const sandbox = chooseSandbox(limits, { trustContainer: options.trustContainer === true });
    if (options.due === undefined && command.getOptionValueSource('late') === 'cli') {
      throw new WirebookError('--late needs --due: without it nothing is late');
    }
    const late = options.due === undefined ? undefined : readLateRule(options.due, options.late);
    const stop = new AbortController();
    const startedAt = performance.now();
    const grading = withProgressLine({ title: `Grading ${submissions}` }, (line) => {
      let hasBegun = false;
      const interrupt = () => {
        // Until the first answer there is nothing to finish: end before a child's end is an error.
        if (!hasBegun || stop.signal.aborted) process.exit(130);
        line.note('Finishing what is being graded; press Ctrl-C again to end at once');
        stop.abort();
      };
      process.on('SIGINT', interrupt);
      const work = gradeClass(submissions, {
        out,
        limits,
        sandbox,
        late,
        jobs: options.jobs,
        exercise: options.exercise,
        overrides: options.overrides,
        roster: options.roster,
        students: options.student,
        isForced: options.force,
        feedback: options.feedback,
        key: options.keyFile === undefined ? undefined : readKeyFile(options.keyFile),
        signal: stop.signal,
        onBegin: () => {
          hasBegun = true;
        },
        onProgress: (progress) => {
          // In a file of a continuous integration ten lines are enough.
          const isTenth = progress.done % Math.ceil(progress.all / 10) === 0;
          const elapsed = performance.now() - startedAt;
          if (process.stderr.isTTY || isTenth) line.show(progressText(progress, elapsed));
        },
      });
      return work.finally(() => process.off('SIGINT', interrupt));
    });
    const graded = await grading;
    const { grades, overrides, cpu } = graded;
    const records = grades.map(({ record }) => record);
    if (options.json === true) {
      const { changes, strangers } = graded;
      const counts = countsOf(records);
      console.log(JSON.stringify({ out, cpu, counts, changes, strangers }, null, 2));
    } else console.log(conclude(graded, out));
    for (const key of overrides.unused) {
      console.error(
        `${overrides.path}: ${key} names no grade, so its points count for no student; take the names from gradebook.csv`,
      );
    }
    if (stop.signal.aborted) {
      throw new WirebookError(
        `Interrupted: what was graded so far (${records.length}) is kept in ${out}; run the same command again to go on`,
        { exitCode: 1 },
      );
    }
    if (records.some(({ status }) => status === 'broken')) process.exitCode = 1;
  });

interface Options {
  readonly out: string;
  readonly jobs: number;
  readonly keyFile?: string;
  readonly exercise?: string;
  readonly overrides?: string;
  readonly roster?: string;
  readonly student?: readonly string[];
  readonly force?: boolean;
  readonly feedback: FeedbackKind;
  readonly due?: string;
  readonly late: string;
  readonly seconds: number;
  readonly memory: number;
  readonly processes: number;
  readonly files: number;
  readonly trustContainer?: boolean;
  readonly json?: boolean;
}

function progressText({ done, all, fresh }: GradeProgress, elapsed: number): string {
  if (done === all) return `${done} of ${all} graded`;
  const left = fresh === 0 ? 0 : Math.round(((elapsed / fresh) * (all - done)) / 1000);
  return `${done} of ${all} graded, about ${spellTime(left)} to go`;
}

function spellTime(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
