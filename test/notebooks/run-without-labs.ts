import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';

/** Runs a lesson, which must end well, as on a machine that allows no labs; returns what it shows. */
export function runWithoutLabs(lesson: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-without-labs-'));
  try {
    const args = ['lib/wirebook.mjs', 'run', lesson, '--out', folder, '--json'];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: courseRoot,
      encoding: 'utf8',
      // Where unshare(1) cannot be found, the machine allows no namespaces.
      env: { ...process.env, PATH: dirname(process.execPath) },
    });
    expect(JSON.parse(stdout), stderr)
      .to.have.nested.property('[0]')
      .that.deep.includes({ status: 'ok', failures: [] });
    return readFileSync(join(folder, basename(lesson)), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
