/**
 * The sandbox of one submission: bubblewrap within bubblewrap.
 *
 * The outer one holds the harness. Its system is read-only, all its processes end with the first of
 * them, and it has no network but the namespaces that the harness makes, one for each learner, with
 * loopback alone. The inner one holds the learner: it shares that network, but has processes, files and
 * resource limits of its own. It sees the system's libraries, Node and the package `wirebook`, and
 * neither the course's solutions nor any submission, key or home.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { explainFileError } from '../base/file-error.ts';
import { courseRoot } from '../base/paths.ts';
import type { ProcessCommand } from '../base/processes.ts';
import { processArguments } from '../check/bundle/bundled-process.ts';
import { filterDescriptor, type LearnerTask } from '../check/protocol.ts';
import type { LearnerStart } from '../check/run-checks.ts';
import { childArguments, childFile } from '../compile/in-child.ts';
import { snapshotFault, withHugePages } from '../compile/snapshot/snapshot-file.ts';
import { learnerFilter } from './system-call-filter.ts';

/** Resources that one submission may use. */
export interface ResourceLimits {
  /** Until the cells have run, in seconds. */
  readonly seconds: number;
  /** Of all its processes together, in megabytes. */
  readonly memory: number;
  readonly processes: number;
  /** Of files it writes, in megabytes. */
  readonly files: number;
}

export const defaultLimits: ResourceLimits = {
  seconds: 20,
  memory: 1024,
  processes: 64,
  files: 16,
};

/** The commands that start the processes of a grading. */
export interface Sandbox {
  readonly harness: ProcessCommand;
  /** Tells whether no process of a learner can outlive it, so that a harness may serve the next one too. */
  readonly isTight: boolean;
  /** The process that compiles cells, and never runs them. */
  readonly compiler: ProcessCommand;
  learner(task: LearnerTask): LearnerStart;
}

const megabyte = 1 << 20;
/** Memory in megabytes that V8 sets aside for the threads of a learner's code; it uses little of it. */
const setAsideForThreads = 8 * 544;

/** A sandbox of namespaces. */
export function namespaceSandbox(limits: ResourceLimits): Sandbox {
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin' };
  const sandboxed = (args: readonly string[]) => ({
    file: 'bwrap',
    args: [...outer(), ...args],
    env,
  });
  return {
    harness: sandboxed([...withUserNamespace, node, ...processArguments('harness')]),
    isTight: true,
    compiler: { ...sandboxed([node, ...compilerArguments]), env: withHugePages(env) },
    learner: (task) => ({
      ...learnerCommand(task, limits),
      needsNetwork: true,
      filter: learnerFilter(),
      file: 'bwrap',
      args: [
        ...['--seccomp', String(filterDescriptor)],
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
 * No sandbox of our own: the container around it is the sandbox. Resource limits still hold, and root
 * runs the learner's code as the user nobody, who can neither read the key nor write results.
 */
export function trustedContainer(limits: ResourceLimits): Sandbox {
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin' };
  const isRoot = process.geteuid?.() === 0;
  const [file = '', ...args] = [...(isRoot ? becomeNobody : []), 'prlimit'];
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

function learnerCommand(task: LearnerTask, { seconds }: ResourceLimits) {
  const env = withHugePages({ PATH: '/usr/bin:/bin', HOME: '/tmp', LANG: 'C.UTF-8' });
  return { env, task, timeout: seconds * 1000, isStranger: true };
}

/**
 * The sandbox that this machine can offer.
 *
 * @throws {WirebookError} when there is none and the container was not said to be trusted
 */
export function chooseSandbox(
  limits: ResourceLimits,
  options: { readonly trustContainer: boolean },
): Sandbox {
  const reason = whyNoNamespaces();
  if (reason === undefined) return namespaceSandbox(limits);
  if (options.trustContainer) {
    const danger = dangerInContainer();
    if (danger !== undefined) throw new WirebookError(`Cannot keep submissions apart: ${danger}`);
    return trustedContainer(limits);
  }
  throw new WirebookError(
    `Cannot keep submissions apart: ${reason}; ${whatToDo(reason)}, or pass --trust-container where a container that can be thrown away is the sandbox`,
  );
}

/** The remedy, for a reason that bubblewrap or the system has given. */
function whatToDo(reason: string): string {
  if (/^bwrap: spawnSync .*ENOENT/.test(reason)) return 'install bubblewrap';
  if (/unknown option/i.test(reason)) return 'install bubblewrap 0.8 or newer';
  if (/execvp .*: No such file/.test(reason)) return 'install util-linux';
  return "run 'npx wirebook doctor' to learn what denies namespaces here";
}

/** The reason why there is no sandbox of namespaces here, or undefined where there is. */
export function whyNoNamespaces(): string | undefined {
  const within = ['unshare', '--net', 'bwrap', ...inner(defaultLimits), '/bin/true'];
  const probe = spawnSync('bwrap', [...outer(), ...withUserNamespace, ...within], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (probe.status === 0) return undefined;
  // Errors such as too many open files have nothing to do with namespaces.
  const other = explainFileError(probe.error);
  if (other !== undefined) throw other;
  return probe.error === undefined ? probe.stderr.trim() : `bwrap: ${probe.error.message}`;
}

const node = realpathSync(process.execPath);
/**
 * V8's optimising compiler costs more time than it saves in a class of a hundred: without it, a
 * compilation takes a tenth less, at the start and later on.
 */
const compilerArguments: readonly string[] = [
  '--no-opt',
  ...childArguments({ hasSnapshot: snapshotFault() === undefined }),
];
/** All code of the package, bundles included. */
const builtFolder = dirname(dirname(childFile));

/** The user and group nobody, who own no files. */
const nobody = '65534';

function outer(): string[] {
  const isRoot = process.geteuid?.() === 0;
  return [
    ...(isRoot ? [] : ['--unshare-user']),
    // A learner's code can keep a process of the inner sandbox from ending with its parent, but not
    // from ending with the process namespace of the outer one.
    ...['--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--die-with-parent'],
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...['--tmpfs', '/tmp', '--tmpfs', '/root', '--tmpfs', '/home'],
    // The kernel lets the inner sandbox mount a /proc only where a complete one is visible.
    ...['--dev-bind', '/proc', '/tmp/proc'],
    // The course and Node may lie under a folder that was just hidden.
    ...[courseRoot, node].flatMap((path) => [...parentsOf(path), '--ro-bind', path, path]),
    '--',
    // Root without capabilities still owns the system's files, those of /proc included.
    ...(isRoot ? becomeNobody : []),
  ];
}

/** A user namespace in which the harness may make network namespaces. */
const withUserNamespace = ['unshare', '--user', '--map-root-user'];

const becomeNobody = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];

/** What a submission could do to the grader in a container where nothing but the user parts them. */
function dangerInContainer(): string | undefined {
  if (process.geteuid?.() !== 0) {
    return 'as the user of the grader a submission could read its key and write its results; grade as root, who runs submissions as the user nobody: sudo env "PATH=$PATH" npx wirebook grade --trust-container ...';
  }
  const [file = '', ...args] = [...becomeNobody, 'test', '-r', childFile];
  if (spawnSync(file, args).status === 0) return undefined;
  return `the user nobody, as whom root runs submissions, cannot read the course: chmod -R o+rX ${courseRoot}, and its folders above`;
}

function inner({ files }: ResourceLimits): string[] {
  const system = ['/usr', '/bin', '/lib', '/lib64', '/etc/ld.so.cache', '/etc/alternatives'];
  // The package reads its version and its setup from these files.
  const own = ['package.json', 'requirements.in', 'lib/package.json', 'lib/setup.mjs'];
  const course = [...own, 'node_modules'].map((path) => join(courseRoot, path));
  const wanted = [...system, ...course, builtFolder, node].filter((path) => existsSync(path));
  // Each mount costs a learner's start a third of a millisecond.
  const seen = wanted.filter((path) => !wanted.some((other) => path.startsWith(`${other}/`)));
  const room = String(files * megabyte);
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

/** Arguments that show a path in the inner sandbox; a link into the system stays a link. */
function asSeen(path: string): string[] {
  const isLink = lstatSync(path).isSymbolicLink() && realpathSync(path).startsWith('/usr/');
  return isLink ? ['--symlink', realpathSync(path), path] : ['--ro-bind', path, path];
}

/** Arguments that make the folders above `path`, with search permission for all users. */
function parentsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === '/' ? [] : [...parentsOf(parent), '--dir', parent];
}

function resourceLimits({ seconds, memory, processes, files }: ResourceLimits): string[] {
  return [
    `--cpu=${seconds * 2}`,
    // Node reserves more memory than it uses; the watchdog counts the memory in use.
    `--data=${(2 * memory + setAsideForThreads) * megabyte}`,
    `--nproc=${processes}`,
    `--fsize=${files * megabyte}`,
    '--nofile=1024',
    '--core=0',
  ];
}
