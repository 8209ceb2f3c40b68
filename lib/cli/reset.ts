import { Command } from 'commander';
import { resetExercise } from '../exercise/reset.ts';

export const command: Command = new Command('reset')
  .description('Restore an exercise, and keep your own version beside it')
  .argument('<exercise>', 'its number, its name or its notebook')
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
Examples:
  $ npx wirebook reset 02
  $ npx wirebook reset 02-server-lifecycle`,
  )
  .action(async (exercise: string, options: { readonly json?: boolean }) => {
    const written = await resetExercise(exercise);
    const { path, change, kept } = written;
    const said = change === 'unchanged' ? `${path} is as it was released` : `restored: ${path}`;
    if (options.json === true) console.log(JSON.stringify(written, null, 2));
    else console.log(kept === undefined ? said : `${said}; your own version is ${kept}`);
  });
