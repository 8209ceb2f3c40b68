/** The toolchain against its pins. */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { courseRoot, pythonTool } from '../base/paths.ts';
import { snapshotFault } from '../compile/snapshot/snapshot-file.ts';
import type { Finding, Probe } from './probe.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

const setup = "run 'node lib/setup.mjs'";
const pins = readJson('package.json').optionalDependencies ?? {};
const node = pins[`node-linux-${process.arch}`] ?? Object.values(pins)[0] ?? '';
const typescript = readJson('lib/package.json').dependencies?.typescript ?? '';

export const toolchainProbes: readonly Probe[] = [
  {
    id: 'toolchain.node',
    what: 'Node, the course’s own',
    expected: node,
    lessons: 'all',
    mend: setup,
    run: async () => {
      const { stdout } = await run(join(courseRoot, 'node_modules', '.bin', 'node'), ['-v']);
      return stdout.trim().slice(1);
    },
  },
  {
    id: 'toolchain.typescript',
    what: 'TypeScript',
    expected: typescript,
    lessons: 'all',
    mend: setup,
    run: () => (require('typescript/package.json') as Manifest).version ?? '',
  },
  {
    id: 'toolchain.python',
    what: 'Python of .venv',
    expected: '3.10 or newer',
    lessons: 'all',
    mend: setup,
    run: async () => {
      const { python } = await pythonVersions();
      const [major = 0, minor = 0] = python.split('.').map(Number);
      return { found: python, asExpected: major === 3 && minor >= 10 };
    },
  },
  ...['jupyterlab', 'nbconvert', 'nbclient'].map((name): Probe => {
    const pin = pythonPin(name);
    return {
      id: `toolchain.${name}`,
      what: `${name} of .venv`,
      expected: pin,
      lessons: 'all',
      mend: setup,
      needs: 'toolchain.python',
      run: async () => (await pythonVersions())[name] ?? 'missing',
    };
  }),
  {
    id: 'toolchain.kernel',
    what: 'the kernel that front ends find',
    expected: 'this checkout’s own',
    lessons: 'all',
    mend: setup,
    run: kernelspec,
  },
  {
    id: 'toolchain.snapshot',
    what: 'the snapshot that kernels start from',
    expected: 'made from this build',
    lessons: 'all',
    mend: `${setup}; until then a kernel starts a second later`,
    isOptional: true,
    run: () => snapshotFault() ?? 'made from this build',
  },
];

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function readJson(path: string): Manifest {
  return JSON.parse(readFileSync(join(courseRoot, path), 'utf8')) as Manifest;
}

/** The version that requirements.in pins. */
function pythonPin(name: string): string {
  const text = readFileSync(join(courseRoot, 'requirements.in'), 'utf8');
  return text.match(new RegExp(`^${name}==(\\S+)`, 'm'))?.[1] ?? '';
}

let versions: Promise<Readonly<Record<string, string> & { python: string }>> | undefined;

/** All versions at once, since starting Python takes most of the time. */
function pythonVersions(): NonNullable<typeof versions> {
  const program = `
import json, platform
from importlib.metadata import version
names = ("jupyterlab", "nbconvert", "nbclient")
print(json.dumps({"python": platform.python_version(), **{n: version(n) for n in names}}))`;
  versions ??= run(pythonTool('python'), ['-I', '-c', program]).then(({ stdout }) =>
    JSON.parse(stdout),
  );
  return versions;
}

function kernelspec(): Finding {
  const file = join(courseRoot, '.venv', 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');
  if (!existsSync(file)) return 'none';
  const { argv } = JSON.parse(readFileSync(file, 'utf8')) as { readonly argv: readonly string[] };
  const files = argv.filter((argument) => argument.startsWith('/'));
  const missing = files.find((path) => !existsSync(path));
  if (missing !== undefined) return `one that needs ${missing}`;
  const isOurs = files.every((path) => path.startsWith(`${courseRoot}/`));
  return isOurs ? 'this checkout’s own' : `that of ${files[0]}`;
}
