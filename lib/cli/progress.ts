import { Command } from 'commander';
import { progress } from '../exercise/progress.ts';

export const command: Command = new Command('progress')
  .description('Show which lessons were run to their end, and what the exercises earned')
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
It reads the notebooks as they were last saved.

Example:
  $ npx wirebook progress`,
  )
  .action((options: { readonly json?: boolean }) => {
    const shown = progress();
    console.log(options.json === true ? JSON.stringify(shown.rows, null, 2) : String(shown));
  });
