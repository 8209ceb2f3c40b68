import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { WirebookError } from '../base/error.ts';
import { writeWhole } from '../base/whole-file.ts';
import { makeArchive } from '../exercise/course-archive.ts';
import { githubWorkflow, gradescopeFiles } from '../exercise/export.ts';
import { exerciseNames } from '../exercise/release.ts';
import { courseKey, readKeyFile } from '../exercise/seal.ts';

export const command: Command = new Command('export')
  .description('Make a grader that runs on a platform')
  .argument('<platform>', 'gradescope or github')
  .argument('<exercise>', 'such as 02-server-lifecycle')
  .requiredOption('--out <file>', 'the zip for Gradescope, the workflow for GitHub Actions')
  .option(
    '--key-file <path>',
    "seal the checks with an instructor's key, which the zip then carries",
  )
  .option(
    '--course <owner/name>',
    "for github: the instructor's repository to grade with, out of the students' reach",
  )
  .addHelpText(
    'after',
    `
Examples:
  $ npx wirebook export gradescope 02-server-lifecycle --out autograder.zip --key-file course.key
  $ npx wirebook export github 02-server-lifecycle --course ada/course --out .github/workflows/grade.yml`,
  )
  .action(async (platform: string, exercise: string, options: Options) => {
    if (!exerciseNames().includes(exercise)) {
      throw new WirebookError(
        `There is no exercise ${exercise}; there are ${exerciseNames().join(', ')}`,
      );
    }
    const { out, keyFile: path, course } = options;
    const key = path === undefined ? courseKey : readKeyFile(path);
    const keyFile = path === undefined ? undefined : readFileSync(path);
    if (platform === 'gradescope') {
      writeWhole(out, await makeArchive(await gradescopeFiles({ exercise, key, keyFile })));
    } else if (platform === 'github') {
      writeWhole(out, githubWorkflow({ exercise, course }));
    } else {
      throw new WirebookError(
        `There is no export for ${platform}; there are gradescope and github`,
      );
    }
    console.log(`written: ${out}`);
  });

interface Options {
  readonly out: string;
  readonly keyFile?: string;
  readonly course?: string;
}
