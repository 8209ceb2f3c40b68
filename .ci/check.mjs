/**
 * The one gate besides the tests: format and lint, the types of everything, the order of folders, the
 * rules of the course, and of each exercise: its stub earns nothing, right answers earn all, wrong
 * ones are caught.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const checks = [
  ['biome', 'check', '--error-on-warnings', '.'],
  ['tsc', '-p', '.'],
  ['depcruise', '--progress', 'none', 'lib'],
  ['wirebook', 'lint'],
  // In CI the tests come right after this, and these are among them.
  ...(process.env.CI === 'true'
    ? []
    : [['mocha', '--exit', 'test/exercises/{*/,every-}exercise.test.ts']]),
];

const failed = checks.filter(([program, ...args]) => {
  const { status, error } = spawnSync(`${root}/node_modules/.bin/${program}`, args, {
    cwd: root,
    stdio: 'inherit',
  });
  if (error) console.error(`Cannot run ${program}: ${error.message}`);
  return status !== 0;
});
for (const check of failed) console.error(`Failed: ${check.join(' ')}`);

/** A folder with more files than this cannot be told in one sentence. */
const mostFiles = 22;
const folders = Map.groupBy(
  globSync('{lib,test/bench}/**/*.{ts,mjs}', { cwd: root, exclude: ['lib/**/dist/**'] }),
  (file) => dirname(file),
);
const layoutFaults = [...folders].flatMap(([folder, files]) => [
  ...(files.length > mostFiles
    ? [`${folder} holds ${files.length} files: divide it, ${mostFiles} are the most`]
    : []),
  ...(folder.startsWith('lib/') ? untold(folder, files) : []),
]);
for (const fault of layoutFaults) console.error(fault);
process.exitCode = failed.length + layoutFaults.length > 0 ? 1 : 0;

/** The files that no README or index.ts names, of their folder or of the one above. */
function untold(folder, files) {
  const told = [folder, dirname(folder)]
    .flatMap((place) => ['README.md', 'index.ts'].map((name) => join(root, place, name)))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  return files
    .map((file) => basename(file))
    .filter((name) => name !== 'index.ts' && !told.includes(`\`${name}\``))
    .map((name) => `${folder}/README.md does not tell what ${name} is for`);
}
