import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';

describe('an error', () => {
  let kernel: KernelClient;

  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.close());

  /** What a cell's error says, with `cell N` for the cell's own number. */
  async function errorOf(code: string): Promise<{ ename: unknown; evalue: unknown; text: string }> {
    const { reply } = await kernel.execute(code);
    expect(reply.status).to.equal('error');
    const lines = reply.traceback as readonly string[];
    const own = new RegExp(`cell ${reply.execution_count}\\b`, 'g');
    return {
      ename: reply.ename,
      evalue: reply.evalue,
      text: lines.join('\n').replace(own, 'cell N'),
    };
  }

  it('of a type names its code, shows the line and puts carets under the fault', async () => {
    const { ename, evalue, text } = await errorOf(
      "const port = 80;\nconst wrong: number = 'a' + port;",
    );
    expect(ename).to.equal('TypeScript error TS2322');
    expect(evalue).to.equal("Type 'string' is not assignable to type 'number'.");
    expect(text).to.equal(
      [
        'TypeScript error TS2322 at cell N:2:7',
        " 2 | const wrong: number = 'a' + port;",
        '   |       ^^^^^',
        "Type 'string' is not assignable to type 'number'.",
      ].join('\n'),
    );
  });

  it('of a promise that is taken apart asks for the await', async () => {
    const { text } = await errorOf('const [first] = Promise.resolve([1]);');
    expect(text).to.include('TypeScript error TS2488 at cell N:1:7');
    expect(text).to.match(/A promise stands where its value is due: is an await missing\?$/);
  });

  it('of a type that is told nowhere says how to do without', async () => {
    const { text } = await errorOf('function twice(n) { return 2 * n; }');
    expect(text).to.match(
      /TS7006.*Write its type, or let a whole cell run unchecked by the line \/\/ @ts-nocheck at its beginning$/s,
    );
    const { reply } = await kernel.execute('// @ts-nocheck\nfunction twice(n) { return 2 * n; }');
    expect(reply.status).to.equal('ok');
  });

  it('of syntax is one of TypeScript too', async () => {
    expect((await errorOf('const = 1;')).ename).to.match(/^TypeScript error TS1\d\d\d$/);
  });

  it('at run time shows the line, and the frames of the cell alone', async () => {
    const { text } = await errorOf(`function fail(depth: number): never {
  if (depth > 0) fail(depth - 1);
  throw new RangeError('too deep');
}
await null;
fail(1);`);
    expect(text).to.equal(
      [
        " 3 |   throw new RangeError('too deep');",
        '   |         ^',
        'RangeError: too deep',
        '    at fail (cell N:3:9)',
        '    at fail (cell N:2:18)',
        '    at cell N:6:1',
      ].join('\n'),
    );
  });

  it('in a function of an earlier cell names both cells', async () => {
    const { reply } = await kernel.execute("function broken() {\n  throw new Error('broken');\n}");
    const { text } = await errorOf('\nbroken();');
    expect(text).to.include(`at broken (cell ${reply.execution_count}:2:9)`);
    expect(text).to.match(/at cell N:2:\d/);
  });

  it('of Node keeps its code and hides its internals', async () => {
    const { text } = await errorOf(
      "import { readFileSync } from 'node:fs';\nreadFileSync('/none');",
    );
    expect(text).to.include("code: 'ENOENT'");
    expect(text).to.include('at cell N:2:1');
    expect(text).not.to.match(/node:internal|node_modules|lib\/dist/);
  });

  it('is plain text, which every front end shows alike', async () => {
    const escapeCharacter = String.fromCharCode(27);
    for (const code of [
      'const wrong: string = 1;',
      "throw new Error('red', { cause: { a: [1] } });",
    ]) {
      expect((await errorOf(code)).text).not.to.include(escapeCharacter);
    }
  });

  it('keeps its cause', async () => {
    const { text } = await errorOf("throw new Error('outer', { cause: new Error('inner') });");
    expect(text).to.include('[cause]: Error: inner');
  });

  it('may be any value', async () => {
    expect(await errorOf("throw 'text';")).to.include({ ename: 'Thrown value', evalue: "'text'" });
    expect(await errorOf('await Promise.reject(undefined);')).to.include({ evalue: 'undefined' });
  });

  it('may be a value that says nothing of itself', async () => {
    for (const thrown of [
      'new Proxy({}, { get() { throw 1; } })',
      'new Proxy({}, { getPrototypeOf() { throw 2; }, get() { throw 3; } })',
      "new (class extends Error { override get message(): string { throw 4; } })('x')",
      "Object.assign(new Error('x'), { name: { toString() { throw 5; } } })",
    ]) {
      const { reply, published } = await kernel.execute(`throw ${thrown} as unknown`);
      expect(reply.status, thrown).to.equal('error');
      expect(
        published.filter(({ type }) => type === 'error'),
        thrown,
      ).to.have.length(1);
    }
    expect(await kernel.show('1')).to.deep.equal(['execute_result: 1']);
  });

  it('in a callback has its line as well', async () => {
    const { text } = await errorOf(
      "setTimeout(() => {\n  throw new Error('later');\n}, 1);\nawait new Promise(() => {});",
    );
    expect(text).to.include(" 2 |   throw new Error('later');");
  });

  it('of process.exit() is readable, and the kernel lives', async () => {
    const { evalue } = await errorOf('process.exit(0);');
    expect(evalue).to.match(/^process\.exit\(0\) would end the kernel/);
    expect(await kernel.show('1')).to.deep.equal(['execute_result: 1']);
  });
});
