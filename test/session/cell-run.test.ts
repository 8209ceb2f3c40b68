import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';

describe('a cell that fails', () => {
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  /** Runs cells, the first of which fails, and says what the last of them shows. */
  async function last(...cells: readonly string[]): Promise<string> {
    let shown: readonly string[] = [];
    for (const [index, code] of cells.entries()) {
      const { reply, id } = await kernel.execute(code);
      if (index === 0) expect(reply, code).to.include({ status: 'error', evalue: 'no' });
      shown = kernel.shownUnder(id);
    }
    return shown.join('').replace('execute_result: ', '');
  }

  /** Ways to fail, each after a declaration. */
  const ends = {
    'in its own code': "throw new Error('no');",
    'in an await': "await Promise.reject(new Error('no'));",
    'by a callback while it awaits':
      "setImmediate(() => { throw new Error('no'); }); await new Promise(() => {});",
  };
  const kept = {
    'a const': ['const port = 4481;', 'port.toFixed(1)', "'4481.0'"],
    'a let': ['let count = 1;', 'count += 1; count', '2'],
    'a let without a value': ['let later: number | undefined;', 'later = 3; later', '3'],
    'a var': ['var old = 1;', 'old', '1'],
    'a function': ['function twice(n: number) { return 2 * n; }', 'twice(3)', '6'],
    'a class': ['class Point { x = 1; }', 'const p: Point = new Point(); p.x', '1'],
    'an enum': ['enum Level { Low = 4 }', 'Level.Low', '4'],
    'an interface': [
      'interface Shape { area: number }',
      'const s: Shape = { area: 2 }; s.area',
      '2',
    ],
    'a type': ['type Name = string;', "const n: Name = 'n'; n", "'n'"],
    'what it destructured': ['const { a, b: [c] } = { a: 1, b: [2] };', '[a, c]', '[ 1, 2 ]'],
    'what it imported': [
      "import { isIP } from 'node:net'; import os from 'node:os';",
      '[isIP("::1"), os.EOL]',
      "[ 6, '\\n' ]",
    ],
  };
  for (const [how, end] of Object.entries(ends)) {
    for (const [what, [declare, use = '', shown]] of Object.entries(kept)) {
      it(`${how} keeps ${what}`, async () => {
        expect(await last(`${declare}\n${end}`, use)).to.equal(shown);
      });
    }
  }

  it('leaves a server that it started within reach', async () => {
    const shown = await last(
      `import { createServer } from 'node:net';
       const server = createServer().listen(0, '127.0.0.1');
       ${ends['in its own code']}`,
      'await new Promise((resolve) => server.close(resolve)); server.listening',
    );
    expect(shown).to.equal('false');
  });

  for (const [what, declaration] of Object.entries({
    'a const': "const lost = 'a';",
    'a class': 'class lost {}',
    'what it destructured': 'const { lost } = { lost: 1 };',
  })) {
    it(`does not declare ${what} that stands below the failure`, async () => {
      expect(await last(`throw new Error('no');\n${declaration}`, 'lost')).to.include('TS2304');
    });
  }

  it('leaves a name it did not get to as an earlier cell had it', async () => {
    await kernel.execute('let before = 1; function readBefore() { return before; }');
    expect(
      await last(
        "throw new Error('no'); let before = 'two';",
        'before += 1; [before, readBefore()]',
      ),
    ).to.equal('[ 2, 2 ]');
  });

  it('declares a name anew that it got to, with its new type', async () => {
    await kernel.execute('const anew = 1, other = 2;');
    expect(
      await last("const anew = 'two'; throw new Error('no');", 'anew.length + other'),
    ).to.equal('5');
  });

  it('may be mended and run again', async () => {
    expect(
      await last(
        "const mended = 1; throw new Error('no');",
        'const mended = [1]; mended',
        'mended.length',
      ),
    ).to.equal('1');
  });

  it('lets a variable be assigned whose declaration it did not get to', async () => {
    expect(
      await last("throw new Error('no'); let unreached: number;", 'unreached = 1; unreached'),
    ).to.equal('1');
  });

  it('and goes on in the dark takes no name from the cells after it', async () => {
    const shown = await last(
      `let release = () => {};
       setImmediate(() => { throw new Error('no'); });
       await new Promise<void>((resolve) => { release = resolve; });
       const taken = 'by the first';`,
      'const taken = 2, kept = 3;',
      'release(); await new Promise((resolve) => setImmediate(resolve));',
      '[taken, kept]',
    );
    expect(shown).to.equal('[ 2, 3 ]');
  });

  it('when interrupted keeps what it declared', async () => {
    const { id, reply } = kernel.send('execute_request', {
      code: "const stopped = 7; console.log('running'); while (true) {}",
    });
    await kernel.until(() => kernel.shownUnder(id).length > 0);
    await kernel.request('interrupt_request', {}, 'control');
    await reply;
    expect(await kernel.show('stopped')).to.deep.equal(['execute_result: 7']);
  });

  it('for its types declares nothing', async () => {
    await kernel.execute("const refused = 1; const wrong: number = 'a';");
    expect((await kernel.show('refused')).join('')).to.include('TS2304');
  });
});

describe('a cell that is run again', () => {
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  it('is not overwritten by the callbacks of its run before', async () => {
    const code = (first: number) =>
      `let turns = ${first}; const turn = () => { turns += 1; return turns; }; const own${first} = turn;`;
    await kernel.execute(code(0));
    await kernel.execute(code(100));
    expect(await kernel.show('[own0(), own0(), own100(), turns]')).to.deep.equal([
      'execute_result: [ 1, 2, 101, 101 ]',
    ]);
  });

  for (const name of ['link', 'begin', 'importMeta', 'module', 'exports', 'value']) {
    it(`may call a variable ${name}`, async () => {
      expect(await kernel.show(`const ${name} = 1; ${name}`)).to.deep.equal(['execute_result: 1']);
    });
  }
});

describe('the names of cells', () => {
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  async function last(...cells: readonly string[]): Promise<string> {
    let shown: readonly string[] = [];
    for (const code of cells) shown = await kernel.show(code);
    return shown.join('').replace('execute_result: ', '');
  }

  it('are assigned by later cells, whatever they are called', async () => {
    const shown = await last(
      'let value = 1; let argument = 1; const read = () => [value, argument];',
      'value = 2; argument = 3; read()',
    );
    expect(shown).to.equal('[ 2, 3 ]');
  });

  it('are read while the cell that declares them still runs, from the one before until then', async () => {
    const shown = await last(
      'let step = 0; const steps: number[] = []; const note = () => { steps.push(step); };',
      'const watch = setInterval(note, 1); while (steps.length < 2) await new Promise((go) => setTimeout(go, 1));',
      'let step = 5; const seen = steps.length; clearInterval(watch);',
      '[steps.slice(0, 2), step]',
    );
    expect(shown).to.equal('[ [ 0, 0 ], 5 ]');
    const during = await last(
      "let level = 'old'; const levels: string[] = [];",
      'const tell = () => { levels.push(level); };',
      "await new Promise<void>((resolve) => setImmediate(() => { tell(); resolve(); })); let level = 'new'; tell();",
      'levels',
    );
    expect(during).to.equal("[ 'old', 'new' ]");
  });

  it('cost as much as those of a block', async () => {
    const loop = (sum: string) =>
      `let ${sum} = 0; for (let step = 0; step < 3e6; step += 1) ${sum} += step;`;
    const timed = (code: string) =>
      `{ const began = performance.now(); ${code} took.push(performance.now() - began); }`;
    await kernel.execute('const took: number[] = [], alone: number[] = [];');
    for (let round = 0; round < 5; round += 1) {
      await kernel.execute(timed(loop('sum')));
      await kernel.execute(
        `const began = performance.now(); ${loop('total')} alone.push(performance.now() - began);`,
      );
    }
    // A call for each assignment made it 40 times as long.
    expect(Number(await last('Math.min(...alone) / Math.min(...took)'))).to.be.below(12);
  });

  it('are not those of a module that a cell hands on', async () => {
    expect(await last("export * from 'node:os'; 1")).to.equal('1');
    expect(await last("export { EOL } from 'node:os'; 2")).to.equal('2');
  });
});
