/**
 * The `wirebook` command. Each subcommand is a file of its own that exports `command`, and is loaded
 * only when it is asked for: `wirebook check` answers within a second because it loads no exporter.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { courseRoot } from '../base/paths.ts';
import { runCommand } from './output.ts';

/** The subcommands, in the order in which `--help` lists them. */
const files: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  start: () => import('./start.ts'),
  update: () => import('./update.ts'),
  doctor: () => import('./doctor.ts'),
  run: () => import('./run.ts'),
  record: () => import('./record.ts'),
  lint: () => import('./lint.ts'),
  check: () => import('./check.ts'),
  progress: () => import('./progress.ts'),
  reset: () => import('./reset.ts'),
  new: () => import('./new.ts'),
  release: () => import('./release.ts'),
  grade: () => import('./grade.ts'),
  export: () => import('./export.ts'),
  handouts: () => import('./handouts.ts'),
};

const { version } = JSON.parse(readFileSync(join(courseRoot, 'lib', 'package.json'), 'utf8')) as {
  version: string;
};

const program = new Command('wirebook')
  .description('A live course in socket programming, in TypeScript')
  .version(version)
  // An option after the name of a subcommand is the subcommand's, also where both have it.
  .enablePositionalOptions()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const named = files[process.argv[2] ?? ''];
const wanted = named === undefined ? Object.values(files) : [named];

await runCommand(program, async () => {
  for (const { command } of await Promise.all(wanted.map((load) => load()))) {
    program.addCommand(command.copyInheritedSettings(program));
    for (const nested of command.commands) nested.copyInheritedSettings(command);
  }
});
