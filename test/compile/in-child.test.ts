import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';
import { freePorts, ownAddress, ownKernel } from '../bench/kernel-process.ts';

describe('the process that compiles cells', () => {
  let kernel: KernelClient;
  // Where there can be no folder, no cell is known from an earlier run.
  const env = { WIREBOOK_CELL_CACHE: '/dev/null' };
  beforeEach(async () => {
    kernel = await KernelClient.start({ env });
  });
  afterEach(() => {
    // One that a test stopped would never learn that its kernel is gone.
    for (const pid of compilers()) process.kill(pid, 'SIGKILL');
    kernel.close();
  });

  function compilers(): readonly number[] {
    const { pid, exitCode, signalCode } = kernel.process;
    if (exitCode !== null || signalCode !== null) return [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.split(' ').filter(Boolean).map(Number);
  }

  function signal(name: NodeJS.Signals): void {
    const [pid] = compilers();
    if (pid === undefined) throw new Error('there is no compiler');
    process.kill(pid, name);
  }

  it('is not waited for by requests that need none', async () => {
    signal('SIGSTOP');
    const { reply } = await kernel.request('kernel_info_request');
    expect(reply.status).to.equal('ok');
    expect(await kernel.heartbeat('there')).to.equal('there');
  });

  it('leaves the servers of a notebook free to serve while it works', async () => {
    const [port = 0] = await freePorts(1);
    await kernel.execute(`import { createServer } from 'node:net';
      import { once } from 'node:events';
      const server = createServer((socket) => socket.end('served')).listen(${port}, '${ownAddress}');
      await once(server, 'listening');`);
    signal('SIGSTOP');
    const { reply } = kernel.send('execute_request', { code: "'compiled'" });
    expect(await text(connect(port, ownAddress))).to.equal('served');
    signal('SIGCONT');
    expect((await reply).content.status).to.equal('ok');
  });

  it('can be interrupted, and the cell does not begin afterwards', async () => {
    await kernel.execute('let hasBegun = false;');
    signal('SIGSTOP');
    const { id, reply } = kernel.send('execute_request', { code: 'hasBegun = true;' });
    await kernel.until(() => kernel.published.some(({ parent }) => parent === id));
    await kernel.request('interrupt_request', {}, 'control');
    expect((await reply).content).to.include({ status: 'error', ename: 'Interrupted' });
    signal('SIGCONT');
    expect(await kernel.show('hasBegun')).to.deep.equal(['execute_result: false']);
  });

  it('is started again when it was lost, and what cells declared is still known', async () => {
    await kernel.execute('const kept: number = 42;');
    signal('SIGSTOP');
    const { id, reply } = kernel.send('execute_request', { code: "'never compiled'" });
    await kernel.until(() => kernel.published.some(({ parent }) => parent === id));
    signal('SIGKILL');
    expect((await reply).content.evalue).to.equal(
      'The compiler was lost: it ended with SIGKILL; run the cell again',
    );
    expect(await kernel.show('kept + 1')).to.deep.equal(['execute_result: 43']);
    const { reply: refused } = await kernel.execute('const wrong: string = kept;');
    expect(refused.ename).to.equal('TypeScript error TS2322');
  });

  it('is said to be lost for good where the cells have used up all open files', async () => {
    kernel.close();
    kernel = await KernelClient.start({ env, command: ['prlimit', '--nofile=200', ...ownKernel] });
    await kernel.execute(`import { openSync } from 'node:fs';
      try {
        for (;;) openSync('/dev/null', 'r');
      } catch {
        // No more files may be open, which is what this is about.
      }`);
    signal('SIGKILL');
    // Once this is answered, it is known that the compiler is gone.
    await kernel.execute("'not compiled'");
    expect(await kernel.show("'never compiled'")).to.deep.equal([
      'error: Error: The compiler was lost: it cannot be started while this notebook has as many files open as it may; restart the kernel',
    ]);
  });

  it('ends with its kernel, even if that is ended by force', async () => {
    const { stderr } = kernel.process;
    if (stderr === null) throw new Error('the kernel has no standard error');
    kernel.process.kill('SIGKILL');
    // The compiler holds the same pipe: it closes when both are gone.
    await once(stderr, 'close');
  });

  it('is not stopped with what the cell that lost it has started', async () => {
    signal('SIGKILL');
    await kernel.execute(`import { background } from 'wirebook';
      const idle = background('idle', ({ signal }) => new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve());
      }));`);
    await kernel.execute('await idle.stop();');
    expect(await kernel.show("'compiled'")).to.deep.equal(["execute_result: 'compiled'"]);
  });
});
