/** `wirebook bench handouts`: our build of the lessons' pages against nbconvert's own. */

import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { installKernelspec } from '../kernel/kernelspec.ts';
import { readNotebook } from '../notebook/format.ts';
import { courseRoot, pythonTool } from '../paths.ts';
import {
  type CompareOptions,
  type Contestant,
  compare,
  type Row,
  type Workload,
} from './compare.ts';

const run = promisify(execFile);

const workloads = [
  seconds('full', 'All lessons run and rendered'),
  seconds('one', 'One lesson has changed'),
  seconds('cached', 'Nothing has changed'),
  {
    name: 'weight',
    title: 'Weight of a lesson’s page, on average',
    unit: 'KB',
    better: 'lower',
  },
] as const satisfies readonly Workload[];

/** The lesson that is taken for the changed one. */
const changed = /02-/;

/** Measures both in turns; a full build comes first in each round, since the others start from it. */
export async function benchHandouts(options: CompareOptions): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-bench-handouts-'));
  try {
    return await compare([ours(folder), nbconvert(folder)], workloads, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The command as people give it, with a cache of this bench's own. */
function ours(folder: string): Contestant {
  const cache = join(folder, 'cache');
  const out = join(folder, 'ours');
  const build = () =>
    timed(process.execPath, [
      join(courseRoot, 'lib/wirebook.mjs'),
      ...['handouts', '--cache', cache, '--out', out],
    ]);
  return {
    name: 'wirebook',
    async run({ name }) {
      if (name === 'weight') return weightOf(out);
      if (name === 'full') rmSync(cache, { recursive: true, force: true });
      if (name === 'one') forgetChanged(join(cache, 'runs'));
      return build();
    },
  };
}

/** The command line of nbconvert on the same notebooks, with the same kernel. */
function nbconvert(folder: string): Contestant {
  const out = join(folder, 'nbconvert');
  const environment = join(folder, 'environment');
  const convert = (files: readonly string[]) => {
    installKernelspec(environment);
    const path = [join(environment, 'share/jupyter'), process.env.JUPYTER_PATH];
    return timed(
      pythonTool('jupyter-nbconvert'),
      ['--execute', '--to', 'html', '--output-dir', out, ...files],
      { JUPYTER_PATH: path.filter(Boolean).join(delimiter) },
    );
  };
  const lessons = globSync(join(courseRoot, 'notebooks/[0-9]*.ipynb')).sort();
  return {
    name: 'nbconvert',
    async run({ name }) {
      if (name === 'weight') return weightOf(out);
      // It keeps nothing: with nothing changed it does the same as at first.
      return convert(name === 'one' ? lessons.filter((file) => changed.test(file)) : lessons);
    },
  };
}

function forgetChanged(runs: string): void {
  for (const name of readdirSync(runs)) {
    const file = join(runs, name);
    const [head] = readNotebook(file).cells;
    if (head?.source.startsWith("# The server's life")) rmSync(file);
  }
}

async function timed(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  const since = performance.now();
  await run(program, args, {
    cwd: courseRoot,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return (performance.now() - since) / 1000;
}

function weightOf(folder: string): number {
  const sizes = globSync(join(folder, '[0-9]*.html')).map((file) => statSync(file).size);
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length / 1000;
}

function seconds(name: string, title: string): Workload {
  return { name, title, unit: 's', better: 'lower' };
}
