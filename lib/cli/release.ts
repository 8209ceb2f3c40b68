import { resolve } from 'node:path';
import { Command } from 'commander';
import { writeWhole } from '../base/whole-file.ts';
import { learnersFiles, makeArchive } from '../exercise/course-archive.ts';
import {
  exerciseNames,
  exercisesFolder,
  releaseNotebook,
  writeRelease,
} from '../exercise/release.ts';
import { courseKey, readKeyFile } from '../exercise/seal.ts';

export const command: Command = new Command('release')
  .description("Make the learners' notebooks from the worked ones")
  .argument('[names...]', 'exercises such as 02-server-lifecycle; all of them if none is named')
  .option('--key-file <path>', "seal the checks with an instructor's key instead of the course's")
  .option('--folder <path>', 'where to put the notebooks', exercisesFolder)
  .option('--out <zip>', "make the learners' course of it, without solutions, instead")
  .option('--json', 'report as JSON')
  .addHelpText(
    'after',
    `
Examples:
  $ npx wirebook release
  $ npx wirebook release 02-server-lifecycle --key-file ~/course.key
  $ npx wirebook release --key-file ~/course.key --out bundle.zip`,
  )
  .action(async (names: readonly string[], options: Options) => {
    const key = options.keyFile === undefined ? courseKey : readKeyFile(options.keyFile);
    if (options.out !== undefined) {
      writeWhole(options.out, await makeArchive(await learnersFiles(key)), { isDurable: true });
      console.log(
        options.json === true ? JSON.stringify([{ path: options.out }]) : `written: ${options.out}`,
      );
      return;
    }
    const folder = resolve(options.folder);
    const written = [];
    for (const name of names.length > 0 ? names : exerciseNames()) {
      written.push(writeRelease(name, { text: await releaseNotebook(name, key), folder }));
    }
    if (options.json === true) console.log(JSON.stringify(written, null, 2));
    else
      for (const { path, change, kept } of written) {
        console.log(
          `${change}: ${path}${kept === undefined ? '' : `, your own version is kept as ${kept}`}`,
        );
      }
  });

interface Options {
  readonly keyFile?: string;
  readonly folder: string;
  readonly out?: string;
  readonly json?: boolean;
}
