/** Step: the compiled form of lib/, by TypeScript. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';
import { digest, readStamp, removeStamp, writeStamp } from './stamp.mjs';

export const build = {
  title: 'build',
  megabytes: 20,
  isDone: (/** @type {string} */ root) => buildStamp(root) === sourcesDigest(root),
  install,
};

/** The digest of the sources of the present build; undefined when there is none. @param {string} root */
export function buildStamp(root) {
  return readStamp(stampFile(root));
}

/** @param {string} root */
async function install(root) {
  const lib = join(root, 'lib');
  const made = sourcesDigest(root);
  removeStamp(stampFile(root));
  removeOrphans(lib);
  const { code, output } = await run(
    join(root, 'node_modules', '.bin', 'node'),
    [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', lib],
    { cwd: root },
  ).catch((error) => {
    throw new Problem(
      `The course's own Node does not start here (${error.code}): Wirebook needs Linux with glibc ` +
        'on x86-64 or arm64; use the devcontainer on any other system',
      { cause: error },
    );
  });
  if (code !== 0) {
    const [first = ''] = output.split('\n').filter((line) => line.includes('error'));
    throw new Problem(
      `The course's sources do not compile (${first}): run 'git status' to see what was changed`,
      { output },
    );
  }
  writeStamp(stampFile(root), made);
}

/** A digest of everything the build depends on. @param {string} root */
function sourcesDigest(root) {
  const files = [...sources(join(root, 'lib')), join(root, 'lib', 'tsconfig.json')];
  const parts = [readFileSync(join(root, 'package-lock.json'))];
  for (const file of files.sort())
    parts.push(Buffer.from(relative(root, file)), readFileSync(file));
  return digest(parts);
}

/** @param {string} folder @returns {Generator<string>} */
function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'dist' && entry.name !== 'node_modules') yield* sources(path);
    } else if (entry.name.endsWith('.ts')) {
      yield path;
    }
  }
}

/** Removes compiled files without a source, so that an old module cannot be loaded by mistake. */
function removeOrphans(/** @type {string} */ lib) {
  const dist = join(lib, 'dist');
  if (!existsSync(dist)) return;
  for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const source = path.replace(/(?:\.d\.ts|\.js)$/, '.ts');
    if (source !== path && !existsSync(join(lib, source))) rmSync(join(dist, path));
  }
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'lib', 'dist', '.sources');
}
