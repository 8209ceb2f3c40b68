/** `npm run bench`: measures the course beside its competitors. */

import { Argument, Command } from 'commander';
import { WirebookError } from '../../lib/base/error.ts';
import { writeWhole } from '../../lib/base/whole-file.ts';
import { interruptSignal } from '../../lib/cli/interrupt.ts';
import { runCommand } from '../../lib/cli/output.ts';
import { withProgressLine } from '../../lib/cli/progress-line.ts';
import { positiveWhole } from '../../lib/cli/whole-number.ts';
import { type Report, readReport, recordingFile } from '../../lib/handout/speed-report.ts';
import { areas } from './areas.ts';
import { compareReports, comparisonTable, formatReport, reportText } from './report.ts';
import { runBench } from './run.ts';

interface Options {
  readonly rounds?: number;
  readonly only?: readonly string[];
  readonly quick?: boolean;
  readonly json?: string | true;
  readonly record?: boolean;
  readonly compare?: string;
  readonly from?: string;
}

const command = new Command('npm run bench --')
  .description('Measure the course beside its competitors')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .addArgument(
    new Argument('[area]', 'what to measure')
      .choices([...areas.map(({ name }) => name), 'all'])
      .default('all'),
  )
  .option(
    '--rounds <number>',
    'how often each contestant does each job, instead of 3 or 5',
    positiveWhole,
  )
  .option('--only <names>', 'only these measurements and growths, separated by commas', names)
  .option('--quick', 'smaller jobs: proves that all works, and tells the order of magnitude')
  .option('--json [file]', 'write the report as JSON; without a file print it')
  .option('--record', 'write the report to the recording that the page on speed is drawn from')
  .option('--compare <file>', 'tell which measurements changed since an earlier report')
  .option('--from <file>', 'measure nothing, show an earlier report')
  .addHelpText(
    'after',
    `
Competitors from npm and PyPI are installed into dist/bench/installed at first; ruby and gcc are
used where the machine has them; a missing competitor is left out with a line that says why.
Contestants take turns. All areas take about a quarter of an hour; close other programs first, and
trust the ratios rather than the figures. Ctrl-C ends the run and shows what is known so far.

A comparison cancels out the machine's speed by the competitors. A change is larger than 5 %, and
Welch's t interval of 99 % for it leaves out zero. Growth is compared by the exponents, with their
intervals. lib/handout/speed-report.ts explains every field of the JSON.

Exit status 0: measured. 1: interrupted, an area without any figure, or a measurement that became
worse than in the report of --compare. 2: wrong usage, or a file that is not a report.

Measurements and growths:
${areas.map((area) => `  ${area.name}: ${namesOf(area).join(', ')}`).join('\n')}

Examples:
  $ npm run bench -- --quick
  $ npm run bench -- sockets --only echo-one,echo-two --rounds 11
  $ npm run bench -- --json before.json
  $ npm run bench -- --compare before.json
  $ npm run bench -- --record && npx wirebook handouts`,
  )
  .action(bench);

await runCommand(command);

async function bench(area: string, options: Options): Promise<void> {
  // A file that is not a report is told before anything is measured.
  const before = options.compare === undefined ? undefined : readReport(options.compare);
  const report =
    options.from === undefined ? await measure(area, options) : readReport(options.from);
  const { json } = options;
  const text = formatReport(report);
  if (json === true) process.stdout.write(text);
  else console.log(reportText(report));
  if (typeof json === 'string') writeWhole(json, text);
  if (options.record === true) writeWhole(recordingFile, text);
  if (before !== undefined) {
    const comparisons = compareReports(before, report);
    if (json !== true) console.log(`\n${comparisonTable(comparisons)}`);
    if (comparisons.some(({ verdict }) => verdict === 'worse')) process.exitCode = 1;
  }
  if (!report.complete) {
    throw new WirebookError('Interrupted; the report has what was known by then', { exitCode: 1 });
  }
  const empty = report.areas.filter(({ rows, curves }) => rows.length + curves.length === 0);
  if (empty.length > 0) {
    const list = empty.map(({ name }) => name).join(', ');
    throw new WirebookError(`Nothing could be measured of: ${list}`, { exitCode: 1 });
  }
}

async function measure(area: string, { rounds, only, quick }: Options): Promise<Report> {
  const chosen = areas
    .filter(({ name }) => area === 'all' || name === area)
    .filter((each) => only === undefined || namesOf(each).some((name) => only.includes(name)));
  const unknown = only?.find((name) => !chosen.flatMap(namesOf).includes(name));
  if (unknown !== undefined) {
    throw new WirebookError(
      `Unknown measurement ${unknown}; \`npm run bench -- --help\` lists them`,
    );
  }
  const scale = quick === true ? 'quick' : 'full';
  const signal = interruptSignal('Interrupted');
  return withProgressLine({ title: 'Measuring', isTransient: true }, ({ show }) => {
    let shown = 0;
    return runBench(chosen, {
      ...{ scale, rounds, only, signal },
      onProgress({ what, done, all }) {
        // A log gets a line for each twentieth.
        const part = Math.floor((done / all) * 20);
        if (!process.stderr.isTTY && part <= shown) return;
        shown = part;
        show(`${done} of ${all}: ${what}`);
      },
    });
  });
}

function namesOf(area: (typeof areas)[number]): readonly string[] {
  return [
    ...area.jobs('full').flatMap(({ measurements }) => measurements.map(({ name }) => name)),
    ...area.curves('full').map(({ name }) => name),
  ];
}

function names(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}
