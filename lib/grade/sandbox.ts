/**
 * The sandbox of one submission: bubblewrap within bubblewrap.
 *
 * The outer one holds the harness: a system that cannot be written to, processes that all end with
 * the first of them, and no network but those that it makes, one for each learner, with nothing but
 * loopback. The inner one holds the learner: that network, but processes, files and a limit to each of
 * its own. It sees the system's libraries, Node and the package `wirebook`, and neither the course's
 * solutions nor any submission, key or home.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WirebookError } from '../../error.ts';
import { explainFileError } from '../../file-error.ts';
import { withHugePages } from '../../kernel/huge-pages.ts';
import { courseRoot, entryPoint } from '../../paths.ts';
import { processArguments } from '../bundled-process.ts';
import { withCompiler } from '../cell-compiler.ts';
import type { LearnerStart } from '../decide.ts';
import type { ProcessCommand } from '../harness-process.ts';
import type { LearnerTask } from '../protocol.ts';

/** What one submission may use. */
export interface Limits {
  /** Until the cells have run, in seconds. */
  readonly seconds: number;
  /** Of all its processes together, in megabytes. */
  readonly memory: number;
  readonly processes: number;
  /** Of files it writes, in megabytes. */
  readonly files: number;
}

export const defaultLimits: Limits = { seconds: 20, memory: 1024, processes: 64, files: 16 };

/** How to start the two processes of a check. */
export interface Sandbox {
  readonly harness: ProcessCommand;
  /** Whether nothing of a learner's can outlive it, so that a harness may serve the next one too. */
  readonly isTight: boolean;
  /** The process that compiles cells, and runs none. */
  readonly compiler: ProcessCommand;
  learner(task: LearnerTask): LearnerStart;
}

const MEGABYTE = 1 << 20;

/** A sandbox of namespaces. */
export function namespaceSandbox(limits: Limits): Sandbox {
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin' };
  const walled = (args: readonly string[]) => ({
    file: 'bwrap',
    args: [...outer(), ...args],
    env,
  });
  return {
    harness: walled([...masterOfNetworks, node, ...processArguments('harness')]),
    isTight: true,
    compiler: { ...walled([node, ...compilerArguments]), env: withHugePages(env) },
    learner: (task) => ({
      ...learnerCommand(task, limits),
      needsNetwork: true,
      file: 'bwrap',
      args: [
        ...inner(limits),
        'prlimit',
        ...resourceLimits(limits),
        node,
        ...processArguments('learner'),
      ],
      cwd: '/',
    }),
  };
}

/**
 * No walls of our own: the container that all this runs in is the sandbox. Limits still hold, and
 * where root grades, the learner's code runs as nobody: it can neither read the key nor write results.
 */
export function trustedContainer(limits: Limits): Sandbox {
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin' };
  const [file = '', ...args] = [...asNobody(), 'prlimit'];
  return {
    isTight: false,
    harness: { file: node, args: processArguments('harness'), env },
    compiler: { file: node, args: compilerArguments, env: withHugePages(env) },
    learner: (task) => ({
      ...learnerCommand(task, limits),
      file,
      args: [...args, ...resourceLimits(limits), node, ...processArguments('learner')],
      cwd: '/tmp',
    }),
  };
}

function learnerCommand(task: LearnerTask, { seconds }: Limits) {
  const env = withHugePages({ PATH: '/usr/bin:/bin', HOME: '/tmp', LANG: 'C.UTF-8' });
  return { env, task, patience: seconds * 1000, isStranger: true };
}

/**
 * The sandbox that this machine can offer.
 *
 * @throws {WirebookError} when there is none and the container was not said to be trusted
 */
export function chooseSandbox(
  limits: Limits,
  options: { readonly trustContainer: boolean },
): Sandbox {
  const reason = whyNoNamespaces();
  if (reason === undefined) return namespaceSandbox(limits);
  if (options.trustContainer) return trustedContainer(limits);
  throw new WirebookError(
    `Cannot keep submissions apart: ${reason}; ${whatToDo(reason)}, or pass --trust-container where a container that can be thrown away is the sandbox`,
  );
}

/** What mends it that submissions cannot be walled in, by what bubblewrap or the system has said. */
function whatToDo(reason: string): string {
  if (/^bwrap: spawnSync .*ENOENT/.test(reason)) return 'install bubblewrap';
  if (/unknown option/i.test(reason)) return 'install bubblewrap 0.8 or newer';
  if (/execvp .*: No such file/.test(reason)) return 'install util-linux';
  return "run 'npx wirebook doctor' to learn what denies namespaces here";
}

/** Why submissions cannot be walled in here, or undefined where they can. */
export function whyNoNamespaces(): string | undefined {
  const within = ['unshare', '--net', 'bwrap', ...inner(defaultLimits), '/bin/true'];
  const probe = spawnSync('bwrap', [...outer(), ...masterOfNetworks, ...within], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (probe.status === 0) return undefined;
  // Too many open files and their like are no matter of namespaces.
  const other = explainFileError(probe.error);
  if (other !== undefined) throw other;
  return probe.error === undefined ? probe.stderr.trim() : `bwrap: ${probe.error.message}`;
}

const node = realpathSync(process.execPath);
const compilerFile = entryPoint(import.meta.url, './compile-process');
/**
 * In a class of a hundred, V8's best optimiser takes longer to make the compiler's code faster than
 * that code runs: without it, a compilation takes a tenth less, with the start as well as later on.
 */
const compilerArguments: readonly string[] = ['--no-opt', ...withCompiler([compilerFile])];
/** All code of the package, what was bundled of it too. */
const builtFolder = dirname(dirname(dirname(compilerFile)));

/** Who owns nothing on any system. */
const nobody = '65534';

function outer(): string[] {
  const isRoot = process.geteuid?.() === 0;
  return [
    ...(isRoot ? [] : ['--unshare-user']),
    // A learner's code may keep a process of its own sandbox from ending with its parent, but not
    // from ending with all others of this one.
    ...['--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--die-with-parent'],
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...['--tmpfs', '/tmp', '--tmpfs', '/root', '--tmpfs', '/home'],
    // The inner sandbox may have a /proc of its own where one can be seen that nothing is hidden of.
    ...['--dev-bind', '/proc', '/tmp/proc'],
    // The course and Node may lie under what was just hidden.
    ...[courseRoot, node].flatMap((path) => [...parentsOf(path), '--ro-bind', path, path]),
    '--',
    // Root without capabilities is still the owner of the system's files, those of /proc included.
    ...(isRoot ? becomeNobody : []),
  ];
}

/** The harness makes each learner a network: in a user namespace of its own it may. */
const masterOfNetworks = ['unshare', '--user', '--map-root-user'];

const becomeNobody = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];

/** The command that makes root nobody, if nobody may read the course at all. */
function asNobody(): readonly string[] {
  if (process.geteuid?.() !== 0) return [];
  const [file = '', ...args] = [...becomeNobody, 'test', '-r', compilerFile];
  return spawnSync(file, args).status === 0 ? becomeNobody : [];
}

function inner({ files }: Limits): string[] {
  const system = ['/usr', '/bin', '/lib', '/lib64', '/etc/ld.so.cache', '/etc/alternatives'];
  // What the package says of itself and of its setup is read from files there.
  const own = ['package.json', 'requirements.in', 'lib/package.json', 'lib/setup.mjs'];
  const course = [...own, 'node_modules'].map((path) => join(courseRoot, path));
  const wanted = [...system, ...course, builtFolder, node].filter((path) => existsSync(path));
  // Each mount costs a learner's start a third of a millisecond.
  const seen = wanted.filter((path) => !wanted.some((other) => path.startsWith(`${other}/`)));
  const room = String(files * MEGABYTE);
  return [
    ...[
      '--unshare-user',
      '--unshare-pid',
      '--unshare-ipc',
      '--unshare-uts',
      '--unshare-cgroup-try',
    ],
    ...['--disable-userns', '--new-session', '--die-with-parent', '--hostname', 'wirebook'],
    ...['--uid', '1000', '--gid', '1000', '--cap-drop', 'ALL'],
    ...['--size', room, '--tmpfs', '/tmp'],
    ...seen.flatMap(asSeen),
    ...['--proc', '/proc', '--dev', '/dev', '--size', room, '--tmpfs', '/dev/shm'],
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', '/tmp'],
    '--',
  ];
}

/** Shows a path in the inner sandbox; a link into the system, which is there anyway, as a link. */
function asSeen(path: string): string[] {
  const isLink = lstatSync(path).isSymbolicLink() && realpathSync(path).startsWith('/usr/');
  return isLink ? ['--symlink', realpathSync(path), path] : ['--ro-bind', path, path];
}

/** Makes the folders above `path` such that everybody may pass through them. */
function parentsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === '/' ? [] : [...parentsOf(parent), '--dir', parent];
}

function resourceLimits({ seconds, memory, processes, files }: Limits): string[] {
  return [
    `--cpu=${seconds * 2}`,
    // What Node reserves counts here too; what it uses is watched.
    `--data=${2 * memory * MEGABYTE}`,
    `--nproc=${processes}`,
    `--fsize=${files * MEGABYTE}`,
    '--nofile=1024',
    '--core=0',
  ];
}
