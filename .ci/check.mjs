/**
 * The one gate besides the tests: format and lint, then the types of everything, then what every
 * exercise must be: a stub that earns nothing, answers that earn all, wrong ones that are caught.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const checks = [
  ['biome', 'check', '--error-on-warnings', '.'],
  ['tsc', '-p', '.'],
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
process.exitCode = failed.length > 0 ? 1 : 0;
