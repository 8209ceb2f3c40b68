import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';

/** The number of rounds: little in every run, and all of it where WIREBOOK_LONG is set. */
const isLong = process.env.WIREBOOK_LONG === '1';
const cellCount = isLong ? 1000 : 150;
const restartCount = isLong ? 200 : 6;
const rerunCount = isLong ? 50 : 8;

/** The most growth of the heap, in MiB: a cell leaves its source and its maps, for stack traces. */
const heapBound = 4 + cellCount * 0.03;

describe('a kernel that is used for long', function () {
  this.timeout(isLong ? 1_200_000 : 120_000);
  let kernel: KernelClient;
  afterEach(() => kernel.close());

  it(`leaks no descriptors in ${cellCount} cells, and memory within a bound`, async () => {
    kernel = await KernelClient.start();
    for (let n = 0; n < 30; n += 1) await runCell(n);
    const before = { ...usage(kernel), heap: await kernel.heap() };
    for (let n = 30; n < cellCount; n += 1) await runCell(n);
    const after = { ...usage(kernel), heap: await kernel.heap() };
    expect(after.descriptors).to.deep.equal(before.descriptors);
    expect(after.children).to.deep.equal(before.children);
    expect(after.heap - before.heap).to.be.below(heapBound);
  });

  it(`leaves no server behind in ${rerunCount} runs of a notebook`, async () => {
    kernel = await KernelClient.start();
    await runNotebook();
    const before = usage(kernel);
    for (let n = 1; n < rerunCount; n += 1) await runNotebook();
    const after = usage(kernel);
    expect(after.descriptors).to.deep.equal(before.descriptors);
    expect(after.children).to.deep.equal(before.children);
  });

  it(`leaves no process in ${restartCount} restarts`, async () => {
    for (let n = 0; n < restartCount; n += 1) {
      kernel = await KernelClient.start();
      await kernel.execute(`import { spawn } from 'node:child_process';
        import { createServer } from 'node:net';
        createServer().listen(0, '127.0.0.1');
        setInterval(() => {}, 1000);`);
      const { pid = 0 } = kernel.process;
      await kernel.shutdown({ restart: true });
      expect(readdirSync('/proc')).not.to.include(String(pid));
    }
  });

  async function runCell(n: number): Promise<void> {
    const { reply } = await kernel.execute(
      `const value = ${n}; console.log(value); function f${n % 10}() { return value; } f${n % 10}()`,
    );
    expect(reply.status).to.equal('ok');
  }

  /** A small lesson, run from its first cell to its last in the same kernel. */
  async function runNotebook(): Promise<void> {
    for (const code of [
      "import { background, openLesson } from 'wirebook'; const lesson = openLesson(99);",
      `import { createServer, connect } from 'node:net';
       import { once } from 'node:events';
       const echo = background('echo', async ({ signal }) => {
         const server = createServer((socket) => socket.pipe(socket)).listen(4990, lesson.HOST);
         await once(server, 'listening');
       });`,
      `const client = connect(4990, lesson.HOST);
       client.end('hello');
       await once(client.resume(), 'close');`,
      'await lesson.done();',
    ]) {
      const { reply } = await kernel.execute(code);
      expect(reply.status, String(reply.evalue)).to.equal('ok');
    }
  }
});

/** The resources of a kernel's process. */
function usage({ process: { pid } }: KernelClient): {
  readonly descriptors: readonly string[];
  readonly children: readonly string[];
} {
  const proc = `/proc/${pid}`;
  const descriptors = readdirSync(`${proc}/fd`).flatMap((fd) => {
    try {
      return readlinkSync(`${proc}/fd/${fd}`).replace(/\d+/g, '');
    } catch {
      return []; // Closed between the two calls.
    }
  });
  const children = readFileSync(`${proc}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return { descriptors: descriptors.sort(), children };
}
