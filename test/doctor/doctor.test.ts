import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { doctor, type Row } from '../../lib/doctor/index.ts';
import { writeNotebook } from '../browser/workspace.ts';

const wirebook = join(courseRoot, 'lib', 'wirebook.mjs');
const command = [process.execPath, wirebook, 'doctor'];

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

/** A network of its own, in which no lesson of this machine is open. */
const alone = [
  ...['unshare', '--user', '--map-root-user', '--net', 'sh', '-c'],
  ...['ip link set lo up && exec "$@"', '-'],
];

describe('wirebook doctor', function () {
  this.timeout(60_000);

  it('says that lessons run here as written', async () => {
    const { code, stdout } = await run(alone);
    expect(stdout).to.match(/✓ the loopback interface +carries connections/);
    expect(stdout).to.match(/✓ the ports that lessons name \(4400 to 4599\) +free\n/);
    expect(stdout).to.match(/✓ the snapshot that kernels start from +made from this build\n/);
    expect(code, stdout).to.equal(0);
  });

  it('says who holds a port that a lesson needs', async () => {
    const server = `const server = require('node:net').createServer();
      server.listen(4499, '127.0.0.1', () => {
        const [program, ...args] = process.argv.slice(1);
        const { status } = require('node:child_process')
          .spawnSync(program, args, { stdio: 'inherit' });
        process.exit(status);
      });`;
    const { code, row } = await rows([...alone, process.execPath, '-e', server, '--']);
    const { found, verdict, mend } = row('limits.ports') ?? {};
    expect(verdict).to.equal('differs');
    expect(found).to.match(/^127\.0\.0\.1:4499 is taken by (?:node|MainThread), process \d+$/);
    expect(mend).to.equal(`end that program ('kill ${found?.match(/\d+$/)}')`);
    expect(code).to.equal(1);
  });

  it('knows a lesson that is open from a stranger', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-doctor-'));
    const notebook = writeNotebook('doctor/open-lesson.ipynb', {
      open: `import net from 'node:net';
        import { once } from 'node:events';
        import { doctor, openLesson } from 'wirebook';
        const lesson = openLesson(241);
        const server = net.createServer().listen(4481, lesson.HOST);
        await once(server, 'listening');`,
      doctor: `const { tried } = await doctor();
        tried.find(({ id }) => id === 'limits.ports')?.found`,
      done: 'await lesson.done()',
    });
    const runs = [process.execPath, wirebook, 'run', '--out', folder, join(courseRoot, notebook)];
    const [program = '', ...args] = [...alone, ...runs];
    await promisify(execFile)(program, args);
    const shown = readFileSync(join(folder, 'open-lesson.ipynb'), 'utf8');
    rmSync(folder, { recursive: true });
    expect(shown).to.include('free, but for lesson 241 open in a kernel of the course');
  });

  it('shows in a notebook only what is to be mended', async () => {
    const diagnosis = await doctor();
    expect(diagnosis.tried.length).to.be.greaterThan(30);
    const amiss = diagnosis.tried.filter(
      ({ verdict }) => verdict === 'limited' || verdict === 'differs',
    );
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
    // What goes wrong for that reason alone is not listed with ways to mend it that would not help.
    expect(stdout).to.match(
      /^- connect to a server that never accepts +not tried: it needs the loopback interface$/m,
    );
    expect(stdout).not.to.include('use a Linux kernel');
    expect(stdout).to.match(
      /\d+ of \d+ differs?, and \d+ could not be tried: lessons would go wrong here\n$/,
    );
  });

  it('notes where user namespaces are denied by a limit', async () => {
    // Root itself makes network namespaces without one of users.
    const plain = 'setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin';
    const deny = `echo 0 > /proc/sys/user/max_user_namespaces && exec ${plain} "$@"`;
    // Whether the process that would hold a lab's hosts or its line ends first is open: several times.
    for (let times = 0; times < 4; times += 1) {
      const { code, row } = await rows([...alone, 'sh', '-c', deny, '-']);
      expect(row('privilege.namespaces')).to.include({ verdict: 'limited' });
      expect(row('privilege.namespaces')).to.include({
        found: 'denied by user.max_user_namespaces=0',
        mend: "run 'sysctl user.max_user_namespaces=10000' as root; until then lessons show recordings",
      });
      expect(code).to.equal(0);
    }
  });

  it('notes what a plain user may not do, and finds all else the same', async () => {
    // The one user in a namespace without any capability, as root or not.
    const within = ['unshare', '--user', '--map-user=1000', '--keep-caps', '--net', 'sh', '-c'];
    const none = '--bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs';
    const plain = `ip link set lo up && exec setpriv ${none} "$@"`;
    const { code, row } = await rows([...within, plain, '-']);
    expect(row('privilege.capture')).to.include({ verdict: 'limited' });
    expect(row('privilege.capture')?.found).to.match(/EPERM/);
    expect(row('limits.privileged')).to.include({ verdict: 'ok', found: 'EACCES' });
    expect(row('tcp.nagle')).to.include({ verdict: 'ok' });
    expect(code).to.equal(0);
  });
});
