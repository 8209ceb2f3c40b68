import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import type { Row } from '../../lib/doctor/index.ts';
import { withoutUserNamespaces } from '../seccomp.ts';

describe('where a seccomp filter denies user namespaces, to a plain user', function () {
  this.timeout(120_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-denied-'));
    writeFileSync(join(folder, 'filter'), withoutUserNamespaces);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs `wirebook` as a container without privileges has it: its own loopback, and no more rights. */
  async function wirebook(...args: readonly string[]) {
    const filter = openSync(join(folder, 'filter'), 'r');
    const child = spawn(
      'bwrap',
      [
        ...[
          '--unshare-user',
          '--unshare-net',
          '--uid',
          '1000',
          '--gid',
          '1000',
          '--cap-drop',
          'ALL',
        ],
        ...['--dev-bind', '/', '/', '--die-with-parent', '--seccomp', '3'],
        ...[process.execPath, join(courseRoot, 'lib', 'wirebook.mjs'), ...args],
      ],
      { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', filter] },
    );
    closeSync(filter);
    const { stdout, stderr } = child;
    if (!stdout || !stderr) throw new Error('both are pipes');
    const [printed, said] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
    return { code: child.exitCode, stdout: printed, stderr: said };
  }

  it('the doctor says what denies them, and that lessons run all the same', async () => {
    const { code, stdout, stderr } = await wirebook('doctor', '--json');
    const rows = new Map(
      (JSON.parse(stdout || stderr) as readonly Row[]).map((row) => [row.id, row]),
    );
    const { found, verdict, mend } = rows.get('privilege.namespaces') ?? {};
    expect({ found, verdict }).to.deep.equal({
      found: 'denied by a seccomp filter, as containers have one',
      verdict: 'limited',
    });
    expect(mend).to.include('--security-opt seccomp=unconfined');
    expect(rows.get('privilege.sandbox')).to.include({ verdict: 'limited' });
    expect(rows.get('privilege.capture')).to.include({ verdict: 'limited' });
    expect(code).to.equal(0);
  });

  it('a lesson runs to its end, and shows recordings that say so', async () => {
    const lesson = join(courseRoot, 'notebooks', '03-client-lifecycle.ipynb');
    const { code, stdout, stderr } = await wirebook('run', '--out', 'out', lesson);
    expect(code, `${stdout}${stderr}`).to.equal(0);
    const outputs = readFileSync(join(folder, 'out', '03-client-lifecycle.ipynb'), 'utf8');
    expect(outputs).to.include('A recording, not this run.');
  });

  it('grade refuses, also in a container that is to be trusted, where only root keeps users apart', async () => {
    cpSync(
      join(courseRoot, 'solutions', '02-server-lifecycle.ipynb'),
      join(folder, 'ada', '02-server-lifecycle.ipynb'),
    );
    const grade = ['grade', 'ada/02-server-lifecycle.ipynb', '--out', 'graded'];
    const refused = await wirebook(...grade);
    expect(refused.stderr).to.match(
      /^Cannot keep submissions apart: bwrap: .*; run 'npx wirebook doctor' to learn .*, or pass --trust-container/,
    );
    expect(refused.code).to.equal(2);
    const trusted = await wirebook(...grade, '--trust-container');
    expect(trusted.stderr).to.match(
      /^Cannot keep submissions apart: as the user of the grader .* grade as root/,
    );
    expect(trusted.code).to.equal(2);
    expect(existsSync(join(folder, 'graded', 'gradebook.csv'))).to.equal(false);
  });
});
