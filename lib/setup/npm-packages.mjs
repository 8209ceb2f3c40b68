/** Step: the npm packages of package-lock.json, by `npm ci`. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { explain } from './explain.mjs';
import { asRoot, Problem } from './problem.mjs';
import { run } from './run.mjs';

/** @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage */

export const npmPackages = {
  title: 'npm packages',
  megabytes: 600,
  isDone,
  install,
};

/**
 * True where the installed tree is the locked one: each package this machine needs is there, and is
 * the one that npm recorded at the end of a complete installation.
 *
 * @param {string} root
 */
function isDone(root) {
  const locked = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!locked)
    throw new Problem(
      `package-lock.json in ${root} is missing or damaged: run 'git checkout package-lock.json' there`,
    );
  if (!installed || !existsSync(ownNode(root))) return false;
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '' || !suitsThisMachine(wanted)) return true;
    const found = installed[path];
    return (
      found !== undefined &&
      found.version === wanted.version &&
      found.integrity === wanted.integrity &&
      existsSync(join(root, path, wanted.link ? '' : 'package.json'))
    );
  });
}

/** @param {string} root @param {import('./progress.mjs').Progress} progress */
async function install(root, progress) {
  const total = Object.values(readPackages(join(root, 'package-lock.json')) ?? {}).filter(
    (entry) => !entry.link && suitsThisMachine(entry),
  ).length;
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const retries = [
    '--fetch-retries=2',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=4000',
  ];
  let fetched = 0;
  const { code, output } = await run('npm', [...args, ...retries, '--loglevel=http'], {
    cwd: root,
    env: { ...process.env, PATH: pathWithoutCourse(root) },
    onLine(line) {
      if (!/^npm http (fetch|cache) .*\.tgz /.test(line)) return;
      fetched += 1;
      progress.update(`${fetched} of ${total}`);
    },
  }).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Problem(
      `Wirebook needs npm, which comes with Node but is not on this PATH: run ` +
        `'${asRoot('apt install npm')}' or install Node 24 from https://nodejs.org`,
    );
  });
  const said = withoutNoise(output);
  if (code !== 0) {
    const registry = await configuredRegistry(root);
    throw explain({
      what: 'install the npm packages',
      root,
      output: said,
      registry,
      setting: 'npm config get registry',
    });
  }
  linkNode(root);
  if (!isDone(root)) {
    throw new Problem(
      `npm left out packages this machine (${process.platform} ${process.arch}) needs; ` +
        "run 'rm -rf node_modules' and the same command again",
      { output: said },
    );
  }
}

/**
 * npm 10, which comes with Node 20, links no program that another machine's package brings as well:
 * it removes that package's links last.
 *
 * @param {string} root
 */
function linkNode(root) {
  const program = join(`node-linux-${process.arch}`, 'bin', 'node');
  if (existsSync(ownNode(root)) || !existsSync(join(root, 'node_modules', program))) return;
  symlinkSync(join('..', program), ownNode(root));
}

/** The course's own Node. @param {string} root */
function ownNode(root) {
  return join(root, 'node_modules', '.bin', 'node');
}

/** @param {string} file @returns {Record<string, LockedPackage> | undefined} */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch (error) {
    // A record that is missing or was cut short says the same: nothing complete is installed.
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** True for an entry that npm installs here: packages for other systems are optional and left out. */
function suitsThisMachine(/** @type {LockedPackage} */ { optional, os, cpu, libc }) {
  if (!optional) return true;
  return (
    (!os || os.includes(process.platform)) &&
    (!cpu || cpu.includes(process.arch)) &&
    (!libc || libc.includes('glibc'))
  );
}

/**
 * The PATH without the course's own programs: under `npm start` they come first, and npm must not
 * run on the very Node that it is about to replace.
 *
 * @param {string} root
 */
function pathWithoutCourse(root) {
  const own = join(root, 'node_modules', '.bin');
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== own)
    .join(delimiter);
}

/** @param {string} root */
async function configuredRegistry(root) {
  const { code, output } = await run('npm', ['config', 'get', 'registry', '--loglevel=silent'], {
    cwd: root,
    env: { ...process.env, PATH: pathWithoutCourse(root) },
  });
  return code === 0 ? output.trim() : 'the npm registry';
}

/** npm's output without its log of requests and its warnings about other people's engines. */
function withoutNoise(/** @type {string} */ output) {
  return output
    .split('\n')
    .filter((line) => !/^npm (http|warn|WARN|notice)\b/.test(line))
    .join('\n');
}
