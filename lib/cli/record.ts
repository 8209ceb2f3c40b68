import { Command } from 'commander';
import { readNotebook } from '../notebook/format.ts';
import { type RecordingResult, recordNotebook } from '../session/headless/record-notebooks.ts';

interface Options {
  readonly check?: boolean;
  readonly json?: boolean;
}

export const command = new Command('record')
  .description('Record the packets that lessons capture, for learners who may not capture')
  .argument('<notebook...>', 'the lessons to run')
  .option('--check', 'change nothing, and exit with 1 where a recording differs from this run')
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
A recording differs when other bytes are sent, or a connection begins or ends in another way. Ports,
times and the way bytes are cut into packets do not count. Capturing needs CAP_NET_RAW.

Examples:
  $ npx wirebook record notebooks/03-client-lifecycle.ipynb
  $ npx wirebook record --check notebooks/*.ipynb`,
  )
  .action(async (files: readonly string[], { check = false, json }: Options) => {
    for (const file of files) readNotebook(file);
    const results: RecordingResult[] = [];
    for (const file of files) {
      const ofFile = await recordNotebook(file, { keep: !check });
      results.push(...ofFile);
      if (!json) for (const result of ofFile) print(result, check);
    }
    if (json) console.log(JSON.stringify(results, null, 2));
    if (check && results.some(({ outcome }) => outcome !== 'same')) process.exitCode = 1;
  });

function print({ notebook, name, outcome, differences }: RecordingResult, check: boolean): void {
  const recorded = outcome === 'same' || check ? '' : ', recorded';
  console.log(`${notebook}: ${name}: ${outcome}${recorded}`);
  for (const line of differences) console.log(`  ${line}`);
}
