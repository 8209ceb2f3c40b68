import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { codeCells, readNotebook } from '../../../lib/notebook/format.ts';
import type { CellsToCompile, CompiledCells } from './compile-cells.ts';

describe('a cell in the program of another one', function () {
  this.timeout(300_000);
  let compiler: ChildProcess;

  before(() => {
    compiler = fork(join(import.meta.dirname, 'compile-cells.ts'));
  });

  after(() => compiler.kill());

  async function compile(cells: readonly string[], areAlone = false): Promise<CompiledCells> {
    compiler.send({ cells, areAlone } satisfies CellsToCompile);
    const [compiled] = await once(compiler, 'message');
    return compiled as CompiledCells;
  }

  /** Compiles cells, which must come out as if each had a program of its own. */
  async function compileBothWays(cells: readonly string[]): Promise<CompiledCells> {
    const together = await compile(cells);
    const alone = await compile(cells, true);
    // A module of the course is handed over once, with the first cell that imports it; and beside
    // one that a cell wrote no cell is sure to be the same again.
    const itself = (result: object) => ({ ...result, modules: [], isRepeatable: true });
    expect(together.results.map(itself)).to.deep.equal(alone.results.map(itself));
    return together;
  }

  it('is compiled as if it were alone, all through a lesson', async () => {
    const lesson = join(courseRoot, 'notebooks', '06-node-wrappers.ipynb');
    const cells = codeCells(readNotebook(lesson)).map(({ source }) => source);
    const { programs } = await compileBothWays(cells);
    expect(programs).to.be.below(4);
  });

  it('needs no new program however many cells came before', async () => {
    const cells = Array.from(
      { length: 300 },
      (_, n) =>
        `const n${n} = ${n}; function add${n}(other: number): number { return other + n${n}; }
        add${Math.max(0, n - 1)}(n${n})`,
    );
    const { programs, results } = await compile(cells);
    expect(programs).to.be.below(3);
    expect(results.filter((each) => 'faults' in each)).to.deep.equal([]);
  });

  it('may declare a name again, with another type', async () => {
    await compile(['1']);
    const { results, programs } = await compileBothWays([
      'const size = 1; class Shape { side = size }',
      "const size = 'large'; size.toUpperCase()",
      'const shape = new Shape(); shape.side.toFixed(); size.length',
      'class Shape { name = size }',
      'new Shape().name.length',
    ]);
    expect(results.filter((result) => 'faults' in result)).to.deep.equal([]);
    expect(programs).to.be.below(2);
  });

  it('does not know what only another notebook declared', async () => {
    await compile(['const gone = 1; interface Gone {}', 'gone']);
    const { results } = await compileBothWays(['gone', 'let it: Gone', 'const gone = 2; gone']);
    expect(results.map((result) => 'faults' in result)).to.deep.equal([true, true, false]);
  });

  it('is told its faults, at their places, and the next one is not', async () => {
    const { results } = await compileBothWays([
      'const size = 1;',
      'size\nconst text: string = size;',
      'size.toFixed()',
    ]);
    expect(results.map((result) => 'faults' in result)).to.deep.equal([false, true, false]);
    expect(results[1]).to.have.nested.property('faults[0].code', 2322);
    expect(results[1]).to.have.nested.property('faults[0].start.line', 2);
  });

  it('may expect an error, and must have it', async () => {
    const expected = '// @ts-expect-error it is no number\n';
    const { results } = await compileBothWays([
      '1',
      `${expected}const wrong: number = 'one';`,
      `${expected}const right: number = 1;`,
      '2',
    ]);
    expect(results.map((result) => 'faults' in result)).to.deep.equal([false, false, true, false]);
  });

  it('may add to the global scope', async () => {
    await compileBothWays([
      '1',
      'declare global { interface Array<T> { readonly mine: T } }\n[1].mine',
      '[1].length',
      '[1].mine',
    ]);
  });

  it('may import modules of Node, packages and files, in any order and way', async () => {
    const { results } = await compileBothWays([
      "import { createServer } from 'node:net'; const server = createServer();",
      "import { once } from 'node:events'; server.address(); once",
      "import { expect } from 'chai'; expect(1)",
      "const { courseRoot } = await import('./lib/base/paths.ts'); courseRoot",
      "import { courseRoot as root, entryPoint } from './lib/base/paths.ts'; entryPoint",
      "import missing from 'not-installed';",
      "import type { Socket } from 'node:net'; let socket: Socket | import('node:dgram').Socket;",
      'expect(root.length).to.equal(server.listening); socket = undefined as never;',
    ]);
    const faulty = results.flatMap((result, index) => ('faults' in result ? [index] : []));
    expect(faulty).to.deep.equal([5]);
    const file = join(courseRoot, 'lib', 'base', 'paths.js');
    expect(results[3]).to.have.nested.property('modules[0].path', file);
  });

  it('goes on in a new program when the checker has seen much', async () => {
    const long = `/* ${'x'.repeat(1 << 18)} */`;
    const { results, programs } = await compileBothWays([
      'const a = 1;',
      ...Array.from({ length: 6 }, (_, index) => `${long} a + ${index}`),
      'a.toFixed()',
    ]);
    expect(results.filter((result) => 'faults' in result)).to.deep.equal([]);
    expect(programs).to.be.within(1, 5);
  });
});
