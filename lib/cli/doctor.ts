import { Command } from 'commander';
import { examine, probes, toText } from '../doctor/index.ts';

export const command: Command = new Command('doctor')
  .description('Try out everything the lessons rely on, and say how to mend what differs')
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
Exit status 0: lessons run here as written (some may show a recording). 1: a lesson would go wrong.

Examples:
  $ npx wirebook doctor
  $ npx wirebook doctor --json | jq '.[] | select(.verdict != "ok")'`,
  )
  .action(async ({ json }: { readonly json?: boolean }) => {
    const rows = await examine(probes);
    console.log(json === true ? JSON.stringify(rows, null, 2) : toText(rows));
    process.exitCode = rows.some(({ verdict }) => verdict === 'differs') ? 1 : 0;
  });
