import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { KernelClient } from '../bench/kernel-client.ts';

/** Files beside a notebook, as a learner or a notebook made for another kernel has them. */
const files: Readonly<Record<string, string>> = {
  'helper.ts':
    "import { twice } from './parts/twice.ts';\nexport const six: number = twice(3);\nexport interface Point { readonly x: number }\nexport function point(x: number): Point { return { x }; }\nexport const where = [__dirname, import.meta.dirname];\n",
  'parts/twice.ts': 'export function twice(n: number): number { return 2 * n; }\n',
  'wrong.ts': "export const port: number = 'eighty';\n",
  'plain.js': 'export function add(a, b) { return a + b; }\n',
  'old.cjs': 'exports.answer = 42;\n',
  'data.json': '{ "name": "Ann" }\n',
  'node_modules/own/package.json': '{ "name": "own", "version": "1.0.0", "main": "main.js" }\n',
  'node_modules/own/main.js': "exports.made = 'by hand';\n",
  'node_modules/own/main.d.ts': 'export declare const made: string;\n',
};

describe('files and packages beside a notebook', function () {
  this.timeout(60_000);
  let folder: string;
  let kernel: KernelClient;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-beside-'));
    for (const [name, text] of Object.entries(files)) write(name, text);
    kernel = await KernelClient.start({ cwd: folder });
  });
  after(() => {
    kernel.close();
    rmSync(folder, { recursive: true });
  });

  let writes = 0;

  /** Writes a file, each time with a later time than before. */
  function write(name: string, text: string): void {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    writes += 1;
    utimesSync(path, 1_700_000_000 + writes, 1_700_000_000 + writes);
  }

  /** What is imported, by what it gives. */
  const imports: Readonly<Record<string, readonly [code: string, shown: string]>> = {
    'TypeScript with its extension': ["import { six } from './helper.ts'; six", '6'],
    'TypeScript without': ["import { six as again } from './helper'; again", '6'],
    JavaScript: ["import { add } from './plain.js'; add(1, 2)", '3'],
    'JSON, with an attribute': [
      "import data from './data.json' with { type: 'json' }; data.name",
      "'Ann'",
    ],
    'JSON, without': ["import * as loose from './data.json'; loose.name", "'Ann'"],
    CommonJS: ["require('./old.cjs').answer", '42'],
    'a package of its own': ["import { made } from 'own'; made", "'by hand'"],
    'TypeScript later on': ["(await import('./helper.ts')).six", '6'],
    'a package of the course': ["import { AF_INET } from 'wirebook'; AF_INET", '2'],
  };
  for (const [what, [code, shown]] of Object.entries(imports)) {
    it(`can be imported: ${what}`, async () => {
      expect(await kernel.show(code)).to.deep.equal([`execute_result: ${shown}`]);
    });
  }

  it('know their folder, and so does the notebook', async () => {
    const shown = await kernel.show(
      "import { where } from './helper.ts'; new Set([...where, __dirname, import.meta.dirname]).size",
    );
    expect(shown).to.deep.equal(['execute_result: 1']);
    expect(await kernel.show('__dirname')).to.deep.equal([`execute_result: '${folder}'`]);
  });

  it('are checked with the cell, which names the file at fault', async () => {
    const { reply } = await kernel.execute("import { port } from './wrong.ts'; port");
    expect(reply.ename).to.equal('TypeScript error TS2322');
    expect(reply.traceback).to.deep.include('TypeScript error TS2322 at wrong.ts:1:14');
  });

  it('give types that later cells know', async () => {
    await kernel.show("import { point } from './helper.ts'; const here = point(3);");
    expect(await kernel.show('here.x.toFixed(1)')).to.deep.equal(["execute_result: '3.0'"]);
    const [error] = await kernel.show("here.x = 'left'");
    expect(error).to.match(/TS2322|TS2540/);
  });

  it('are read anew when a cell that imports them is run again', async () => {
    for (const [name, cell, text] of [
      ['live.ts', "import { live } from './live.ts'; live", 'export const live = N;'],
      ['alive.js', "import { alive } from './alive.js'; alive", 'export const alive = N;'],
      ['live.json', "import number from './live.json'; number.n", '{ "n": N }'],
      ['live.cjs', "require('./live.cjs').n", 'exports.n = N;'],
    ] as const) {
      for (const value of ['1', '2', '3']) {
        write(name, text.replace('N', value));
        expect(await kernel.show(cell), name).to.deep.equal([`execute_result: ${value}`]);
      }
    }
  });

  it('are read anew through a file that imports them', async () => {
    write(
      'outer.ts',
      "import { inner } from './inner.ts';\nexport const outer = ['of', inner].join(' ');\n",
    );
    for (const value of ['one', 'two']) {
      write('inner.ts', `export const inner = '${value}';\n`);
      const shown = await kernel.show("import { outer } from './outer.ts'; outer");
      expect(shown).to.deep.equal([`execute_result: 'of ${value}'`]);
    }
  });

  it('can be written after a cell has missed them', async () => {
    const cell = "import { late } from './late.ts'; late";
    expect((await kernel.show(cell)).join()).to.include('TS2307');
    write('late.ts', "export const late = 'here';\n");
    expect(await kernel.show(cell)).to.deep.equal(["execute_result: 'here'"]);
  });

  it('leave a cell free to declare the names of a module', async () => {
    expect(await kernel.show("const __dirname = '/x'; __dirname")).to.deep.equal([
      "execute_result: '/x'",
    ]);
    const own =
      "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); typeof require('node:fs').readFileSync";
    expect(await kernel.show(own)).to.deep.equal(["execute_result: 'function'"]);
  });
});
