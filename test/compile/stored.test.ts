import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { descendants } from '../../lib/base/processes.ts';
import { snapshotKey } from '../../lib/compile/snapshot/snapshot-file.ts';
import { codeCells, readNotebook } from '../../lib/notebook/format.ts';
import { KernelClient } from '../bench/kernel-client.ts';
import { holdAddresses } from '../hold-address.ts';

describe('cells that were compiled before', () => {
  holdAddresses(0);

  let folder: string;
  let kernel: KernelClient;
  const started: KernelClient[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'compiled-cells-'));
    kernel = await start();
  });
  afterEach(() => {
    for (const each of started.splice(0)) {
      // One that a test stopped would never learn that its kernel is gone.
      for (const pid of compilersOf(each)) process.kill(pid, 'SIGKILL');
      each.close();
    }
    rmSync(folder, { recursive: true });
  });

  async function start(cache = folder): Promise<KernelClient> {
    const client = await KernelClient.start({ env: { WIREBOOK_CELL_CACHE: cache } });
    started.push(client);
    return client;
  }

  function compilersOf({ process: { pid = 0, exitCode, signalCode } }: KernelClient) {
    return exitCode === null && signalCode === null ? descendants(pid) : [];
  }

  /** Resolves when the compiler has kept what it compiled: it does so before it answers again. */
  async function kept(): Promise<void> {
    await kernel.request('is_complete_request', { code: '' });
  }

  /** Runs cells in a kernel and keeps them; the next one to be used is another kernel. */
  async function runBefore(...cells: readonly string[]): Promise<void> {
    for (const cell of cells) expect((await kernel.execute(cell)).reply.status).to.equal('ok');
    await kept();
    kernel = await start();
  }

  /** What a cell shows while the compiler is stopped; waits in vain if that is needed. */
  async function showWithout(code: string): Promise<readonly string[]> {
    signalCompiler('SIGSTOP');
    const shown = await kernel.show(code);
    signalCompiler('SIGCONT');
    return shown;
  }

  /** Whether the compiler is asked about a cell. It is lost by that. */
  async function isAsked(code: string): Promise<boolean> {
    signalCompiler('SIGSTOP');
    const { id, reply } = kernel.send('execute_request', { code });
    await kernel.until(() => kernel.published.some(({ parent }) => parent === id));
    // The main thread answers this after the turn in which it asks the compiler, or does not.
    await kernel.request('kernel_info_request', {}, 'control');
    signalCompiler('SIGKILL');
    return String((await reply).content.evalue).startsWith('The compiler was lost');
  }

  function signalCompiler(name: NodeJS.Signals): void {
    for (const pid of compilersOf(kernel)) process.kill(pid, name);
  }

  function files(): readonly string[] {
    const own = join(folder, snapshotKey());
    return existsSync(own) ? readdirSync(own).map((name) => join(own, name)) : [];
  }

  it('run without the compiler, in another kernel; others wait for it', async () => {
    await runBefore('6 * 7');
    expect(await showWithout('6 * 7')).to.deep.equal(['execute_result: 42']);
    expect(await isAsked('6 * 7')).to.equal(false);
    expect(await isAsked('6 * 8')).to.equal(true);
  });

  it('are known after the same cells only', async () => {
    await runBefore('const a = 1;', 'a');
    expect((await kernel.execute("const a = '1';")).reply.status).to.equal('ok');
    expect(await isAsked('a')).to.equal(true);
  });

  it('are a whole lesson: imports, classes, variables, what is awaited', async () => {
    const cells = [
      "import { Socket } from 'wirebook'; import { once } from 'node:events';",
      'let count = 0; class Counter { #step = 2; add(): number { return (count += this.#step); } }',
      'const counter = new Counter(); function read() { return count; }',
      'await new Promise((resolve) => setImmediate(resolve)); counter.add()',
      'count += 1; [read(), typeof Socket, typeof once]',
    ];
    await runBefore(...cells);
    const shown: unknown[] = [];
    for (const cell of cells) shown.push(await showWithout(cell));
    expect(shown.slice(-2)).to.deep.equal([
      ['execute_result: 2'],
      ["execute_result: [ 3, 'function', 'function' ]"],
    ]);
  });

  it('are all cells of a lesson once the setup has compiled it', async () => {
    const lesson = join(courseRoot, 'notebooks', '00-start-here.ipynb');
    const script = join(courseRoot, 'lib', 'dist', 'compile', 'compile-lessons.js');
    const env = { ...process.env, WIREBOOK_CELL_CACHE: folder };
    await promisify(execFile)(process.execPath, [script, lesson], { env });
    // A cell that shows a wrong type is compiled whenever it runs.
    const cells = codeCells(readNotebook(lesson)).filter(({ id }) => id !== 'types');
    signalCompiler('SIGSTOP');
    for (const { source } of cells)
      expect((await kernel.execute(source)).reply.status).to.equal('ok');
  });

  it('are known to the compiler by name and type when it compiles the next one', async () => {
    await runBefore('const text: string = "a"; interface Point { x: number }');
    await showWithout('const text: string = "a"; interface Point { x: number }');
    expect(await kernel.show('const p: Point = { x: text.length }; p.x')).to.deep.equal([
      'execute_result: 1',
    ]);
    const { reply } = await kernel.execute('const q: Point = { x: text };');
    expect(reply.ename).to.equal('TypeScript error TS2322');
    const { reply: completed } = await kernel.request('complete_request', {
      code: 'text.toUpp',
      cursor_pos: 10,
    });
    expect(completed.matches).to.include('toUpperCase');
  });

  it('name the line of an error as when they were compiled', async () => {
    const code = 'const fail = (): never => {\n  throw new Error("wrong");\n};\nfail()';
    const first = await kernel.execute(code);
    await kept();
    kernel = await start();
    signalCompiler('SIGSTOP');
    expect((await kernel.execute(code)).reply).to.deep.equal(first.reply);
    expect(first.reply.traceback).to.match(/cell 1:2/);
  });

  it('are refused anew where they were refused, in the same words', async () => {
    const code = 'const n: number = "one";';
    const first = await kernel.execute(code);
    await kept();
    expect(files()).to.deep.equal([]);
    kernel = await start();
    expect((await kernel.execute(code)).reply).to.deep.equal(first.reply);
  });

  it('are compiled anew where a file that they import has changed', async () => {
    const name = `test-results/beside-${process.pid}`;
    const file = join(courseRoot, `${name}.ts`);
    mkdirSync(join(courseRoot, 'test-results'), { recursive: true });
    try {
      const code = `import { value } from './${name}'; value`;
      writeFileSync(file, 'export const value = 1;');
      await runBefore(code, 'value + 1');
      writeFileSync(file, "export const value = 'changed';");
      expect(await kernel.show(code)).to.deep.equal(["execute_result: 'changed'"]);
      expect((await kernel.execute('value * 1')).reply.ename).to.equal('TypeScript error TS2362');
    } finally {
      rmSync(file, { force: true });
    }
  });

  it('are compiled anew after a module of the notebook, which may change what they mean', async () => {
    const module =
      '/** @module shared */ declare global { interface Array<T> { own: T } } export {}';
    await runBefore('[1].length');
    await kernel.execute(module);
    expect(await isAsked('[1].length')).to.equal(true);
  });

  it('are compiled anew once packages were installed while the kernel runs', async () => {
    await runBefore('1 + 1');
    await kept();
    const lock = join(courseRoot, 'node_modules', '.package-lock.json');
    const { atime, mtime } = statSync(lock);
    utimesSync(lock, atime, new Date());
    try {
      await kernel.execute("'after the installation'");
      await kept();
      expect(files()).to.have.length(1);
      expect(await isAsked('1 + 1')).to.equal(true);
    } finally {
      utimesSync(lock, atime, mtime);
    }
  });

  const broken: Readonly<Record<string, (file: string) => void>> = {
    'is torn': (file) => truncateSync(file, Math.floor(statSync(file).size / 2)),
    'is empty': (file) => truncateSync(file),
    'is full of zeros, as after a power cut': (file) =>
      writeFileSync(file, Buffer.alloc(statSync(file).size)),
    'is of somebody else': (file) => writeFileSync(file, '{"cell":{"javascript":"broken"}}'),
    'holds nothing': (file) => writeFileSync(file, 'null'),
    'is a folder': (file) => {
      rmSync(file);
      mkdirSync(file);
    },
  };
  for (const [name, harm] of Object.entries(broken)) {
    it(`are compiled anew, and run, where their file ${name}`, async () => {
      await runBefore('6 * 7');
      for (const file of files()) harm(file);
      expect(await kernel.show('6 * 7')).to.deep.equal(['execute_result: 42']);
      expect(await kernel.show('6 * 8')).to.deep.equal(['execute_result: 48']);
      expect(kernel.stderr).to.equal('');
    });
  }

  for (const [name, cache] of [
    ['stands in the way', '/dev/null'],
    ['cannot be written to', '/sys/cells'],
  ] as const) {
    it(`are compiled, without a word, where what should hold them ${name}`, async () => {
      kernel = await start(cache);
      for (const _ of [1, 2])
        expect(await kernel.show('6 * 7')).to.deep.equal(['execute_result: 42']);
      expect(kernel.stderr).to.equal('');
    });
  }

  it('are kept whole by kernels that run the same at once', async () => {
    const both = [kernel, await start()];
    const cells = Array.from({ length: 10 }, (_, index) => `const n${index} = ${index}; n${index}`);
    await Promise.all(
      both.map(async (each) => {
        for (const cell of cells) await each.execute(cell);
        await each.request('is_complete_request', { code: '' });
      }),
    );
    expect(files()).to.have.length(cells.length);
    for (const file of files()) {
      const { cell } = JSON.parse(readFileSync(file, 'utf8'));
      expect(cell.javascript).to.be.a('string');
    }
  });

  it('are thrown away with the compiler that made them', async () => {
    mkdirSync(join(folder, 'of-an-older-build'));
    await runBefore('1');
    expect(readdirSync(folder)).to.deep.equal([snapshotKey()]);
  });
});
