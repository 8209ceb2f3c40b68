import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { codeCells, readNotebook } from '../../lib/notebook/format.ts';
import { courseRoot } from '../../lib/paths.ts';

interface Summary {
  readonly file: string;
  readonly status: string;
  readonly failures: readonly unknown[];
}

describe('lessons', () => {
  const out = mkdtempSync(join(tmpdir(), 'wirebook-lessons-'));
  const files = globSync('notebooks/[0-9]*.ipynb', { cwd: courseRoot }).sort();
  let runs: readonly Summary[] = [];

  before(function () {
    this.timeout(180_000);
    const args = ['lib/wirebook.mjs', 'run', ...files, '--out', out, '--json'];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: courseRoot,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    runs = stdout === '' ? [] : (JSON.parse(stdout) as Summary[]);
    if (runs.length === 0) throw new Error(`wirebook run reported nothing: ${stderr}`);
  });
  after(() => rmSync(out, { recursive: true }));

  for (const file of files) {
    it(`${basename(file, '.ipynb')} runs to its closing proof`, () => {
      expect(runs.find((run) => run.file === file)).to.deep.include({ status: 'ok', failures: [] });
    });

    it(`${basename(file, '.ipynb')} shows in its stacks only cells, no frame of what runs them`, () => {
      const frames = codeCells(readNotebook(join(out, basename(file))))
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
