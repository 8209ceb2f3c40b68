import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { type CodeCell, codeCells, readNotebook } from '../../lib/notebook/format.ts';
import { whileHolding } from '../hold-address.ts';
import { ownNetwork } from '../own-network.ts';

interface Summary {
  readonly file: string;
  readonly status: string;
  readonly failures: readonly unknown[];
}

describe('lessons', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-lessons-'));
  const files = globSync('notebooks/[0-9]*.ipynb', { cwd: courseRoot }).sort();
  const runs: Summary[][] = [];

  before(async function () {
    this.timeout(600_000);
    const lessons = files.map((file) => Number.parseInt(basename(file), 10));
    const work = [0, 1].map((run) => () => runAll(files, outOf(run)));
    if (ownNetwork === undefined) {
      await whileHolding(lessons, async () => {
        for (const run of work) runs.push(await run());
      });
    } else runs.push(...(await Promise.all(work.map((run) => run()))));
  });
  after(() => rmSync(folder, { recursive: true }));

  function outOf(run: number): string {
    return join(folder, String(run));
  }

  /** The code cells of a lesson as a run left them. */
  function cellsOf(file: string, run: number): readonly CodeCell[] {
    return codeCells(readNotebook(join(outOf(run), basename(file))));
  }

  for (const file of files) {
    const name = basename(file, '.ipynb');

    it(`${name} runs to its closing proof, and again`, () => {
      for (const run of runs) {
        const own = run.find((summary) => summary.file === file);
        expect(own).to.deep.include({ status: 'ok', failures: [] });
      }
    });

    it(`${name} shows the same in both runs, but in the cells tagged as measurements`, () => {
      const again = cellsOf(file, 1);
      const varying = cellsOf(file, 0).filter(
        ({ metadata, outputs }, at) =>
          !isMeasurement(metadata.tags) && !isDeepStrictEqual(outputs, again[at]?.outputs),
      );
      expect(varying.map(({ id }) => id)).to.deep.equal([]);
    });

    it(`${name} shows in its stacks only cells, no frame of what runs them`, () => {
      const frames = cellsOf(file, 0)
        .flatMap(({ outputs }) => outputs)
        .flatMap((output) => (output.output_type === 'error' ? output.traceback : []))
        .flatMap((text) => text.split('\n'))
        .filter((line) => /^\s+at /.test(line));
      expect(
        frames.filter((line) => !/^\s+at (async )?(.+ \()?cell \d+:/.test(line)),
      ).to.deep.equal([]);
    });
  }
});

async function runAll(files: readonly string[], out: string): Promise<Summary[]> {
  const args = ['lib/wirebook.mjs', 'run', ...files, '--out', out, '--json'];
  const [program = '', ...rest] = [...(ownNetwork ?? []), process.execPath, ...args];
  const options = { cwd: courseRoot, maxBuffer: 64 * 1024 * 1024 };
  // A lesson that fails is told by what is printed.
  const ended = promisify(execFile)(program, rest, options).catch((error) => error);
  const { stdout, stderr } = await ended;
  const run = stdout === '' ? [] : (JSON.parse(stdout) as Summary[]);
  if (run.length === 0) throw new Error(`wirebook run reported nothing: ${stderr}`);
  return run;
}

/** The handouts mark these: ports that the kernel picked, descriptors, times. */
function isMeasurement(tags: unknown): boolean {
  return Array.isArray(tags) && tags.includes('measurement');
}
