import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { KernelClient } from '../bench/kernel-client.ts';

const interrupterFile = join(courseRoot, 'lib/kernel/interrupter.ts');

/** A program that waits as its last lines say, and whose other thread ends what is waited for. */
const waiting = (wait: string) => `
  const { spawn, spawnSync } = require('node:child_process');
  const { Worker } = require('node:worker_threads');
  const beside = spawn('sleep', ['600'], { stdio: 'ignore' });
  beside.unref();
  const code = \`const { setTimeout: delay } = require('node:timers/promises');
    import(${JSON.stringify(interrupterFile)}).then(async ({ endAwaitedChild }) => {
      for (let time = 0; time < 10; time += 1) await delay(20).then(endAwaitedChild);
    });\`;
  const worker = new Worker(code, { eval: true });
  ${wait}
  worker.on('exit', () => {
    console.log(beside.exitCode, beside.signalCode);
    beside.kill();
  });`;

describe('an awaited child', () => {
  async function run(wait: string): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', waiting(wait)]);
    return stdout;
  }

  it('is ended alone', async () => {
    const shown = await run("console.log(spawnSync('sleep', ['600']).signal);");
    expect(shown).to.equal('SIGKILL\nnull null\n');
  });

  it('is none while a thread waits for events', async () => {
    expect(await run('')).to.equal('null null\n');
  });
});

describe('an interrupt', () => {
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
    await kernel.execute('const kept = 42;');
  });
  after(() => kernel.shutdown());

  async function interrupted(code: string): Promise<string> {
    const { id, reply } = kernel.send('execute_request', { code });
    await kernel.until(() => kernel.shownUnder(id).some((line) => line.includes('running')));
    const { reply: answer } = await kernel.request('interrupt_request', {}, 'control');
    expect(answer.status).to.equal('ok');
    const { content } = await reply;
    expect(content.status).to.equal('error');
    // The reply and the output come by different sockets, so either may be the first.
    await kernel.until(() => kernel.shownUnder(id).some((line) => line.startsWith('error')));
    expect(kernel.shownUnder(id).at(-1)).to.equal('error: Interrupted: the cell was interrupted');
    expect(await kernel.show('kept')).to.deep.equal(['execute_result: 42']);
    return String(content.ename);
  }

  const cases = {
    'a loop': "console.log('running'); while (true) {}",
    'a loop after an await': "await null; console.log('running'); while (true) {}",
    'a loop that prints without end': "while (true) console.log('running');",
    'a loop of many allocations': `console.log('running');
      for (const all: number[][] = []; ; ) {
        all.push(new Array(1000).fill(all.length));
        if (all.length > 1000) all.length = 0;
      }`,
    'a pending await': "console.log('running'); await new Promise(() => {});",
    'a loop in a timer callback': `setTimeout(() => { console.log('running'); while (true) {} }, 10);
      await new Promise(() => {});`,
    'a loop in a data callback': `import { connect, createServer, type AddressInfo } from 'node:net';
      const server = createServer((socket) => {
        socket.on('data', () => { console.log('running'); while (true) {} });
      });
      server.listen(0, '127.0.0.1', () => {
        connect((server.address() as AddressInfo).port, '127.0.0.1').write('x');
      });
      await new Promise(() => {});`,
    'a blocking wait': `console.log('running');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
    'a wait for a child process': `import { execSync } from 'node:child_process';
      console.log('running');
      execSync('sleep 60; sleep 60');`,
    'a wait for a child process that waits for a client': `
      import { execFileSync } from 'node:child_process';
      console.log('running');
      execFileSync('nc', ['-l', '127.0.0.1', '45999']);`,
    'a blocking system call': `import koffi from 'koffi';
      const pause = koffi.load(null).func('int pause()');
      function waitForSignal() { pause(); }
      console.log('running');
      while (true) waitForSignal();`,
  };
  for (const [name, code] of Object.entries(cases)) {
    it(`ends ${name}`, async () => {
      expect(await interrupted(code)).to.equal('Interrupted');
    });
  }

  it('leaves a program that runs in the background alone', async () => {
    await kernel.execute(`import { spawn } from 'node:child_process';
      const asleep = spawn('sleep', ['600']);`);
    expect(await interrupted("console.log('running'); while (true) {}")).to.equal('Interrupted');
    expect(
      await interrupted(`console.log('running');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`),
    ).to.equal('Interrupted');
    expect(await kernel.show('[asleep.exitCode, asleep.signalCode]')).to.deep.equal([
      'execute_result: [ null, null ]',
    ]);
    await kernel.show('asleep.kill()');
  });

  it('ends a cell that has not begun', async () => {
    for (let round = 0; round < 10; round += 1) {
      // Compiled in an earlier run of this test, it would begin at once.
      const code = `for (;;) {} // ${randomUUID()}`;
      const { id, reply } = kernel.send('execute_request', { code });
      // It is busy from the moment it is looked at, which is before it is compiled.
      await kernel.until(() => kernel.published.some(({ parent }) => parent === id));
      await kernel.request('interrupt_request', {}, 'control');
      expect((await reply).content.status).to.equal('error');
      expect(await kernel.show('kept')).to.deep.equal(['execute_result: 42']);
    }
  });

  it('leaves background servers running', async () => {
    await kernel.execute(`import { createServer as listen } from 'node:net';
      const clock = listen((socket) => socket.end('tick')).listen(0, '127.0.0.1');`);
    await interrupted(cases['a loop']);
    const shown = await kernel.show(`import { connect as dial } from 'node:net';
      import { once } from 'node:events';
      const { port } = clock.address() as import('node:net').AddressInfo;
      const [data] = await once(dial(port, '127.0.0.1'), 'data');
      clock.close();
      String(data)`);
    expect(shown).to.deep.equal(["execute_result: 'tick'"]);
  });

  it('ends a loop beside a background cell, whose timers go on and are stopped with it', async () => {
    await kernel.execute(`import { background } from 'wirebook';
      let ticks = 0;
      const clocks = background('clocks', async ({ ready }) => {
        setInterval(() => { ticks += 1; }, 5);
        ready();
        await new Promise(() => {});
      });`);
    for (const name of ['a loop', 'a loop in a timer callback', 'a blocking wait'] as const) {
      await interrupted(cases[name]);
    }
    const ticking = `let before = ticks;
      await new Promise<void>((resolve) => {
        const look = setInterval(() => {
          if (ticks <= before + 1) return;
          clearInterval(look);
          resolve();
        }, 1);
      });`;
    expect(await kernel.show(ticking)).to.deep.equal([]);
    await kernel.execute('await clocks.stop();');
    const stopped = `before = ticks;
      await new Promise((resolve) => setTimeout(resolve, 50));
      ticks - before`;
    expect(await kernel.show(stopped)).to.deep.equal(['execute_result: 0']);
  });

  it('is answered when nothing runs', async () => {
    const { reply } = await kernel.request('interrupt_request', {}, 'control');
    expect(reply.status).to.equal('ok');
    expect(await kernel.show('kept')).to.deep.equal(['execute_result: 42']);
  });
});
