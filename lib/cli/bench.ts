import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { areas } from '../bench/areas.ts';
import { drawings } from '../bench/charts.ts';
import { compareReports } from '../bench/moved.ts';
import { movedToText } from '../bench/moved-text.ts';
import { recordingFile } from '../bench/recording.ts';
import { formatReport, type Report, readReport } from '../bench/report.ts';
import { type Progress, runBench } from '../bench/run.ts';
import { toText } from '../bench/text.ts';
import { WirebookError } from '../error.ts';
import { soak } from './bench-soak.ts';
import { interruptSignal } from './interrupt.ts';

export const command = new Command('bench')
  .description('Measure what the course promises to be fast, beside its peers')
  .addArgument(
    new Argument('[area]', 'what to measure')
      .choices([...areas.map(({ name }) => name), 'all'])
      .default('all'),
  )
  .option('--rounds <number>', 'how often everybody does everything, instead of 3 or 5', positive)
  .option('--only <names>', 'these measurements and growths only, with commas between them', names)
  .option('--quick', 'smaller jobs: proves that all works, and tells the order of magnitude')
  .option(
    '--json [file]',
    'write the report as JSON, and drawings beside it; without a file print it',
  )
  .option('--record', 'write the report to where the handouts take their page on speed from')
  .option('--compare <file>', 'tell what has moved since an earlier report, beyond the noise')
  .option('--from <file>', 'measure nothing, show an earlier report')
  .addHelpText(
    'after',
    `
Peers from npm and PyPI are installed into dist/bench/peers at first, ruby and gcc are used where
the machine has them, and who is missing is left out with a line that says why. Contestants take
turns. All areas take about a quarter of an hour; close other programs first, and trust the ratios
rather than the figures. Ctrl-C ends the run and shows what is known so far.

A comparison cancels out the machine's speed by the peers. What it calls a change is larger than
5 %, and Welch's t interval of 99 % for it leaves out zero. How a cost grows is compared by the
exponents, with their intervals. lib/bench/report.schema.json explains
every field of the JSON.

Exit status 0: measured. 1: interrupted, an area without any figure, or a measurement that became
worse than in the report of --compare. 2: wrong usage, or a file that is no report.

Examples:
  $ npx wirebook bench --quick
  $ npx wirebook bench sockets --only echo-one,echo-two --rounds 11
  $ npx wirebook bench all --json before.json
  $ npx wirebook bench all --compare before.json
  $ npx wirebook bench all --record && npx wirebook handouts`,
  )
  .action(bench)
  .addCommand(soak);

interface Options {
  readonly rounds?: number;
  readonly only?: readonly string[];
  readonly quick?: boolean;
  readonly json?: string | true;
  readonly record?: boolean;
  readonly compare?: string;
  readonly from?: string;
}

async function bench(area: string, options: Options): Promise<void> {
  // Read first: a quarter of an hour is too long to learn of a wrong name.
  const before = options.compare === undefined ? undefined : readReport(options.compare);
  const report =
    options.from === undefined ? await measure(area, options) : readReport(options.from);
  const { json } = options;
  if (json === true) process.stdout.write(formatReport(report));
  else console.log(toText(report));
  if (typeof json === 'string') {
    write(json, formatReport(report));
    for (const [end, svg] of await drawings(report.areas)) {
      write(`${json.replace(/\.json$/, '')}-${end}`, svg);
    }
  }
  if (options.record === true) write(recordingFile, formatReport(report));
  if (before !== undefined) {
    const comparisons = compareReports(before, report);
    if (json !== true) console.log(`\n${movedToText(comparisons)}`);
    if (comparisons.some(({ verdict }) => verdict === 'worse')) process.exitCode = 1;
  }
  if (!report.complete)
    throw new WirebookError('Interrupted; the report has what was known by then', { exitCode: 1 });
  const empty = report.areas.filter(({ rows, curves }) => rows.length === 0 && curves.length === 0);
  if (empty.length > 0) {
    const list = empty.map(({ name }) => name).join(', ');
    throw new WirebookError(`Nothing could be measured of: ${list}`, { exitCode: 1 });
  }
}

async function measure(area: string, { rounds, only, quick }: Options): Promise<Report> {
  const chosen = areas
    .filter(({ name }) => area === 'all' || name === area)
    .filter((each) => only === undefined || namesOf(each).some((name) => only.includes(name)));
  const known = chosen.flatMap(namesOf);
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new WirebookError(`Nothing is named ${unknown} there`);
  const scale = quick === true ? 'quick' : 'full';
  const signal = interruptSignal('Interrupted');
  const report = await runBench(chosen, { scale, rounds, only, signal, onProgress: show() });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return report;
}

function namesOf(area: (typeof areas)[number]): readonly string[] {
  return [
    ...area.jobs('full').flatMap(({ measurements }) => measurements.map(({ name }) => name)),
    ...area.curves('full').map(({ name }) => name),
  ];
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** One line that is written over, or a line now and then where nobody watches. */
function show(): (progress: Progress) => void {
  let shown = 0;
  return ({ what, done, all, secondsLeft }) => {
    const line = `${done} of ${all}, about ${spellTime(secondsLeft)} to go: ${what}`;
    if (process.stderr.isTTY)
      process.stderr.write(`\r\x1b[K${line.slice(0, process.stderr.columns - 1)}`);
    else if (all > 0 && Math.floor((done / all) * 20) > shown) {
      shown = Math.floor((done / all) * 20);
      console.error(line);
    }
  };
}

function spellTime(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

function names(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number <= 0) {
    throw new InvalidArgumentError('It must be a whole number above 0.');
  }
  return number;
}
