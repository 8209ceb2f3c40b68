import { Command } from 'commander';
import { courseRoot } from '../base/paths.ts';
import { UpdateReport, updateCourse } from '../update/index.ts';

export const command: Command = new Command('update')
  .description('Get the newest version of the course, and keep all that you wrote')
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
Save your notebooks first. Where the new version changes a notebook that you have written in, your
version is kept beside it as NAME.kept-1.ipynb, and your answers, your own cells and the outputs of
unchanged cells are taken over into the new one. From the first update on, git itself merges notebooks
in this way, in a 'git pull', a merge or a rebase by hand. After a 'git pull' that ended in a conflict,
the same command mends the notebooks. Stopped halfway, it goes on the next time; until then your
answers are in 'git stash list'.

Examples:
  $ npx wirebook update
  $ npx wirebook update && npm start`,
  )
  .action(async (options: { readonly json?: boolean }) => {
    const outcome = await updateCourse(courseRoot);
    if (options.json === true) console.log(JSON.stringify(outcome, null, 2));
    else console.log(String(new UpdateReport(outcome)));
    if (outcome.kind === 'mended' && outcome.mended.left.length > 0) process.exitCode = 1;
  });
