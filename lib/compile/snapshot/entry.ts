/**
 * The program that the start-up snapshot is made of: creates a compiler and warms it up. A process
 * that is started from the snapshot finds the compiler as it is at the end of this file, within
 * milliseconds.
 *
 * Nothing here may load `node:v8`, `node:crypto` or streams: worker threads cannot load a built-in
 * module of that kind a second time, if a snapshot has it.
 */

import { InProcessCompiler } from '../in-process.ts';
import { type SnapshotContents, snapshotSymbol } from './contents.ts';

declare global {
  namespace NodeJS {
    interface Process {
      /** The built-in modules that were loaded. */
      readonly moduleLoadList: readonly string[];
    }
  }
}

/**
 * Cells like those of a lesson. A cell with a fault makes the compiler begin a new program; the last
 * one then has all files that lessons need, and its checker knows the types that most cells use.
 */
const cells = [
  'const a: number = 1; a',
  'class Point { #x = a; get x(): number { return this.#x; } }\nconst wrong: string = new Point();',
  "import { Socket } from 'wirebook'; import { once } from 'node:events'; Socket",
  "import { createServer } from 'node:net'; const server = createServer((socket) => socket.end());",
  'console.log({ a }); await new Promise((resolve) => setTimeout(resolve, 0)); [a].map(String)',
];

const compiler = new InProcessCompiler();
for (let round = 0; round < 3; round += 1) {
  let declarations = '';
  for (const cell of cells) {
    const compiled = compiler.compile({ code: cell, declarations });
    if (!('faults' in compiled)) declarations = compiled.declarations;
  }
}

const contents: SnapshotContents = { compiler };
Object.assign(globalThis, { [snapshotSymbol]: contents });

const unfit = process.moduleLoadList.filter((name) => /(v8|crypto|stream_wrap|tty)$/.test(name));
if (unfit.length > 0) throw new Error(`The snapshot would hold ${unfit.join(', ')}`);
