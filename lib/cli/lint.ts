import { existsSync, globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { courseRoot } from '../base/paths.ts';
import { readNotebook, withoutOutputs, writeNotebook } from '../notebook/format.ts';
import { withKernelMetadata } from '../notebook/kernelspec.ts';
import { formatFinding, lintNotebook } from '../notebook/lint.ts';
import { notebookRules } from '../notebook/lint-rules.ts';

export const command = new Command('lint')
  .description('Check that notebooks are fit to be committed')
  .argument('[notebook...]', 'the notebooks; all of the course by default')
  .option(
    '--fix',
    'remove outputs, set the metadata of kernel and language, and write in the one format first',
  )
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
Exits with 1 if a notebook breaks a rule. Types are checked again where the code, the library or
a package has changed.

Examples:
  $ npx wirebook lint
  $ npx wirebook lint --fix notebooks/02-server-lifecycle.ipynb`,
  )
  .action(
    async (
      named: readonly string[],
      options: { readonly fix?: boolean; readonly json?: boolean },
    ) => {
      // Both load TypeScript, which the help of all commands need not wait for.
      const { exerciseRules } = await import('../exercise/lint-rules.ts');
      const { remembered } = await import('../compile/lint-types.ts');
      const files = named.length > 0 ? named : notebooksOfCourse();
      if (options.fix)
        for (const file of files)
          writeNotebook(file, withKernelMetadata(withoutOutputs(readNotebook(file))), {
            isDurable: true,
          });
      const types = remembered(join(courseRoot, 'dist/cache/types'));
      const rules = [...notebookRules, ...exerciseRules, types];
      const reports = files.flatMap((file) => lintNotebook(file, rules));
      if (options.json) console.log(JSON.stringify(reports, null, 2));
      else {
        for (const report of reports) console.error(formatFinding(report));
        if (reports.length === 0) console.log(`${files.length} notebooks are fit to be committed`);
      }
      if (reports.length > 0) process.exitCode = 1;
    },
  );

function notebooksOfCourse(): readonly string[] {
  return ['notebooks', 'exercises', 'solutions']
    .map((folder) => join(courseRoot, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      globSync('*.ipynb', { cwd: folder, exclude: ['*.kept-*'] })
        .sort()
        .map((name) => join(folder, name)),
    )
    .map((file) => relative(process.cwd(), file));
}
