/** Worker threads that use sockets can be ended at any time, and the process goes on. */

import { expect } from 'chai';
import { HOST, runProgram } from '../fixtures.ts';

function url(file: string): string {
  return JSON.stringify(new URL(`../../../lib/socket/${file}`, import.meta.url).href);
}

/** The beginning of each program: `start(source)` starts a worker that has the library. */
const START = `
  const { Worker } = await import('node:worker_threads');
  const { once } = await import('node:events');
  const start = (source, workerData) => new Worker(\`
    import { parentPort, workerData } from 'node:worker_threads';
    import * as wirebook from ${url('index.ts')};
    import { uninterrupted } from ${url('system/uninterrupted.ts')};
    \${source}\`, { eval: true, workerData });`;

/** Code that goes on and on with calls of each kind. */
const BUSY = `
  for (;;) {
    using server = new wirebook.TcpServer({ host: '${HOST}', port: 0 });
    using client = await wirebook.TcpSocket.connect(server.localAddress);
    using connection = await server.accept();
    await client.sendAll('x');
    await connection.recvMessage();
    await connection.sendMessage('y');
    await client.recv();
    await wirebook.getaddrinfo('${HOST}', 80);
    wirebook.interfaceAddresses();
  }`;

describe('a worker thread', () => {
  it('is ended by terminate() while its socket waits and something arrives', async () => {
    const { exit, output } = await runProgram(`${START}
      let ended = 0;
      for (let round = 0; round < 20; round++) {
        const [left, right] = wirebook.Socket.pair();
        const worker = start(
          'const socket = wirebook.Socket.fromFd(workerData); const end = socket.recv();'
            + 'await new Promise(setImmediate); parentPort.postMessage(0); await end;',
          right.detach());
        await once(worker, 'message');
        const ending = worker.terminate();
        left.close();
        await ending;
        ended++;
      }
      console.log(ended);`);
    expect(output).to.equal('20\n');
    expect(exit).to.equal(0);
  }).timeout(120_000);

  it('is ended by terminate() at any moment, from its start on', async () => {
    const { exit, output } = await runProgram(`${START}
      let ended = 0;
      for (let delay = 0; delay < 120; delay += 2) {
        const worker = start(\`${BUSY}\`);
        await once(worker, 'online');
        const time = performance.now() + delay;
        while (performance.now() < time) await new Promise(setImmediate);
        await worker.terminate();
        ended++;
      }
      console.log(ended);`);
    expect(output).to.equal('60\n');
    expect(exit).to.equal(0);
  }).timeout(120_000);

  it('is let finish by terminate() what must not be interrupted', async () => {
    const { exit, output } = await runProgram(`${START}
      const finished = new Int32Array(new SharedArrayBuffer(4));
      const worker = start(\`uninterrupted(() => {
        parentPort.postMessage(0);
        for (const end = performance.now() + 100; performance.now() < end; );
        workerData[0] = 1;
      });
      for (;;);\`, finished);
      await once(worker, 'message');
      await worker.terminate();
      console.log('finished', finished[0]);`);
    expect(output).to.equal('finished 1\n');
    expect(exit).to.equal(0);
  }).timeout(120_000);

  it('is let finish it by terminate() of the worker that started it', async () => {
    const { exit, output } = await runProgram(`${START}
      const finished = new Int32Array(new SharedArrayBuffer(4));
      const inner = \`
        import { parentPort, workerData } from 'node:worker_threads';
        import { uninterrupted } from ${url('system/uninterrupted.ts')};
        uninterrupted(() => {
          parentPort.postMessage(0);
          for (const end = performance.now() + 100; performance.now() < end; );
          workerData[0] = 1;
        });
        for (;;);\`;
      const worker = start(\`
        import { Worker } from 'node:worker_threads';
        const { finished, inner } = workerData;
        new Worker(inner, { eval: true, workerData: finished })
          .on('message', () => parentPort.postMessage(0));\`, { finished, inner });
      await once(worker, 'message');
      await worker.terminate();
      console.log('finished', finished[0]);`);
    expect(output).to.equal('finished 1\n');
    expect(exit).to.equal(0);
  }).timeout(120_000);

  it('is let finish it by the end of the process too', async () => {
    const { exit, output } = await runProgram(`${START}
      const worker = start(\`
      import { writeSync } from 'node:fs';
      uninterrupted(() => {
        parentPort.postMessage(0);
        for (const end = performance.now() + 100; performance.now() < end; );
        writeSync(1, 'finished');
      });
      for (;;);\`);
      await once(worker, 'message');
      process.exit(7);`);
    expect(output).to.equal('finished');
    expect(exit).to.equal(7);
  }).timeout(120_000);

  it('can wait though no callback of the process is left, since ended ones keep theirs', async () => {
    const { exit, output } = await runProgram(`
      const { default: koffi } = await import('koffi');
      const type = koffi.pointer(koffi.proto('void ()'));
      const callbacks = [];
      for (;;) try { callbacks.push(koffi.register(() => {}, type)); } catch { break; }
      const [left, right] = wirebook.Socket.pair();
      const receiving = right.recv();
      await left.send('Hello');
      console.log(callbacks.length > 8_000, String(await receiving));
      for (const socket of [left, right]) socket.close();`);
    expect(output).to.equal('true Hello\n');
    expect(exit).to.equal(0);
  }).timeout(120_000);
});
