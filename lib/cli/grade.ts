import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { WirebookError } from '../error.ts';
import { collectSubmissions } from '../exercise/grade/collect.ts';
import { conclude, countsOf } from '../exercise/grade/conclude.ts';
import { gradeAll, type Progress } from '../exercise/grade/grade-all.ts';
import { readOverrides, unusedOverrides } from '../exercise/grade/overrides.ts';
import { finalGrade, readLateRule } from '../exercise/grade/rules.ts';
import { chooseSandbox, defaultLimits } from '../exercise/grade/sandbox.ts';
import { readKeyFile } from '../exercise/seal.ts';

export const command: Command = new Command('grade')
  .description('Grade the submissions of a class')
  .argument('<submissions>', 'a folder, a notebook, a zip, or a zip of zips')
  .requiredOption('--out <folder>', 'where results, feedback and grade books go')
  .option('--jobs <number>', 'how many to grade at once', positive, 2 * availableParallelism())
  .option('--key-file <path>', "the instructor's key, where the checks were sealed with one")
  .option('--exercise <name>', 'grade this exercise only, and notebooks that name none as this one')
  .option('--overrides <csv>', 'student, exercise, points, comment: these grades are final')
  .option('--due <date>', 'when it was due, with its zone, such as 2026-12-01T23:59:00Z')
  .option('--late <rule>', 'what lateness costs', '10%/day')
  .option(
    '--seconds <number>',
    'the most time until the cells have run',
    positive,
    defaultLimits.seconds,
  )
  .option(
    '--memory <megabytes>',
    'of all processes of one submission',
    positive,
    defaultLimits.memory,
  )
  .option('--processes <number>', 'of one submission', positive, defaultLimits.processes)
  .option(
    '--files <megabytes>',
    'of files that one submission writes',
    positive,
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
The first line names the columns; semicolons and tabs do as well, as spreadsheets write them.
Exit status 0: every submission has a grade. 1: some have none, because the grader broke.

Examples:
  $ npx wirebook grade submissions/ --out graded
  $ npx wirebook grade canvas.zip --out graded --jobs 4 --late 5%/day --due 2026-12-01T23:59:00Z
  $ npx wirebook grade moodle.zip --out graded --key-file course.key --due 2026-12-01T23:59:00Z`,
  )
  .action(async (submissions: string, options: Options) => {
    const out = resolve(options.out);
    const limits = {
      seconds: options.seconds,
      memory: options.memory,
      processes: options.processes,
      files: options.files,
    };
    const sandbox = chooseSandbox(limits, { trustContainer: options.trustContainer === true });
    if (options.due === undefined && command.getOptionValueSource('late') === 'cli') {
      throw new WirebookError('--late needs --due: without it nothing is late');
    }
    const late = options.due === undefined ? undefined : readLateRule(options.due, options.late);
    const overridesPath = options.overrides ?? join(out, 'overrides.csv');
    const isRequired = options.overrides !== undefined;
    const overrides = readOverrides(overridesPath, { isRequired });
    const stop = new AbortController();
    const interrupt = () => {
      if (stop.signal.aborted) process.exit(130);
      endLine();
      console.error('Finishing what is being graded; press Ctrl-C again to end at once');
      stop.abort();
    };
    const startedAt = performance.now();
    let cpu = 0;
    const grading = gradeAll(await collectSubmissions(submissions, { except: out }), {
      out,
      limits,
      sandbox,
      jobs: options.jobs,
      exercise: options.exercise,
      key: options.keyFile === undefined ? undefined : readKeyFile(options.keyFile),
      signal: stop.signal,
      onBegin: () => process.on('SIGINT', interrupt),
      onCpu: (seconds) => {
        cpu = seconds + process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
      },
      onRecord: (_, progress) => show(progress, performance.now() - startedAt),
    });
    // Loaded while the first sandboxes start: to sanitise pages takes large packages.
    const loading = import('../exercise/grade/write-reports.ts');
    const [records, { writeReports }] = await Promise.all([grading, loading]).finally(endLine);
    process.off('SIGINT', interrupt);
    const grades = records.map((record) => finalGrade(record, { late, overrides }));
    writeReports(out, grades);
    if (options.json === true) {
      console.log(JSON.stringify({ out, cpu, counts: countsOf(records) }, null, 2));
    } else console.log(conclude(grades, out));
    for (const key of stop.signal.aborted ? [] : unusedOverrides(overrides, records)) {
      console.error(
        `${overridesPath}: ${key} is nobody's, so that these points count for nobody; names are those of gradebook.csv`,
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
  readonly due?: string;
  readonly late: string;
  readonly seconds: number;
  readonly memory: number;
  readonly processes: number;
  readonly files: number;
  readonly trustContainer?: boolean;
  readonly json?: boolean;
}

/** One line that is written over, or a line now and then where nobody watches. */
function show({ done, all, fresh }: Progress, elapsed: number): void {
  const left = fresh === 0 ? 0 : Math.round(((elapsed / fresh) * (all - done)) / 1000);
  const line = `${done} of ${all} graded, about ${spellTime(left)} to go`;
  // A terminal that does not say how wide it is says 0.
  const width = (process.stderr.columns || 80) - 1;
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[K${line.slice(0, width)}`);
    isLineOpen = true;
  } else if (done % Math.ceil(all / 10) === 0) console.error(line);
}

let isLineOpen = false;

/** What is said next does not go on in the line that is written over. */
function endLine(): void {
  if (isLineOpen) process.stderr.write('\n');
  isLineOpen = false;
}

function spellTime(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number <= 0)
    throw new InvalidArgumentError('It must be a whole number above 0.');
  return number;
}
