import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { descendants } from '../../lib/base/processes.ts';
import { KernelClient } from '../bench/kernel-client.ts';
import { freePorts, ownAddress, ownKernel } from '../bench/kernel-process.ts';

/** A process that starts a kernel as a Jupyter server does, and waits. */
const server = `const { spawn } = require('node:child_process');
  const [program, ...args] = process.argv.slice(1);
  spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...NAMED } });`;
const jupyter = server.replace('NAMED', '{ JPY_PARENT_PID: process.pid }');
const terminal = server.replace('NAMED', '{ JPY_PARENT_PID: undefined }');

describe('a kernel whose server was killed', () => {
  let client: KernelClient;
  let pids: readonly number[] = [];
  afterEach(() => {
    client.close();
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended, as it should.
      }
    }
  });

  async function start(parent: string): Promise<void> {
    client = await KernelClient.start({ command: [process.execPath, '-e', parent, ...ownKernel] });
    pids = descendants(client.process.pid ?? 0);
  }

  /** Kills the server, and waits for the end of all that it has started. */
  async function killServer(): Promise<void> {
    client.process.kill('SIGKILL');
    // They are no children of ours, whose end we would be told.
    while (pids.some(runs)) await delay(10);
  }

  async function isOpen(port: number): Promise<boolean> {
    const socket = connect(port, ownAddress);
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      // Refused: nobody listens.
      return false;
    } finally {
      socket.destroy();
    }
  }

  it('ends by itself, with its compiler, its servers and what its cells have started', async () => {
    await start(jupyter);
    const [port = 0] = await freePorts(1);
    const shown = await client.show(`import { createServer } from 'node:net';
      import { spawn } from 'node:child_process';
      import { once } from 'node:events';
      await once(createServer().listen(${port}, '${ownAddress}'), 'listening');
      const sleeper = spawn('sleep', ['600'], { stdio: 'ignore' });
      sleeper.pid`);
    const sleeper = Number(/\d+/.exec(shown.join())?.[0]);
    pids = [...pids, sleeper];
    expect(pids).to.have.length(3);
    expect(await isOpen(port)).to.equal(true);
    await killServer();
    expect(await isOpen(port)).to.equal(false);
    for (const channel of client.ports) expect(await isOpen(channel)).to.equal(false);
  });

  for (const [what, code] of [
    ['a cell that never ends', 'for (;;) {}'],
    [
      'a callback that never ends',
      'setTimeout(() => { for (;;) {} }, 0); await new Promise(() => {})',
    ],
    [
      'a system call that never ends',
      'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
    ],
  ] as const) {
    it(`ends by itself in ${what}`, async () => {
      await start(jupyter);
      const { id } = client.send('execute_request', { code: `console.log('begun'); ${code}` });
      await client.until(() => client.shownUnder(id).length > 0);
      await killServer();
    });
  }

  it('goes on where it was started from a terminal: whoever did may connect again', async () => {
    await start(terminal);
    const exited = once(client.process, 'exit');
    client.process.kill('SIGKILL');
    await exited;
    // Longer than a kernel of Jupyter takes to see that it is alone.
    const code = "await new Promise((resolve) => setTimeout(resolve, 1500)); 'alive'";
    const { id, reply } = client.send('execute_request', { code });
    expect((await reply).content.status).to.equal('ok');
    expect(client.shownUnder(id)).to.deep.equal(["execute_result: 'alive'"]);
  });
});

/** Whether a process is there, with all it holds; one that has ended may wait to be reaped. */
function runs(pid: number): boolean {
  try {
    const hasEnded = /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    // The first thread may be gone before the others, and before the sockets.
    return !hasEnded || readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}
