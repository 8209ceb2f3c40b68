import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { WirebookError } from '../../lib/base/error.ts';
import { chooseSandbox, defaultLimits, namespaceSandbox } from '../../lib/grade/sandbox.ts';
import { needsNamespaces } from '../needs-namespaces.ts';

/** What bubblewrap says, and what the person at the terminal is to do about it. */
const refusals = [
  { says: undefined, todo: 'install bubblewrap,' },
  { says: 'bwrap: Unknown option --disable-userns', todo: 'install bubblewrap 0.8 or newer,' },
  { says: 'bwrap: execvp unshare: No such file or directory', todo: 'install util-linux,' },
  { says: 'bwrap: No permissions to create new namespace', todo: "run 'npx wirebook doctor'" },
  {
    says: 'unshare: unshare failed: No space left on device',
    todo: "run 'npx wirebook doctor'",
  },
];

describe('a machine that cannot keep submissions apart', () => {
  const path = process.env.PATH;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-programs-'));
    // Nothing else is found: not a bubblewrap that works either.
    process.env.PATH = folder;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  for (const { says, todo } of refusals) {
    it(`is given a remedy: "${todo}" where ${says ?? 'there is no bubblewrap'}`, () => {
      if (says !== undefined) pretend(says);
      expect(() => chooseSandbox(defaultLimits, { trustContainer: false }))
        .to.throw(WirebookError, `Cannot keep submissions apart: ${says ?? 'bwrap:'}`)
        .with.property('message')
        .that.includes(`; ${todo}`)
        .and.includes(' or pass --trust-container');
    });
  }

  /** Puts a bubblewrap there that only says something. */
  function pretend(says: string): void {
    writeFileSync(join(folder, 'bwrap'), `#!/bin/sh\necho "${says}" >&2\nexit 1\n`);
    chmodSync(join(folder, 'bwrap'), 0o755);
  }
});

describe('the sandbox of a harness', () => {
  before(needsNamespaces);

  it("makes the harness root of its own namespaces alone, not of the machine's processes and networks", async () => {
    // Of the same user as the harness, where root grades.
    const user = process.geteuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups'] : [];
    const [file = '', ...args] = [...user, 'sleep', '600'];
    const neighbour = spawn(file, args, { stdio: 'ignore' });
    try {
      await once(neighbour, 'spawn');
      const attempts = [
        'grep -q ^CapEff:.*0000000000000000 /proc/self/status',
        `kill -9 ${neighbour.pid}`,
        `cat /tmp/proc/${neighbour.pid}/environ`,
        `nsenter --net=/tmp/proc/${neighbour.pid}/ns/net true`,
        'nsenter --net=/tmp/proc/1/ns/net true',
        ': > /tmp/proc/sys/kernel/core_pattern',
        ': > /proc/sys/kernel/core_pattern',
        'mount -t tmpfs none /mnt',
        'cat /tmp/proc/net/tcp | grep -q 0A',
      ];
      const shell = attempts.map((each) => `( ${each} ) >/dev/null 2>&1 && echo '${each}'`);
      const { stdout, status } = spawnSync(...inPlaceOfHarness(`${shell.join('\n')}\necho end`), {
        encoding: 'utf8',
        timeout: 30_000,
      });
      expect(stdout.trim()).to.equal('end');
      expect(status).to.equal(0);
      expect(neighbour.signalCode).to.equal(null);
    } finally {
      neighbour.kill('SIGKILL');
    }
  });
});

describe("the limits of a learner's process", () => {
  it('leave room for eight threads', () => {
    const task = { type: 'module', path: '', exercise: '' } as const;
    const { args } = namespaceSandbox(defaultLimits).learner(task);
    const program = `
      const { Worker } = require('node:worker_threads');
      for (let thread = 0; thread < 8; thread++) new Worker('', { eval: true });`;
    const [first, last] = [args.indexOf('prlimit') + 1, args.indexOf(process.execPath)];
    // Those of the sandbox count its processes alone, and here there are others.
    const limits = args.slice(first, last).filter((limit) => !limit.startsWith('--nproc'));
    const { status, stderr } = spawnSync('prlimit', [...limits, process.execPath, '-e', program], {
      encoding: 'utf8',
    });
    expect(status, stderr.slice(0, 200)).to.equal(0);
  });
});

/** Runs a script with all that a harness may do. */
function inPlaceOfHarness(script: string): [file: string, args: string[]] {
  const { file, args } = namespaceSandbox(defaultLimits).harness;
  return [file, [...args.slice(0, args.indexOf('--map-root-user') + 1), 'sh', '-c', script]];
}
