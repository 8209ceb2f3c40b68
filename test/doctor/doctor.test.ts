import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { doctor, type Row } from '../../lib/doctor/index.ts';
import { courseRoot } from '../../lib/paths.ts';

const command = [process.execPath, join(courseRoot, 'lib', 'wirebook.mjs'), 'doctor'];

/** Runs the doctor within another command, such as a namespace. */
async function run(within: readonly string[], options: readonly string[] = []) {
  const [program = '', ...args] = [...within, ...command, ...options];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: child.exitCode, stdout, stderr };
}

async function rows(within: readonly string[]) {
  const { code, stdout, stderr } = await run(within, ['--json']);
  const table = JSON.parse(stdout || `{ "error": ${JSON.stringify(stderr)} }`) as readonly Row[];
  return { code, row: (id: string) => table.find((row) => row.id === id) };
}

describe('wirebook doctor', function () {
  this.timeout(30_000);

  it('says that lessons run here as written, in under ten seconds', async () => {
    const startedAt = performance.now();
    const { code, stdout } = await run([]);
    expect(performance.now() - startedAt).to.be.below(10_000);
    expect(stdout).to.match(/✓ the loopback interface +carries connections/);
    expect(code, stdout).to.equal(0);
  });

  it('shows in a notebook only what is to be mended', async () => {
    const diagnosis = await doctor();
    expect(diagnosis.tried.length).to.be.greaterThan(30);
    const amiss = diagnosis.tried.filter(({ verdict }) => verdict !== 'ok');
    expect(diagnosis.rows).to.deep.equal(amiss);
    for (const { what, mend } of amiss) {
      expect(String(diagnosis)).to.include(`To mend ${what}: ${mend}.`);
    }
  });

  it('exits 1 where a lesson would go wrong, and says how to mend it', async () => {
    // A network namespace of its own: its loopback interface is down.
    const { code, stdout } = await run(['unshare', '--user', '--map-root-user', '--net']);
    expect(code).to.equal(1);
    expect(stdout).to.match(/✗ the loopback interface: E\w+\n {4}expected: carries connections/);
    expect(stdout).to.include("mend:     run 'ip link set lo up' as root");
    expect(stdout).to.match(/\d+ of \d+ differ: lessons would go wrong here\n$/);
  });

  it('notes where user namespaces are denied by a limit', async () => {
    const deny = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"';
    const { code, row } = await rows([
      'unshare',
      '--user',
      '--map-root-user',
      'sh',
      '-c',
      deny,
      '-',
    ]);
    expect(row('privilege.namespaces')).to.include({ verdict: 'recorded' });
    expect(row('privilege.namespaces')?.mend).to.include('user.max_user_namespaces');
    expect(code).to.equal(0);
  });

  it('notes what a plain user may not do, and finds all else the same', async () => {
    // The one user in a namespace without any capability, as root or not.
    const plain = ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'];
    const within = ['unshare', '--user', '--map-user=1000', ...plain];
    const { code, row } = await rows(within);
    expect(row('privilege.capture')).to.include({ verdict: 'recorded' });
    expect(row('privilege.capture')?.found).to.match(/EPERM/);
    expect(row('limits.privileged')).to.include({ verdict: 'ok', found: 'EACCES' });
    expect(row('tcp.nagle')).to.include({ verdict: 'ok' });
    expect(code).to.equal(0);
  });
});
