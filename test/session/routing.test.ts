import { once } from 'node:events';
import { constants } from 'node:fs';
import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';
import { ownKernel } from '../bench/kernel-process.ts';

describe('output', () => {
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.shutdown());

  /** Runs `start`, then `trigger`, and waits until `text` stands under the first of them. */
  async function shownLater(
    start: string,
    trigger: string,
    text: string,
  ): Promise<readonly string[]> {
    const { id, reply } = await kernel.execute(start);
    expect(reply.status, String(reply.evalue)).to.equal('ok');
    const { published } = await kernel.execute(trigger);
    await kernel.until(() => kernel.shownUnder(id).join('').includes(text));
    const other = published.filter(({ type }) => type === 'stream' || type === 'error');
    expect(other, 'under the cell that triggered it').to.deep.equal([]);
    return kernel.shownUnder(id);
  }

  const wait = 'await new Promise((resolve) => setTimeout(resolve, 20));';

  const sources = {
    'a timer': ["setTimeout(() => console.log('late'), 5);", wait],
    'a promise': [
      "void Promise.resolve().then(() => setImmediate(() => console.log('late')));",
      wait,
    ],
    'an accepted socket of node:net': [
      `import { connect, createServer, type AddressInfo } from 'node:net';
       const server = createServer((socket) => {
         socket.on('data', () => socket.end()).on('end', () => console.log('late'));
       });
       await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));`,
      `const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
       client.end('x').resume().on('close', () => server.close());`,
    ],
    'an HTTP server': [
      `import { createServer as createHttpServer } from 'node:http';
       import type { AddressInfo as Address } from 'node:net';
       const web = createHttpServer((request, response) => {
         console.log('late', request.url);
         response.end();
       });
       await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));`,
      `await fetch('http://127.0.0.1:' + (web.address() as Address).port);
       web.close();`,
    ],
    'a datagram socket': [
      `import { createSocket } from 'node:dgram';
       const receiver = createSocket('udp4', (message) => {
         console.log('late', String(message));
         receiver.close();
       });
       await new Promise<void>((resolve) => receiver.bind(0, '127.0.0.1', resolve));`,
      `const sender = createSocket('udp4');
       sender.send('x', receiver.address().port, '127.0.0.1', () => sender.close());`,
    ],
    'a child process that inherits the streams': [
      `import { spawn } from 'node:child_process';
       spawn('sh', ['-c', 'sleep 0.05; echo late'], { stdio: 'inherit' });`,
      wait,
    ],
    'a child process that is waited for': [
      `import { execFileSync } from 'node:child_process';
       execFileSync('echo', ['late'], { stdio: 'inherit' });`,
      wait,
    ],
    'a child process read by its stream': [
      `import { spawn as start } from 'node:child_process';
       start('sh', ['-c', 'sleep 0.05; echo late']).stdout.on('data', (data) => console.log(String(data)));`,
      wait,
    ],
    'a worker': [
      `import { Worker } from 'node:worker_threads';
       new Worker("setTimeout(() => console.log('late'), 50)", { eval: true });`,
      wait,
    ],
    "one of the course's own sockets": [
      `import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
       const listener = new Socket(AF_INET, SOCK_STREAM);
       listener.bind(Addrinfo.tcp('127.0.0.1', 0));
       listener.listen(1);
       void (async () => {
         const [connection] = await listener.accept();
         console.log('late', String(await connection.recv(10)));
         connection.close();
         listener.close();
       })();`,
      `const dialled = new Socket(AF_INET, SOCK_STREAM);
       await dialled.connect(listener.localAddress);
       await dialled.send('x');
       dialled.close();`,
    ],
  };
  for (const [name, [start = '', trigger = '']] of Object.entries(sources)) {
    it(`of ${name} goes to the cell that started it`, async () => {
      expect((await shownLater(start, trigger, 'late')).join('')).to.include('stdout: ');
    });
  }

  it('of a picture that a callback shows goes to the cell that started it', async () => {
    const start = `import { newDisplay } from 'tslab';
      import { createServer as serve, connect as call, type AddressInfo as At } from 'node:net';
      const panel = newDisplay();
      const drawing = serve((socket) => socket.on('end', () => panel.html('<b>late</b>')).resume());
      await new Promise<void>((resolve) => drawing.listen(0, '127.0.0.1', resolve));
      panel.html('<b>early</b>');`;
    const trigger = `call((drawing.address() as At).port, '127.0.0.1').end();
      ${wait} drawing.close();`;
    const { id } = await kernel.execute(start);
    const { published } = await kernel.execute(trigger);
    await kernel.until(() => pictures(id).length === 2);
    expect(pictures(id)).to.deep.equal([
      ['display_data', { 'text/html': '<b>early</b>' }],
      ['update_display_data', { 'text/html': '<b>late</b>' }],
    ]);
    expect(published.map(({ type }) => type)).not.to.include('update_display_data');
  });

  function pictures(id: string): readonly (readonly [string, unknown])[] {
    return kernel.published
      .filter(({ type, parent }) => parent === id && type.endsWith('display_data'))
      .map(({ type, content }) => [type, content.data] as const);
  }

  it('of an exception in a callback appears under the cell that owns it', async () => {
    const code = "setTimeout(() => { throw new RangeError('late') }, 100); void 0";
    expect(await shownLater(code, wait, 'late')).to.deep.equal(['error: RangeError: late']);
  });

  it('of a rejection appears under the cell that owns it', async () => {
    const code = "setTimeout(() => void Promise.reject(new Error('late')), 100); void 0";
    expect(await shownLater(code, wait, 'late')).to.deep.equal(['error: Error: late']);
  });

  it('of an exception in an accepted socket appears under the cell of the server', async () => {
    const start = `import { connect as dial, createServer as listen, type AddressInfo as Where } from 'node:net';
      const failing = listen((socket) => socket.on('data', () => {
        socket.destroy();
        failing.close();
        throw new Error('late');
      }));
      await new Promise<void>((resolve) => failing.listen(0, '127.0.0.1', resolve));`;
    const trigger = "dial((failing.address() as Where).port, '127.0.0.1').resume().write('x');";
    expect(await shownLater(start, trigger, 'late')).to.deep.equal(['error: Error: late']);
  });

  it('of exceptions without end is bounded', async () => {
    // It begins when its cell has ended: an error before that would fail the cell.
    const { id } = await kernel.execute(`const begin = Promise.withResolvers<void>();
      let thrower: NodeJS.Timeout;
      void begin.promise.then(() => {
        thrower = setInterval(() => { throw new Error('tick'); }, 1);
      });`);
    await kernel.execute('begin.resolve()');
    await kernel.until(() => kernel.shownUnder(id).join('').includes('more error'));
    await kernel.execute('clearInterval(thrower)');
    const errors = kernel.shownUnder(id).filter((each) => each.startsWith('error'));
    expect(errors).to.have.length(100);
  });

  it('of an exception in a callback fails the cell while it runs', async () => {
    const { reply } = await kernel.execute(
      "setTimeout(() => { throw new Error('meanwhile') }, 5); await new Promise(() => {});",
    );
    expect(reply).to.include({ status: 'error', evalue: 'meanwhile' });
  });

  it('of listeners for one event: they are gone when it has come, or when they are removed', async () => {
    const { published } = await kernel.execute(`
      import { EventEmitter, once as onceOf } from 'node:events';
      const emitter = new EventEmitter();
      let heard = 0;
      const hear = () => { heard += 1; };
      emitter.once('news', hear).prependOnceListener('news', hear).once('gone', hear);
      emitter.removeListener('gone', hear);
      const waiting = onceOf(emitter, 'news');
      for (const _ of [1, 2]) emitter.emit('news');
      await waiting;
      console.log('heard', heard, emitter.listenerCount('news'), emitter.listenerCount('gone'));
    `);
    const shown = published.filter(({ type }) => type === 'stream').map(({ content }) => content);
    expect(JSON.stringify(shown)).to.include('heard 2 0 0');
  });

  it('is flushed before the cell is idle, in order', async () => {
    const shown = await kernel.show(
      "for (let i = 0; i < 100; i += 1) console.log(i); console.error('end'); console.log('more')",
    );
    const text = shown.join('');
    expect(text.match(/\d+/g)).to.have.length(100);
    expect(text.endsWith('stderr: end\nstdout: more\n')).to.equal(true);
    expect(shown.length).to.be.below(100);
  });

  it('without end is bounded, with a notice, and the kernel lives', async () => {
    const { id } = kernel.send('execute_request', {
      code: "while (true) console.log('x'.repeat(1000));",
    });
    await kernel.until(() => kernel.shownUnder(id).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.until(() => kernel.shownUnder(id).join('').includes('more lines not shown'));
    expect(kernel.shownUnder(id).join('').length).to.be.below(1_100_000);
    expect(await kernel.show("'alive'")).to.deep.equal(["execute_result: 'alive'"]);
  });

  it('cut in the middle of a character is joined again', async () => {
    const shown = await kernel.show(`const bytes = Buffer.from('é\\n');
      process.stdout.write(bytes.subarray(0, 1));
      process.stdout.write(bytes.subarray(1));
      void 0`);
    expect(shown.join('')).to.equal('stdout: é\n');
  });

  it('leaves the pipe that the kernel shares with its starter blocking, also at its end', async () => {
    const state = "grep '^flags' /proc/$$/fdinfo/2 >&2";
    const starter = `"$@"; ${state}`;
    const shared = await KernelClient.start({ command: ['sh', '-c', starter, 'sh', ...ownKernel] });
    await shared.execute("console.error('seen')");
    const ended = once(shared.process, 'close');
    await shared.shutdown();
    await ended;
    expect(shared.stderr).to.match(/^flags:\s+0\d+$/m);
    const flags = Number.parseInt(/\d+$/m.exec(shared.stderr)?.[0] ?? '', 8);
    expect(flags & constants.O_NONBLOCK, shared.stderr).to.equal(0);
  });
});
