/** Step: `.venv`, the course's own Python environment with JupyterLab and nbconvert. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { explain } from './explain.mjs';
import { Problem } from './problem.mjs';
import { findPython } from './python.mjs';
import { run } from './run.mjs';
import { digest, readStamp, writeStamp } from './stamp.mjs';

export const pythonEnvironment = {
  title: 'Python environment',
  megabytes: 400,
  isDone,
  install,
};

/** Options of pip: it compiles nothing, asks nothing, and gives up on a dead network in seconds. */
const terms = [
  '--only-binary=:all:',
  '--no-input',
  '--disable-pip-version-check',
  '--retries=2',
  '--timeout=30',
  '--progress-bar=off',
];

/**
 * The lock names all there is to install. Left to look for dependencies, pip takes the newest version
 * for one with an extra, such as `jsonschema[format-nongpl]`, and stops since the lock has no hash of it.
 */
const asLocked = ['--require-hashes', '--no-deps'];

/**
 * True where `.venv` was finished, from this lock file, in this place, on a Python that is still there:
 * its programs name both the place and the Python by absolute path.
 *
 * @param {string} root
 */
function isDone(root) {
  const python = join(root, '.venv', 'bin', 'python');
  return existsSync(python) && readStamp(stampFile(root)) === wantedStamp(root, python);
}

/** @param {string} root @param {import('./progress.mjs').Progress} progress */
async function install(root, progress) {
  const venv = join(root, '.venv');
  const name = await findPython(root);
  // Removed with its stamp: what an interrupted setup left behind is never built upon.
  await rm(venv, { recursive: true, force: true });
  const made = await run(name, ['-I', '-m', 'venv', venv], { cwd: root });
  if (made.code !== 0) throw failure('make the Python environment', root, made.output);

  const python = join(venv, 'bin', 'python');
  const lockFile = join(root, 'requirements.txt');
  let collected = 0;
  const installed = await run(
    python,
    ['-I', '-m', 'pip', 'install', '--no-user', ...asLocked, ...terms, '-r', lockFile],
    {
      cwd: root,
      onLine(line) {
        if (/^Collecting /.test(line)) progress.update(`${++collected} packages`);
        if (/^Installing collected /.test(line)) progress.update('installing');
      },
    },
  );
  if (installed.code !== 0) {
    const { output } = installed;
    const missing = output.match(/No matching distribution found for (\S+)/)?.[1];
    if (missing) throw await notFound(missing, { root, output });
    throw failure('install the Python packages', root, output);
  }
  writeStamp(stampFile(root), wantedStamp(root, python));
}

/** @param {string} root @param {string} python */
function wantedStamp(root, python) {
  return digest([
    readFileSync(join(root, 'requirements.txt')),
    realpathSync(root),
    realpathSync(python),
  ]);
}

/** @param {string} root */
function stampFile(root) {
  return join(root, '.venv', '.wirebook');
}

/** @param {string} what @param {string} root @param {string} output */
function failure(what, root, output) {
  const index =
    output.match(/^Looking in indexes: (\S+?),?(?: |$)/m)?.[1] ?? 'https://pypi.org/simple';
  return explain({ what, root, output, registry: index, setting: 'pip config list' });
}

/**
 * The reason why pip found no version of a package. To pip an index that answers with an error is one that
 * does not have the package; only when asked again, and to tell more, it names the error.
 *
 * @param {string} missing the requirement that pip named
 * @param {{ root: string, output: string }} failed
 */
async function notFound(missing, { root, output }) {
  const again = await run(
    join(root, '.venv', 'bin', 'python'),
    [...['-I', '-m', 'pip', 'download', '-vv', '--no-deps'], ...terms, '--dest', '.venv', missing],
    { cwd: root },
  );
  const problem = failure('install the Python packages', root, again.output);
  if (problem.isKnown) return problem;
  return new Problem(
    `Cannot install the Python packages: there is no ${missing} for this machine ` +
      `(${process.arch}); check 'pip config list', or open the course in its devcontainer`,
    { output },
  );
}
