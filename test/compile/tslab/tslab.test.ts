import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { KernelClient } from '../../bench/kernel-client.ts';

describe('a cell', () => {
  let kernel: KernelClient;
  const folder = mkdtempSync(join(tmpdir(), 'notebooks-'));

  before(async () => {
    kernel = await KernelClient.start({ cwd: folder });
  });
  after(() => {
    kernel.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs cells, and says what the last of them shows. */
  async function last(...cells: readonly string[]): Promise<string> {
    let shown: readonly string[] = [];
    for (const code of cells) shown = await kernel.show(code);
    return shown.join('').replace('execute_result: ', '');
  }

  const strict = {
    'an implicit any': ['function f(x) { return x; }', 'TS7006'],
    'a value that may be undefined': ['[1].find((n) => n > 1).toFixed()', 'TS2532'],
    'an unknown name': ['nowhere', 'TS2304'],
    'a wrong argument': ["import { isIP } from 'node:net'; isIP(1)", 'TS2345'],
  };
  for (const [what, [code = '', fault]] of Object.entries(strict)) {
    it(`with ${what} is refused`, async () => {
      expect(await last(code)).to.include(`TypeScript error ${fault}`);
    });
  }

  it('may declare a const again, with another type', async () => {
    expect(await last('const again = 1;', "const again = 'two';", 'again.length')).to.equal('3');
  });

  it('may declare classes, enums, interfaces and functions again', async () => {
    const code = (n: number) =>
      `class K { #v = ${n}; get v() { return this.#v; } } enum E { A = ${n} }
       interface I { v: number } function f(): number { return ${n}; }
       const i: I = new K(); i.v + E.A + f()`;
    expect(await last(code(1), code(2))).to.equal('6');
  });

  it('sees an assignment by a later cell', async () => {
    expect(
      await last(
        'let count = 0; function read() { return count; }',
        'count = 5;',
        '[count, read()]',
      ),
    ).to.equal('[ 5, 5 ]');
  });

  it('is seen by later cells as its callbacks assign', async () => {
    expect(
      await last(
        'let ticks = 0; setImmediate(() => { ticks += 1; });',
        'await new Promise((resolve) => setTimeout(resolve, 5)); ticks',
      ),
    ).to.equal('1');
  });

  it('may name what earlier cells declared in a shorthand property', async () => {
    expect(await last('const shortA = 1;', 'const o = { shortA }; ({ o })')).to.equal(
      '{ o: { shortA: 1 } }',
    );
  });

  it('may give properties the names of what earlier cells declared', async () => {
    expect(
      await last(
        'const port = 1, host = { port: 2, inner: { port: 3 } }; let moved: number;',
        `const { port: p, inner: { port: q } } = host;
         ({ port: moved } = { port: 4 });
         class Port { port = 5; static [port] = 6; }
         enum Ports { port = 7 }
         [port, p, q, moved, host?.port, new Port().port, Port[1], Ports.port, { port: port + 7 }.port]`,
      ),
    ).to.equal('[\n  1, 2, 3, 4, 2,\n  5, 6, 7, 8\n]');
  });

  it('may extend a class, and use a type, of earlier cells', async () => {
    expect(
      await last(
        'class Base { n = 1; } interface HasN { n: number } const tag = (s: TemplateStringsArray) => s[0];',
        'class Derived extends Base implements HasN {} const d: HasN & Base = new Derived(); [d.n, d instanceof Base, tag`t`]',
      ),
    ).to.equal("[ 1, true, 't' ]");
  });

  it('calls functions of earlier cells without a `this`', async () => {
    const declare = 'function self(this: unknown) { return this; }';
    expect(await last(declare, 'String(self())')).to.equal("'undefined'");
  });

  it('may assign to names of earlier cells by destructuring', async () => {
    expect(
      await last('let left = 1, right = 2;', '[left, right] = [right, left];', '[left, right]'),
    ).to.equal('[ 2, 1 ]');
  });

  it('awaits at its top, in loops too', async () => {
    expect(
      await last('let sum = 0; for await (const n of [1, Promise.resolve(2)]) sum += n; sum'),
    ).to.equal('3');
  });

  it('does not await in functions that are not asynchronous', async () => {
    expect(await last('function g() { await null; }')).to.include('TypeScript error TS1308');
  });

  it('disposes what it uses when it ends', async () => {
    expect(
      await last(
        `const log: string[] = [];
         const make = (name: string) => ({
           [Symbol.dispose]() { log.push(name); },
           async [Symbol.asyncDispose]() { await null; log.push('async ' + name); },
         });`,
        "using a = make('a'); await using b = make('b'); log.push('end');",
        'log.join()',
      ),
    ).to.equal("'end,async b,a'");
  });

  it('may export what it declares', async () => {
    expect(
      await last(
        'export const seven = 7;\nexport function eight() { return 8; }\nexport default class Nine {}\nexport { seven as same };',
        '[seven, eight(), Nine.name]',
      ),
    ).to.equal("[ 7, 8, 'Nine' ]");
  });

  it('knows the newest library', async () => {
    expect(
      await last(
        "const { promise, resolve } = Promise.withResolvers<number>(); resolve(1); await promise; new Set([1]).union(new Set([2])).size + Object.groupBy([1], () => 'k').k!.length",
      ),
    ).to.equal('3');
  });

  for (const [part, code] of Object.entries({
    'of arrays': '[3, 1].toSorted().at(-1)',
    'of iterators': '[2].values().map((n) => n + 1).toArray()[0]',
    'of dates and languages':
      "new Intl.NumberFormat('en').formatToParts(3)[0]?.value.length === 1 ? 3 : 0",
    'of memory': 'new Int32Array(new SharedArrayBuffer(4)).length + 2',
    'of Node':
      "typeof setTimeout(() => {}, 0).unref().ref === 'function' && AbortSignal.timeout(1) ? 3 : 0",
    'of decorators': "let kind: DecoratorContext['kind'] = 'class'; kind.length - 2",
  })) {
    it(`knows the library ${part}`, async () => {
      expect(await last(code)).to.equal('3');
    });
  }

  it('imports from the root of the course, whatever the folder of the notebook', async () => {
    expect(
      await last("import { courseRoot } from './lib/base/paths.ts'; typeof courseRoot"),
    ).to.equal("'string'");
    expect(await last("import { name } from './lib/package.json'; name")).to.equal("'wirebook'");
    expect(await last('process.cwd()')).to.equal(`'${folder}'`);
    expect(await last('import.meta.dirname')).to.equal(`'${folder}'`);
  });

  it('imports ES modules, CommonJS and node: names, statically or not', async () => {
    expect(await last("import { expect } from 'chai'; typeof expect")).to.equal("'function'");
    expect(await last("import ts from 'typescript'; ts.version")).to.equal("'6.0.3'");
    expect(await last("(await import('node:os')).EOL")).to.equal("'\\n'");
    expect(await last("require('node:path').sep")).to.equal("'/'");
    expect(
      await last("import type { Server } from 'node:net'; let s: Server | undefined; s"),
    ).to.equal('');
  });

  it('finds a module once it is there, and sees that it changed', async () => {
    const file = join(courseRoot, 'test-results', `module-${process.pid}.ts`);
    const code = `import { value } from './test-results/module-${process.pid}'; value`;
    mkdirSync(dirname(file), { recursive: true });
    try {
      expect(await last(code)).to.include('TypeScript error TS2307');
      writeFileSync(file, 'export const value = 1;');
      expect(await last(code)).to.equal('1');
      writeFileSync(file, "export const value = 'changed';");
      expect(await last(code)).to.equal("'changed'");
    } finally {
      rmSync(file, { force: true });
    }
  });

  for (const [what, cells, shown] of [
    [
      'a standard decorator of a method',
      [
        `function twice(method: (n: number) => number, _: ClassMethodDecoratorContext) {
           return (n: number) => method(2 * n);
         }
         class Doubled { @twice get(n: number): number { return n; } }
         new Doubled().get(4)`,
      ],
      '8',
    ],
    [
      'a decorator of a field and of a class',
      [
        `const seen: string[] = [];
         function note(_: unknown, { kind, name }: ClassFieldDecoratorContext | ClassDecoratorContext) {
           seen.push(kind + ' ' + String(name));
         }
         @note class Noted { @note port = 80; }
         new Noted().port;
         seen.join()`,
      ],
      "'field port,class Noted'",
    ],
    [
      'an accessor',
      ['class Counted { accessor n = 1; }', 'const c = new Counted(); c.n += 2; c.n'],
      '3',
    ],
    [
      'a resource beside a decorated class',
      [
        `let closed = 0;
       { using one = { [Symbol.dispose]() { closed += 1; } }; class A { accessor n = 1; } new A(); }
       closed`,
      ],
      '1',
    ],
    ['a var of a block', ['{ var ofBlock = 7; }', 'ofBlock'], '7'],
    ['the var of a for', ['for (var ofLoop = 0; ofLoop < 3; ofLoop++);', 'ofLoop'], '3'],
    [
      'the var of an if, a try and a switch',
      [
        'if (true) { var a1 = 1; } try { var a2 = 2; } finally {} switch (1) { case 1: var a3 = 3; }',
        '[a1, a2, a3].join()',
      ],
      "'1,2,3'",
    ],
    [
      'an assignment to the var of a block',
      ['{ var later = 1; } function see() { return later; }', 'later = 5;', 'see()'],
      '5',
    ],
    [
      'import = require()',
      ["import fs = require('node:fs'); typeof fs.readFileSync"],
      "'function'",
    ],
    [
      'names with two underscores',
      ['const __own = 1; let __other = 2;', '__other = 3; __own + __other'],
      '4',
    ],
    [
      'declare global, and what later cells assign',
      [
        'declare global { var shared: number; }\nglobalThis.shared = 4;',
        'shared += 5;',
        'globalThis.shared',
      ],
      '9',
    ],
  ] as const) {
    it(`may have ${what}`, async () => {
      expect(await last(...cells)).to.equal(shown);
    });
  }

  it('is not checked after // @ts-nocheck', async () => {
    expect(await last('// @ts-nocheck\nconst wrong: string = 5; wrong')).to.equal('5');
  });

  it('may be a module for later cells', async () => {
    expect(
      await last(
        '/** @module shapes */\nexport interface Shape { area: number }\nexport const unit: Shape = { area: 1 };',
        "import { type Shape, unit } from './shapes'; const twice: Shape = { area: unit.area * 2 }; twice",
      ),
    ).to.equal('{ area: 2 }');
  });

  it('may give a name a type that cannot be written down', async () => {
    expect(await last("const fs = await import('node:fs'); typeof fs.readFileSync")).to.equal(
      "'function'",
    );
  });

  it('knows the types of the course in later cells', async () => {
    const first = await kernel.execute(`import { Addrinfo, Socket } from 'wirebook';
      const address = Addrinfo.tcp('127.0.0.1', 80);
      type Opened = { readonly socket: Socket; readonly address: Addrinfo };`);
    expect(first.reply.status, String(first.reply.evalue)).to.equal('ok');
    await kernel.execute("const unrelated = 'a cell between';");
    const cases = {
      'const wrongAddress: number = address;':
        "Type 'Addrinfo' is not assignable to type 'number'.",
      'const wrongClass: number = Socket;':
        "Type 'typeof Socket' is not assignable to type 'number'.",
      "const wrongPart: Opened = { socket: 'none', address };":
        "Type 'string' is not assignable to type 'Socket'.",
    };
    for (const [code, message] of Object.entries(cases)) {
      const { reply } = await kernel.execute(code);
      expect(reply.evalue).to.equal(message);
    }
  });

  it('may use the namespaces of all cells before it, and declare them again', async () => {
    const of = (value: string) => `namespace Sizes { export const large = ${value}; }`;
    expect(await last(of('10'), '1', '2', 'Sizes.large.toFixed()')).to.equal("'10'");
    expect(await last(of("'wide'"), '1', 'Sizes.large.length')).to.equal('4');
    expect(await last('const Sizes = [1, 2];', '1', 'Sizes.length')).to.equal('2');
  });

  it('may add to the global scope and to a module, again with another type', async () => {
    const add = (type: string) => `declare global { interface Added { size: ${type} } }
      declare module 'node:net' { interface Socket { added?: ${type} } }`;
    const use = (type: string) => `import { Socket } from 'node:net';
      const it: Added = { size: new Socket().added ?? ${type} }; it.size`;
    expect(await last(add('number'), '1', use('10'))).to.equal('10');
    expect(await last(add('string'), '1', use("'ten'"))).to.equal("'ten'");
  });

  it('may be run again unchanged', async () => {
    const code = 'const same = { a: 1 }; same.a';
    expect(await last(code, code, code)).to.equal('1');
  });
});
